import Foundation
import Vocabulary

extension ExchangeNode {
    /// SHA-256 of a file, with flat memory.
    static func digest(ofFile path: String) throws -> Digest {
        guard let file = FileHandle(forReadingAtPath: path) else { throw ExchangeError.notThere }
        defer { try? file.close() }
        var digest = DigestStream()
        while let piece = try file.read(upToCount: 1 << 20), !piece.isEmpty {
            digest.update([UInt8](piece))
        }
        return digest.finish()
    }
}
