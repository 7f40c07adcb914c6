import Custody
import Seal
import Vocabulary

/// A signed event as a member sent it, with the certificates that it names. Nothing of it is believed yet.
package struct Statement: Sendable {
    package let envelope: [UInt8]
    /// DER, leaf first, without the root.
    package let certificates: [[UInt8]]

    package init(envelope: [UInt8], certificates: [[UInt8]]) {
        self.envelope = envelope
        self.certificates = certificates
    }
}

/// A statement whose signature, signer and claims were checked: it may enter the log.
struct VerifiedStatement: Sendable {
    let event: VerifiedEvent
    /// The certificates that the check rested on: the signer's, and those that lead to the root.
    let objects: [TrustObject]

    /// How far the clock of the person may be ahead of the node's.
    private static let leadSeconds: Int64 = 300

    /// - Parameters:
    ///   - caller: who sent it; the signature must be theirs.
    ///   - types: what it may say.
    ///   - now: the node's time, at which the signer's certificate must be good.
    init(
        _ statement: Statement, from caller: CallingMember, in log: LogOrigin, as types: Set<EventType>,
        trust: TrustKeeper, now: Instant
    ) async throws {
        guard !statement.certificates.isEmpty else {
            throw ExchangeError(
                .statementMismatch, "The statement came without the certificate that signed it.",
                next: "Send the chain, the signer's certificate first.")
        }
        let standing = try await trust.standing(of: statement.certificates, for: .events)
        // What the log takes in is served to others: nothing but the path that was checked, and no text beside it.
        let certificates = standing.trusted.chain.all
        let useful = Set(certificates.map(\.digest) + [standing.trusted.root.digest])
        let sent = Set(statement.certificates.map { Digest(of: $0) })
        guard sent.isSubset(of: useful), sent.count == statement.certificates.count else {
            throw ExchangeError(
                .statementCertificates,
                "With the statement came certificates that do not lead from its signer to the root of "
                    + "\(standing.trusted.identity.party).",
                next: "Send the chain of the signer and nothing else, each certificate once.")
        }
        let leaf = standing.trusted.certificate
        let byDigest = Dictionary(certificates.map { ($0.digest, $0) }) { first, _ in first }
        let event = try UnverifiedEvent(parsing: statement.envelope).verify(for: log, certificate: { byDigest[$0] })
        guard event.signers.count == 1, event.signers.first == leaf else {
            throw ExchangeError(
                .statementMismatch, "The statement must have one signature, by the first certificate sent with it.",
                next: "Sign it once.")
        }
        guard standing.trusted.identity == caller.member.identity, event.event.actor == caller.member.identity else {
            throw ExchangeError(
                .statementActor, "The statement is not signed by the person who sends it.",
                next: "Sign it with the certificate of \(caller.member).")
        }
        guard types.contains(event.event.type) else {
            throw ExchangeError(
                .statementType, "An event of type \(event.event.type) cannot be stated here.",
                next: "Use one of: \(types.map(\.rawValue).sorted().joined(separator: ", ")).")
        }
        guard event.event.at <= now.adding(seconds: Self.leadSeconds) else {
            throw ExchangeError(
                .statementTime, "The statement says \(event.event.at); here it is \(now).",
                next: "Set the clock of your machine; `saksi doctor` shows by how much it is wrong.")
        }
        self.event = event
        objects = standing.objects
    }
}
