import Foundation
import Vocabulary

/// Random bytes: nothing in them can be compressed, or held to be the same twice.
struct SampleData {
    let ground: Ground
    private let block: [UInt8]

    init(_ ground: Ground) {
        self.ground = ground
        var generator = SystemRandomNumberGenerator()
        block = (0..<(1 << 17)).flatMap { _ in
            unsafe withUnsafeBytes(of: generator.next()) { unsafe Array($0) }
        }
    }

    /// A folder with one file, unless it is there already.
    /// - Returns: the file.
    func large(_ name: String, size: Int) throws -> String {
        let path = ground("\(name)/image.bin")
        guard !ground.exists("\(name)/image.bin") else { return path }
        try ground.makeFolder(name)
        try ground.write([], to: "\(name)/image.bin")
        guard let file = FileHandle(forWritingAtPath: path) else {
            throw BenchmarkFailure("\(path) could not be written.")
        }
        var left = size
        var number: UInt8 = 0
        while left > 0 {
            // Every MiB differs from the others, which is all that matters for hashing and storing it.
            let piece = block.prefix(left).map { $0 ^ number }
            try file.write(contentsOf: Data(piece))
            left -= piece.count
            number &+= 1
        }
        try file.close()
        return path
    }

    /// A folder with many files.
    func small(_ name: String, count: Int, size: Int) throws -> String {
        guard !ground.exists(name) else { return ground(name) }
        let random = SystemRandomness()
        for number in 0..<count {
            let folder = "\(name)/\(number / 1000)"
            if number % 1000 == 0 { try ground.makeFolder(folder) }
            let start = (number * 41) % (block.count - size)
            try ground.write(random.bytes(16) + block[start..<(start + size - 16)], to: "\(folder)/page-\(number).bin")
        }
        return ground(name)
    }
}
