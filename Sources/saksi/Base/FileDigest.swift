import EvidenceBundle
import Vocabulary

/// The digest of a whole file, read piece by piece.
enum FileDigest {
    @concurrent static func of(_ path: String, _ meter: Meter) async throws -> Digest {
        let file = try EvidenceBundle.OpenFile(reading: path)
        meter.set(total: try file.facts().size)
        var stream = DigestStream()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var offset: Int64 = 0
        while true {
            try Task.checkCancellation()
            let count = try file.read(into: &buffer, count: buffer.count, at: offset)
            guard count > 0 else { return stream.finish() }
            stream.update(count == buffer.count ? buffer : Array(buffer[..<count]))
            offset += Int64(count)
            meter.set(done: offset)
        }
    }
}

extension Meter {
    /// The meter as the callback that a run over a bundle takes.
    var follow: EvidenceBundle.Progress.Callback {
        { progress in
            self.set(total: progress.total)
            self.set(done: progress.bytes)
        }
    }
}
