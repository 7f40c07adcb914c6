import Courier
import Custody
import EvidenceBundle
import Seal
import Vocabulary
import Wire

/// A conversation with a node that has proven its name, and has said whom it takes us for.
struct NodeSession: Sendable {
    let client: NodeClient
    let credential: Credential
    let member: MemberID
    let trust: TrustStore
    let description: NodeDescription
    let offset: UTCOffset
    let session: Session

    var node: Identity { description.node }

    /// How far the two clocks may be apart; the node refuses statements from further in its future.
    fileprivate static let clockTolerance: Int64 = 300_000

    /// The agreement as the node has it in force, if we stand on its roster.
    func agreement(_ id: AgreementID) throws -> AgreementSummary {
        if let found = description.agreements.first(where: { $0.agreement == id }) { return found }
        let known = description.agreements.map(\.agreement.text)
        throw OnlineError(
            .onlineAgreement, "\(node) knows no agreement \(id) on whose roster \(member) stands.",
            next: Spelling.nearest(to: id.text, among: known).map { "Did you mean \($0)?" }
                ?? (known.isEmpty
                    ? "Ask your central authority under which agreement you may act."
                    : "Yours are: \(known.joined(separator: ", "))."))
    }

    /// The log of an agreement on this node. Its name follows from both; what the node says of it must agree.
    func log(of id: AgreementID) throws -> LogOrigin {
        let origin = try LogOrigin(node: node, agreement: id)
        guard try agreement(id).log == origin.text else {
            throw OnlineError(
                .onlineNodeAnswer, "The node names another log for \(id) than \(origin).",
                next: "Nothing was sent. Tell the operator of the node.")
        }
        return origin
    }
}

extension Session {
    /// Talks to the node of the profile as the person of the options, else of the profile, and closes the connection
    /// after it.
    ///
    /// Nothing of evidence can leave before the node proved its name and the two clocks were compared.
    func online<Value>(
        as signer: IdentityOptions? = nil, _ body: (NodeSession) async throws -> Value
    ) async throws -> Value {
        let credential = try credential(signer?.identity, passphraseFile: signer?.passphraseFile)
        let trust = try trust(nil)
        let member = try MemberID(credential.identity)
        let profile = try profile()
        return try await withNode(as: credential, trust: trust) { client in
            let answer = try await client.send(.get, Routes.node.pattern)
            let description = try answer.record(NodeDescription.self, noun: "node's description")
            guard description.node == profile.nodeIdentity, description.caller == member else {
                throw OnlineError(
                    .onlineNodeAnswer,
                    "The node says that it is \(description.node) and that we are \(description.caller).",
                    next: "Check node-identity and identity in the profile.")
            }
            let node = NodeSession(
                client: client, credential: credential, member: member, trust: trust, description: description,
                offset: profile.offset ?? .indochina, session: self)
            try checkClock(node)
            return try await body(node)
        }
    }

    private func checkClock(_ node: NodeSession) throws {
        let ahead = now.millisecondsSince1970 - node.description.time.millisecondsSince1970
        guard abs(ahead) > NodeSession.clockTolerance else { return }
        let minutes = abs(ahead) / 60_000
        throw OnlineError(
            .onlineClock,
            "The clock here is \(minutes.counted("minute")) \(ahead > 0 ? "ahead of" : "behind") the clock of \(node.node).",
            next: "Set the clock here, if it is the wrong one; nothing was sent. “saksi doctor” compares them again.")
    }
}
