/// The codewords that let a reader of a QR code put right what dirt and stamps have covered
/// (ISO/IEC 18004, 7.5): Reed-Solomon over GF(256) with the polynomial x⁸+x⁴+x³+x²+1.
struct ReedSolomon {
    /// The generator without its first coefficient, which is 1; the highest power first.
    private let generator: [UInt8]

    /// - Parameter count: of codewords that are added.
    init(count: Int) {
        var generator = [UInt8](repeating: 0, count: count)
        guard count > 0 else {
            self.generator = []
            return
        }
        generator[count - 1] = 1
        var root: UInt8 = 1
        for _ in 0..<count {
            for place in generator.indices {
                generator[place] = Self.product(generator[place], root)
                if place + 1 < count { generator[place] ^= generator[place + 1] }
            }
            root = Self.product(root, 2)
        }
        self.generator = generator
    }

    func remainder(_ data: [UInt8]) -> [UInt8] {
        var rest = [UInt8](repeating: 0, count: generator.count)
        for byte in data {
            let factor = byte ^ rest.removeFirst()
            rest.append(0)
            for place in rest.indices { rest[place] ^= Self.product(generator[place], factor) }
        }
        return rest
    }

    private static func product(_ one: UInt8, _ other: UInt8) -> UInt8 {
        var product = 0
        for bit in (0..<8).reversed() {
            product = product << 1 ^ (product >> 7) * 0x11D
            product ^= Int(other >> bit & 1) * Int(one)
        }
        return UInt8(truncatingIfNeeded: product)
    }
}
