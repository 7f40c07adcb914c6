import Exchange
import FoundationEssentials
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import ServiceLifecycle
import Vocabulary
import Wire

/// Resumable uploads: `draft-ietf-httpbis-resumable-upload`, interop version 8.
struct UploadRoutes: Sendable {
    let node: ExchangeNode

    /// So much arrives before it is made durable and its offset can be told after a cut.
    private static let stretch: Int64 = 4 << 20
    /// After so many seconds at the latest, too.
    private static let longestLook: Int64 = 10

    func add(to router: Router<CallerContext>) {
        router.post(RouterPath(Routes.uploads.pattern)) { request, context in
            try await create(request, context)
        }
        router.head(RouterPath(Routes.upload.pattern)) { [node] request, context in
            try UploadRequest.checkQuestion(request)
            let upload = try await node.upload(try context.parameter("upload"), of: try context.member())
            return Response(status: .noContent, headers: try headers(of: upload))
        }
        router.patch(RouterPath(Routes.upload.pattern)) { request, context in
            try await append(request, context)
        }
        router.delete(RouterPath(Routes.upload.pattern)) { [node] _, context in
            try await node.cancelUpload(try context.parameter("upload"), of: try context.member())
            return Response(status: .noContent)
        }
        router.post(RouterPath(Routes.submission.pattern)) { [node] request, context in
            let digest = try request.headers[UploadField.reprDigest.name].map(Self.digest)
            let statement = try await request.statement()
            let accepted = try await node.submit(
                try context.parameter("upload"), with: statement, claiming: digest, by: try context.member())
            return try Response.json(SubmissionResult(accepted))
        }
        router.get(RouterPath(Routes.receipt.pattern)) { [node] _, context in
            let submission = try await node.receipt(
                of: try context.parameter("bundle"), under: try context.parameter("agreement"),
                for: try context.member())
            return try Response.json(SubmissionResult(submission))
        }
    }

    private func create(_ request: Request, _ context: CallerContext) async throws -> Response {
        let asked = try UploadRequest(request)
        let length = try asked.length(at: 0, known: nil)
        let begun = try await node.beginUpload(
            under: try context.parameter("agreement"), length: length, by: try context.member())
        let upload = try await receive(request, asked, into: begun.id, at: 0, context)
        var headers = try headers(of: upload)
        headers[.location] = Routes.upload.path(begun.id)
        return Response(status: .created, headers: headers)
    }

    private func append(_ request: Request, _ context: CallerContext) async throws -> Response {
        guard request.headers[.contentType] == "application/partial-upload" else {
            throw HTTPError(.unsupportedMediaType)
        }
        let asked = try UploadRequest(request)
        guard let offset = asked.offset else { throw HTTPError(.badRequest) }
        let id: UploadID = try context.parameter("upload")
        do {
            let stands = try await receive(request, asked, into: id, at: offset, context)
            return Response(status: .noContent, headers: try headers(of: stands))
        } catch let failure as ExchangeError where failure.code == .uploadOffset || failure.code == .uploadLength {
            let stands = try await node.upload(id, of: try context.member()).offset
            throw Gateway.Refusal(
                failure, status: failure.code == .uploadOffset ? .conflict : .badRequest,
                fields: [try UploadField.offset.name: "\(stands)"])
        }
    }

    /// Takes the body in. Whatever arrived before a cut is made durable, so that nothing is sent twice.
    private func receive(
        _ request: Request, _ asked: UploadRequest, into id: UploadID, at offset: Int64, _ context: CallerContext
    ) async throws -> UploadStanding {
        let writer = try await node.continueUpload(id, at: offset, of: try context.member()) {
            try asked.length(at: offset, known: $0)
        }
        let channel = context.channel
        let received = try await withGracefulShutdownHandler {
            try await receive(request.body, with: writer)
        } onGracefulShutdown: {
            // The node stops, and the sender can go on when it is back: what arrived is made durable.
            channel.close(promise: nil)
        }
        guard asked.completes, received.length != received.offset else { return received }
        if let length = received.length { throw UploadRequest.inconsistent(length) }
        // The last part came without a length; now it is known.
        try await writer.setLength(received.offset)
        return UploadStanding(id: id, offset: received.offset, length: received.offset)
    }

    /// - Returns: how the upload stands, with all bytes on the disk.
    private func receive(_ body: RequestBody, with writer: UploadWriter) async throws -> UploadStanding {
        _ = try await writer.acknowledge()
        var unacknowledged: Int64 = 0
        var looked = node.now
        do {
            for try await piece in body {
                try await writer.append(Array(buffer: piece))
                unacknowledged += Int64(piece.readableBytes)
                // Few bytes in a long time: the sender is looked at all the same.
                if unacknowledged >= Self.stretch || node.now >= looked.adding(seconds: Self.longestLook) {
                    _ = try await writer.acknowledge()
                    unacknowledged = 0
                    looked = node.now
                }
            }
            // A cancelled task sees the end of the body where there is none.
            try Task.checkCancellation()
        } catch let failure as any Failure {
            throw failure
        } catch {
            _ = try? await writer.keep()
            throw error
        }
        return try await writer.acknowledge()
    }

    private func headers(of upload: UploadStanding) throws -> HTTPFields {
        var fields = HTTPFields()
        fields[try UploadField.offset.name] = String(upload.offset)
        fields[try UploadField.complete.name] = upload.offset == upload.length ? "?1" : "?0"
        fields[try UploadField.limit.name] = "max-size=\(node.limits.bundleBytes)"
        if let length = upload.length { fields[try UploadField.length.name] = String(length) }
        return fields
    }

    /// `sha-256=:…:` of RFC 9530.
    private static func digest(_ header: String) throws -> Digest {
        let text = header.split(separator: ":", omittingEmptySubsequences: false)
        guard text.count == 3, text[0] == "sha-256=", text[2].isEmpty, let data = Data(base64Encoded: String(text[1]))
        else { throw HTTPError(.badRequest) }
        return try Digest(bytes: Array(data))
    }
}

extension SubmissionResult {
    init(_ submission: Submission) {
        self.init(
            bundle: submission.bundle, agreement: submission.agreement, bundleDigest: submission.bundleDigest,
            fileDigest: submission.fileDigest, acceptedAt: submission.acceptedAt,
            receipt: String(decoding: submission.receipt, as: UTF8.self), certificates: submission.certificates,
            timestamps: submission.standing.timestamps, cosignersMissing: submission.cosignersMissing,
            timestampMissing: submission.standing.timestampMissing)
    }
}
