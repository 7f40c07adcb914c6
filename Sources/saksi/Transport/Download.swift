import AsyncHTTPClient
import NIOCore
import Vocabulary

/// What a download brought; whether it is right, its digest says.
package struct DownloadResult: Sendable {
    /// How many bytes the file has now.
    package let length: Int64
    package let entityTag: String?
    /// `Repr-Digest` of the whole (RFC 9530), as the node claims it.
    package let reprDigest: String?
    /// The node did not go on from the offset, so the file was begun anew.
    package let beganAnew: Bool
}

extension NodeClient {
    /// Writes what a path holds to a file, from an offset on.
    ///
    /// - Parameters:
    ///   - offset: how many bytes of the file are there already; what stands behind it is cut off.
    ///   - entityTag: of the version those bytes came from; the node begins anew if it has another.
    ///   - progress: is told how many bytes of how many are there, if the node says how many.
    package func download(
        _ path: String, to file: String, from offset: Int64 = 0, entityTag: String? = nil,
        progress: @escaping @Sendable (_ offset: Int64, _ total: Int64?) -> Void = { _, _ in }
    ) async throws(NodeFailure) -> DownloadResult {
        var fields: [(String, String)] = []
        if offset > 0 {
            fields.append(("Range", "bytes=\(offset)-"))
            if let entityTag { fields.append(("If-Range", entityTag)) }
        }
        let target = try OpenFile(writing: file)
        return try await receive(path, fields: fields) { head, body in
            let start = try Self.start(of: head, asked: offset)
            let total = try Self.total(of: head, from: start)
            try target.truncate(to: start)
            var position = start
            progress(position, total)
            for try await piece in body {
                try target.write(piece, at: position)
                position += Int64(piece.readableBytes)
                progress(position, total)
            }
            if let total, position != total {
                throw NodeFailure(
                    .nodeInterrupted, "The transfer ended after \(position) of \(total.counted("byte")).",
                    next: "The same command again continues where it stopped.")
            }
            try target.synchronize()
            return DownloadResult(
                length: position, entityTag: head.fields["etag"], reprDigest: head.fields["repr-digest"],
                beganAnew: offset > 0 && start == 0)
        }
    }

    /// How long the whole is, as the node says; nil if it does not.
    private static func total(of head: NodeAnswer, from start: Int64) throws(NodeFailure) -> Int64? {
        guard let length = head.fields["content-length"].flatMap({ Int64($0) }) else { return nil }
        let (total, isTooLarge) = start.addingReportingOverflow(length)
        guard length >= 0, !isTooLarge else {
            throw NodeFailure(
                .nodeAnswer, "The node says that more bytes follow than any file can hold.",
                next: "Tell the operator of the node.")
        }
        return total
    }

    /// Where the bytes that follow belong: at the offset (206) or at the beginning (200).
    private static func start(of head: NodeAnswer, asked offset: Int64) throws(NodeFailure) -> Int64 {
        switch head.status {
        case 200: return 0
        case 206 where head.fields["content-range"]?.hasPrefix("bytes \(offset)-") == true: return offset
        default:
            throw NodeFailure(
                .nodeAnswer, "The node answered \(head.status) with a range that was not asked for.",
                next: "The node and this program may be of different versions; install the same version.")
        }
    }
}
