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
        let upload = try await receive(request, asked, into: begun, context)
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
        let member = try context.member()
        // Looked at before the writer that may be at work is superseded: a request at the wrong place changes nothing.
        let upload = try await node.upload(id, of: member)
        do {
            guard upload.offset == offset else {
                throw ExchangeError(
                    .uploadOffset, "The upload stands at byte \(upload.offset), not at \(offset).",
                    next: "Ask for the offset and go on from there.")
            }
            return Response(
                status: .noContent, headers: try headers(of: try await receive(request, asked, into: upload, context)))
        } catch let failure as ExchangeError where failure.code == .uploadOffset || failure.code == .uploadLength {
            let stands = try await node.upload(id, of: member).offset
            throw Gateway.Refusal(
                failure, status: failure.code == .uploadOffset ? .conflict : .badRequest,
                fields: [try UploadField.offset.name: "\(stands)"])
        }
    }

    /// Takes the body in. Whatever arrived before a cut is made durable, so that nothing is sent twice.
    private func receive(
        _ request: Request, _ asked: UploadRequest, into upload: UploadStanding, _ context: CallerContext
    ) async throws -> UploadStanding {
        let length = try asked.length(at: upload.offset, known: upload.length)
        let member = try context.member()
        let writer = try await node.continueUpload(upload.id, at: upload.offset, length: length, of: member)
        let channel = context.channel
        let received = try await withGracefulShutdownHandler {
            try await receive(request.body, with: writer)
        } onGracefulShutdown: {
            // The node stops, and the sender can go on when it is back: what arrived is made durable.
            channel.close(promise: nil)
        }
        guard asked.completes, length != received else {
            return UploadStanding(id: upload.id, offset: received, length: length)
        }
        if let length { throw UploadRequest.inconsistent(length) }
        // The last part came without a length; now it is known.
        _ = try await node.continueUpload(upload.id, at: received, length: received, of: member)
        return UploadStanding(id: upload.id, offset: received, length: received)
    }

    /// - Returns: the offset up to which all bytes are on the disk.
    private func receive(_ body: RequestBody, with writer: UploadWriter) async throws -> Int64 {
        _ = try await writer.acknowledge()
        var unacknowledged: Int64 = 0
        do {
            for try await piece in body {
                try await writer.append(Array(buffer: piece))
                unacknowledged += Int64(piece.readableBytes)
                if unacknowledged >= Self.stretch {
                    _ = try await writer.acknowledge()
                    unacknowledged = 0
                }
            }
            // A cancelled task sees the end of the body where there is none.
            try Task.checkCancellation()
        } catch let failure as any Failure {
            throw failure
        } catch {
            _ = try? await writer.acknowledge()
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
            receipt: String(decoding: submission.receipt, as: UTF8.self), certificates: submission.certificates)
    }
}
