import Exchange
import HTTPTypes
import Hummingbird
import Vocabulary
import Wire

/// `POST …/activation`: puts agreements, instruments and laws into force.
struct ActivationRoutes: Sendable {
    let node: ExchangeNode

    func add(to router: Router<CallerContext>) {
        router.post(RouterPath(Routes.activation.pattern)) { [node] request, context in
            let caller = try context.member()
            let agreement: AgreementID = try context.parameter("agreement")
            let asked = try await request.payload(ActivationRequest.self, noun: "activation", limit: 8 << 20)
            let activated = try await node.activate(
                asked.files.map {
                    PolicyFile(name: $0.name, contents: $0.contents.bytes, signatures: $0.signatures.map(\.bytes))
                }, by: Handover(Statement(asked.statement), under: agreement, by: caller))
            return try Response.json(ActivationResult(activated), status: .created)
        }
    }
}

extension ActivationResult {
    init(_ activated: [ActivatedAgreement]) {
        self.init(
            agreements: activated.map {
                Agreement(
                    agreement: $0.agreement, version: $0.version, digest: $0.digest, log: $0.log,
                    entry: UInt64($0.entry), isNew: $0.isNew,
                    receipt: String(decoding: $0.receipt, as: UTF8.self), certificates: $0.certificates)
            })
    }
}
