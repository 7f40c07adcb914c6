import Courier
import Exchange
import Seal
import Vocabulary
import Wire

/// The way to one cosigner: with this node's certificate, to the cosigner itself or a node of its party.
actor CosignerConnection {
    private let asked: AskedCosigner
    private let credential: Credential
    private let trust: TrustKeeper
    private var open: (client: NodeClient, since: ContinuousClock.Instant)?

    /// A connection is judged when it is made. A new one is made after this time, so that a certificate that was revoked
    /// does not serve on.
    private static let longest = Duration.seconds(60)

    init(to asked: AskedCosigner, as credential: Credential, trust: TrustKeeper) {
        self.asked = asked
        self.credential = credential
        self.trust = trust
    }

    /// - Parameter body: of `add-checkpoint`.
    func ask(_ body: [UInt8]) async throws -> CosignerAnswer {
        let client = try await client()
        do {
            return Self.read(
                try await client.ask(
                    .post, Routes.addCheckpoint.pattern, body: body, contentType: "text/plain; charset=utf-8",
                    limit: 1 << 17))
        } catch {
            await close()
            throw error
        }
    }

    func close() async {
        let client = open?.client
        open = nil
        await client?.close()
    }

    private func client() async throws -> NodeClient {
        if let open, open.since + Self.longest > .now { return open.client }
        await close()
        let store = await trust.current()
        let tls = try NodeTLS(
            credential: credential, expecting: .cosigner(asked.identity), trust: store, timekeeper: SystemTimekeeper(),
            timeout: NodePatience.brief.handshake)
        let client = NodeClient(address: asked.address, tls: tls, patience: .brief)
        open = (client: client, since: ContinuousClock.now)
        return client
    }

    /// What C2SP tlog-witness has an answer mean.
    private static func read(_ answer: NodeAnswer) -> CosignerAnswer {
        switch (answer.status, answer.fields["content-type"] ?? "") {
        case (200, _):
            return .signed(answer.body)
        case (409, "text/x.tlog.size"):
            let text = String(decoding: answer.body, as: UTF8.self)
            guard text.hasSuffix("\n"), let size = Int(text.dropLast()), size >= 0, "\(size)\n" == text else {
                return .refused(status: 409, reason: "It names no size.")
            }
            return .stands(at: size)
        default:
            var reason = "It does not say why."
            do throws(NodeFailure) { _ = try answer.accepted() } catch { reason = error.reason }
            return .refused(status: answer.status, reason: reason)
        }
    }
}
