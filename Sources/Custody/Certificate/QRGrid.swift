/// The modules of a QR code of version 6 while it is being laid out (ISO/IEC 18004, 6 and 7.7 to 7.9).
struct QRGrid {
    private(set) var modules: [[Bool]]
    /// Those that carry no data: patterns and the places of the format.
    private var isFixed: [[Bool]]

    private static let side = QRCode.side
    /// How the format names level Q.
    private static let level = 0b11

    init(codewords: [UInt8]) {
        modules = Array(repeating: Array(repeating: false, count: Self.side), count: Self.side)
        isFixed = modules
        for place in 0..<Self.side {
            fix(6, place, place % 2 == 0)
            fix(place, 6, place % 2 == 0)
        }
        for (row, column) in [(3, 3), (3, Self.side - 4), (Self.side - 4, 3)] { finder(row, column) }
        alignment(34, 34)
        format(mask: 0)
        lay(codewords)
    }

    /// The same with one of the eight masks over the data, and the format that names it.
    func masked(_ mask: Int) -> QRGrid {
        var grid = self
        for row in 0..<Self.side {
            for column in 0..<Self.side where !isFixed[row][column] && Self.turns(mask, row, column) {
                grid.modules[row][column].toggle()
            }
        }
        grid.format(mask: mask)
        return grid
    }

    private mutating func fix(_ row: Int, _ column: Int, _ isDark: Bool) {
        modules[row][column] = isDark
        isFixed[row][column] = true
    }

    /// A finder with the light line around it.
    private mutating func finder(_ row: Int, _ column: Int) {
        for down in -4...4 {
            for right in -4...4 {
                let (row, column) = (row + down, column + right)
                guard (0..<Self.side).contains(row), (0..<Self.side).contains(column) else { continue }
                let distance = max(abs(down), abs(right))
                fix(row, column, distance != 2 && distance != 4)
            }
        }
    }

    private mutating func alignment(_ row: Int, _ column: Int) {
        for down in -2...2 {
            for right in -2...2 { fix(row + down, column + right, max(abs(down), abs(right)) != 1) }
        }
    }

    /// Level and mask, with their own check bits, at two places.
    private mutating func format(mask: Int) {
        let data = Self.level << 3 | mask
        var rest = data
        for _ in 0..<10 { rest = rest << 1 ^ (rest >> 9) * 0x537 }
        let bits = (data << 10 | rest) ^ 0x5412
        func bit(_ place: Int) -> Bool { bits >> place & 1 == 1 }
        for place in 0..<6 { fix(place, 8, bit(place)) }
        fix(7, 8, bit(6))
        fix(8, 8, bit(7))
        fix(8, 7, bit(8))
        for place in 9..<15 { fix(8, 14 - place, bit(place)) }
        for place in 0..<8 { fix(8, Self.side - 1 - place, bit(place)) }
        for place in 8..<15 { fix(Self.side - 15 + place, 8, bit(place)) }
        fix(Self.side - 8, 8, true)
    }

    /// In columns of two from the right, up and down in turn, passing over what is fixed.
    private mutating func lay(_ codewords: [UInt8]) {
        var place = 0
        var isUpward = true
        var right = Self.side - 1
        while right > 0 {
            if right == 6 { right = 5 }
            for step in 0..<Self.side {
                let row = isUpward ? Self.side - 1 - step : step
                for column in [right, right - 1] where !isFixed[row][column] && place < codewords.count * 8 {
                    modules[row][column] = codewords[place / 8] >> (7 - place % 8) & 1 == 1
                    place += 1
                }
            }
            isUpward.toggle()
            right -= 2
        }
    }

    private static func turns(_ mask: Int, _ row: Int, _ column: Int) -> Bool {
        let product = row * column
        return switch mask {
        case 0: (row + column) % 2 == 0
        case 1: row % 2 == 0
        case 2: column % 3 == 0
        case 3: (row + column) % 3 == 0
        case 4: (row / 2 + column / 3) % 2 == 0
        case 5: product % 2 + product % 3 == 0
        case 6: (product % 2 + product % 3) % 2 == 0
        default: ((row + column) % 2 + product % 3) % 2 == 0
        }
    }
}

extension QRGrid {
    /// How hard it is to read: long runs, blocks, what looks like a finder, too much of one colour.
    var penalty: Int {
        let columns = (0..<Self.side).map { column in modules.map { $0[column] } }
        let lines = modules + columns
        let dark = modules.reduce(0) { $0 + $1.count { $0 } }
        let percent = dark * 100 / (Self.side * Self.side)
        return lines.reduce(0) { $0 + Self.runs($1) + Self.likenesses($1) } + blocks + abs(percent - 50) / 5 * 10
    }

    /// Five alike in a line cost 3, each further one 1 more.
    private static func runs(_ line: [Bool]) -> Int {
        var penalty = 0
        var length = 0
        for (place, module) in line.enumerated() {
            length = place > 0 && line[place - 1] == module ? length + 1 : 1
            penalty += length == 5 ? 3 : length > 5 ? 1 : 0
        }
        return penalty
    }

    private static let likeFinder = [true, false, true, true, true, false, true]

    /// Dark and light as through a finder, with four light ones on a side.
    private static func likenesses(_ line: [Bool]) -> Int {
        let light = Array(repeating: false, count: 4)
        let patterns = [likeFinder + light, light + likeFinder]
        return (0...line.count - 11).reduce(0) { sum, start in
            sum + (patterns.contains(Array(line[start..<start + 11])) ? 40 : 0)
        }
    }

    private var blocks: Int {
        var penalty = 0
        for row in 1..<Self.side {
            for column in 1..<Self.side {
                let module = modules[row][column]
                if module == modules[row - 1][column], module == modules[row][column - 1],
                    module == modules[row - 1][column - 1]
                {
                    penalty += 3
                }
            }
        }
        return penalty
    }
}
