import Exchange
import FoundationEssentials
import HTTPTypes
import Hummingbird
import NIOCore
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
        router.head(RouterPath(Routes.upload.pattern)) { [node] _, context in
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
            let submission = try node.receipt(
                of: try context.parameter("bundle"), under: try context.parameter("agreement"),
                for: try context.member())
            return try Response.json(SubmissionResult(submission))
        }
    }

    private func create(_ request: Request, _ context: CallerContext) async throws -> Response {
        let length = try request.upload(.length)
        let begun = try await node.beginUpload(
            under: try context.parameter("agreement"), length: length, by: try context.member())
        let offset = try await receive(request, into: begun.id, at: 0, context)
        var headers = try headers(of: UploadStanding(id: begun.id, offset: offset, length: length))
        headers[.location] = Routes.upload.path(begun.id)
        return Response(status: .created, headers: headers)
    }

    private func append(_ request: Request, _ context: CallerContext) async throws -> Response {
        guard request.headers[.contentType] == "application/partial-upload" else {
            throw HTTPError(.unsupportedMediaType)
        }
        guard let offset = try request.upload(.offset) else { throw HTTPError(.badRequest) }
        let id: UploadID = try context.parameter("upload")
        _ = try await receive(request, into: id, at: offset, context)
        let upload = try await node.upload(id, of: try context.member())
        return Response(status: .noContent, headers: try headers(of: upload))
    }

    /// Takes the body in. Whatever arrived before a cut is made durable, so that nothing is sent twice.
    private func receive(
        _ request: Request, into id: UploadID, at offset: Int64, _ context: CallerContext
    ) async throws -> Int64 {
        let writer = try await node.continueUpload(
            id, at: offset, length: try request.upload(.length), of: try context.member())
        var acknowledged = try await writer.acknowledge()
        var unacknowledged: Int64 = 0
        do {
            for try await piece in request.body {
                try await writer.append(Array(buffer: piece))
                unacknowledged += Int64(piece.readableBytes)
                if unacknowledged >= Self.stretch {
                    acknowledged = try await writer.acknowledge()
                    unacknowledged = 0
                }
            }
        } catch let failure as any Failure {
            throw failure
        } catch {
            _ = try? await writer.acknowledge()
            throw error
        }
        acknowledged = try await writer.acknowledge()
        return acknowledged
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

/// The header fields of the upload protocol.
enum UploadField: String {
    case offset = "Upload-Offset"
    case length = "Upload-Length"
    case complete = "Upload-Complete"
    case limit = "Upload-Limit"
    case reprDigest = "Repr-Digest"

    var name: HTTPField.Name {
        get throws {
            guard let name = HTTPField.Name(rawValue) else { throw HTTPError(.internalServerError) }
            return name
        }
    }
}

extension Request {
    /// A number of the upload protocol, which is a structured-field integer.
    func upload(_ field: UploadField) throws -> Int64? {
        guard let text = headers[try field.name] else { return nil }
        guard (1...18).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let number = Int64(text)
        else { throw HTTPError(.badRequest) }
        return number
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
