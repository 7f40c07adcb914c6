import Custody
import Exchange
import HTTPTypes
import Hummingbird
import NIOCore
import Vocabulary
import Wire

/// `add-checkpoint` and the last cosigned checkpoint, as C2SP `tlog-witness` has them.
///
/// Any node of the trust list may bring a checkpoint, whoever's log it is: what counts is the log's signature. Who belongs to
/// the log's party, to the cosigner's or to another party of the agreement may read: size and pace of a log tell how much
/// two states work together. To anybody else it is as if it was not there.
struct CosignerRoutes: Sendable {
    let cosigner: CosignerService
    /// The parties to the agreement of a log, as far as they are known here.
    var parties: @Sendable (LogOrigin) async -> Set<Party> = { _ in [] }

    /// Of the one answer to a refusal that is no problem document.
    static let sizeType = "text/x.tlog.size"

    func add(to router: Router<CallerContext>) {
        router.post(RouterPath(Routes.addCheckpoint.pattern)) { [cosigner] request, context in
            guard context.caller.identity.kind == .node else {
                throw ExchangeError(
                    .notANode, "The certificate speaks for \(context.caller.identity), which is not a node.",
                    next: "Only nodes ask for cosignatures; read the last one with GET.")
            }
            do {
                return Self.text(try await cosigner.add(try await Self.body(of: request, for: cosigner)))
            } catch let refusal as CosigningRefusal {
                return try Self.answer(to: refusal)
            }
        }
        router.get(RouterPath(Routes.cosignedCheckpoint.pattern)) { [self] _, context in
            guard let hash = context.originHash(),
                let note = try await cosigner.checkpoint(ofOriginHash: hash),
                await concerns(note.checkpoint.origin, context.caller.identity.party)
            else { throw ExchangeError.notThere }
            return Self.text(note.bytes)
        }
    }

    private func concerns(_ origin: String, _ party: Party) async -> Bool {
        guard let log = try? LogOrigin(parsing: origin) else { return false }
        if [log.party, cosigner.cosigner.party].contains(party) { return true }
        return await parties(log).contains(party)
    }

    /// One that is longer than a request can be is malformed, as the protocol has it, and counted like any other.
    private static func body(of request: Request, for cosigner: CosignerService) async throws -> [UInt8] {
        do {
            return try await request.bytes(limit: AddCheckpoint.longest)
        } catch let error as HTTPError {
            guard error.status == .contentTooLarge else { throw error }
            throw await cosigner.refusalOfTooLong()
        }
    }

    private static func answer(to refusal: CosigningRefusal) throws -> Response {
        let status: HTTPResponse.Status
        switch refusal {
        case .malformed: status = .badRequest
        case .notSigned: status = .forbidden
        case .unknownLog: status = .notFound
        case .unproven, .nothingWithRoot: status = .unprocessableContent
        case .conflict(let size): return text(Array("\(size)\n".utf8), type: sizeType, status: .conflict)
        }
        throw Gateway.Refusal(refusal.failure, status: status)
    }

    private static func text(
        _ bytes: [UInt8], type: String = "text/plain; charset=utf-8", status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

extension CallerContext {
    /// Which log's checkpoint is asked for. Not inlined, for the reason that `parameter` gives.
    @inline(never)
    fileprivate func originHash() -> Digest? {
        parameters.get("origin").flatMap { try? Digest(hexadecimal: $0) }
    }
}
