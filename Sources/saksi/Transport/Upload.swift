import Vocabulary

/// How far an upload has come on the node (draft-ietf-httpbis-resumable-upload, interop version 8).
package struct UploadState: Sendable {
    /// The path of the upload on the node.
    package let location: String
    /// How many bytes the node has, on its disk.
    package let offset: Int64
    package let isComplete: Bool
    /// What the node answered; for a completed upload, its result.
    package let answer: NodeAnswer
}

extension NodeClient {
    private static var draft: (String, String) { ("Upload-Draft-Interop-Version", "8") }

    /// Begins an upload, without bytes.
    ///
    /// - Parameters:
    ///   - length: of the whole file, in bytes.
    ///   - digest: of the whole file, as `Repr-Digest` (RFC 9530) writes it.
    package func createUpload(
        at path: String, length: Int64, reprDigest digest: String?, fields: [(String, String)] = []
    ) async throws(NodeFailure) -> UploadState {
        let all =
            fields + [Self.draft, ("Upload-Complete", "?0"), ("Upload-Length", "\(length)")]
            + (digest.map { [("Repr-Digest", $0)] } ?? [])
        let answer = try await send(.post, path, fields: all, body: [], contentType: "application/octet-stream")
        guard let location = answer.fields["location"].flatMap(Self.path(inLocation:)) else {
            throw Self.malformed("it gives no place for the upload")
        }
        return UploadState(
            location: location, offset: try Self.offset(in: answer) ?? 0, isComplete: false, answer: answer)
    }

    /// Asks how far an upload has come.
    package func uploadState(of location: String) async throws(NodeFailure) -> UploadState {
        try Self.state(location, try await send(.head, location, fields: [Self.draft]))
    }

    /// Sends a range of a file as the next part of an upload.
    ///
    /// - Parameters:
    ///   - range: begins where the node's offset stands.
    ///   - completes: whether the upload ends with it.
    ///   - progress: is told the offset that the connection has taken.
    package func append(
        file path: String, range: Range<Int64>, to location: String, completes: Bool,
        progress: @escaping @Sendable (_ offset: Int64) -> Void = { _ in }
    ) async throws(NodeFailure) -> UploadState {
        let part = FilePart(file: try OpenFile(reading: path), range: range, progress: progress)
        let answer = try await stream(
            .patch, location,
            fields: [
                Self.draft, ("Upload-Complete", completes ? "?1" : "?0"), ("Upload-Offset", "\(range.lowerBound)"),
                ("Content-Type", "application/partial-upload"),
            ],
            body: part
        ).accepted()
        return UploadState(
            location: location, offset: try Self.offset(in: answer) ?? range.upperBound,
            isComplete: answer.fields["upload-complete"].map { $0 == "?1" } ?? completes, answer: answer)
    }

    private static func state(_ location: String, _ answer: NodeAnswer) throws(NodeFailure) -> UploadState {
        guard let offset = try offset(in: answer) else {
            throw malformed("it does not say how far the upload has come")
        }
        return UploadState(
            location: location, offset: offset, isComplete: answer.fields["upload-complete"] == "?1", answer: answer)
    }

    /// The offset that the node acknowledges; nil if it names none.
    private static func offset(in answer: NodeAnswer) throws(NodeFailure) -> Int64? {
        guard let text = answer.fields["upload-offset"] else { return nil }
        guard let offset = Int64(text), offset >= 0 else { throw malformed("its offset is no number of bytes") }
        return offset
    }

    /// The path of a `Location`; one on another host is not followed.
    private static func path(inLocation text: String) -> String? {
        text.hasPrefix("/") && !text.hasPrefix("//") ? text : nil
    }

    private static func malformed(_ why: String) -> NodeFailure {
        NodeFailure(
            .nodeAnswer, "The node's answer about the upload is not of its form: \(why).",
            next: "The node and this program may be of different versions; install the same version.")
    }
}
