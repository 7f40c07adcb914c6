import COpenSSL
package import Vocabulary

/// A SHA-256 digest whose progress can be stored and taken up again after a restart.
///
/// The stored state is the eight words of the running hash, the number of bytes so far and the bytes of the
/// unfinished block, all big-endian: 40 to 103 bytes.
package struct ResumableDigest: Sendable {
    private var context: SHA256_CTX

    package init() {
        context = SHA256_CTX()
        // SHA256_Init fails only where the algorithm is not built in, and then no test of ours passes.
        _ = unsafe SHA256_Init(&context)
    }

    /// - Throws: `seal.digest.state` if the bytes are not a state that `state` gave.
    package init(state: [UInt8]) throws(SealError) {
        self.init()
        let count = state.dropFirst(32).prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard state.count >= Self.fixed, state.count == Self.fixed + Int(count % 64), count < 1 << 60 else {
            throw SealError(
                .digestState, "The stored state of a running digest is damaged.",
                next: "Start the transfer of this file again.")
        }
        let words = stride(from: 0, to: 32, by: 4).map { start in
            state[start..<start + 4].reduce(UInt32(0)) { $0 << 8 | $1.asWord }
        }
        context.h = (words[0], words[1], words[2], words[3], words[4], words[5], words[6], words[7])
        let bits = count << 3
        context.Nl = UInt32(truncatingIfNeeded: bits)
        context.Nh = UInt32(truncatingIfNeeded: bits >> 32)
        let rest = Array(state.dropFirst(Self.fixed))
        unsafe withUnsafeMutableBytes(of: &context.data) { unsafe $0.copyBytes(from: rest) }
        context.num = UInt32(rest.count)
    }

    private static let fixed = 40

    package mutating func update(_ bytes: [UInt8]) {
        unsafe bytes.withUnsafeBytes { unsafe update($0) }
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        _ = unsafe SHA256_Update(&context, bytes.baseAddress, bytes.count)
    }

    /// Bytes taken in so far.
    package var count: UInt64 { (UInt64(context.Nh) << 32 | UInt64(context.Nl)) >> 3 }

    package var state: [UInt8] {
        let (a, b, c, d, e, f, g, h) = context.h
        var bytes = [a, b, c, d, e, f, g, h].flatMap { word in
            (0..<4).map { UInt8(truncatingIfNeeded: word >> (24 - 8 * $0)) }
        }
        let count = count
        bytes += (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) }
        unsafe withUnsafeBytes(of: context.data) { unsafe bytes.append(contentsOf: $0.prefix(Int(context.num))) }
        return bytes
    }

    package func finish() -> Digest {
        var last = context
        var bytes = [UInt8](repeating: 0, count: 32)
        _ = unsafe SHA256_Final(&bytes, &last)
        guard let digest = try? Digest(bytes: bytes) else { preconditionFailure("SHA-256 gives 32 bytes") }
        return digest
    }
}

extension UInt8 {
    fileprivate var asWord: UInt32 { UInt32(self) }
}
