import Custody
import EvidenceBundle
import Policy
import Store
import Vocabulary

/// What others gave that may serve what a member asks of a bundle: approvals of it, and consents of parties.
struct Given: Sendable {
    var approvals: [Policy.Approval] = []
    var consents: [Policy.Consent] = []

    static let nothing = Given()

    /// The part of it that is about an exhibit.
    func covering(_ number: ExhibitNumber) -> Given {
        func covers(_ selection: ExhibitSelection?) -> Bool {
            selection.map { $0.ranges.contains { $0.contains(number.value) } } ?? true
        }
        return Given(
            approvals: approvals.filter { covers($0.exhibits) }, consents: consents.filter { covers($0.exhibits) })
    }

    var events: Set<Digest> { Set(approvals.map(\.event) + consents.map(\.event)) }
}

extension Deciding {
    /// - Parameter bundle: its digest.
    func given(_ action: Action, of bundle: Digest) throws -> Given {
        let register = cases.register
        let agreement = active.agreement.id
        return Given(
            approvals: try register.approvals(agreement, for: member.identity, action, of: bundle, at: now).map { row in
                try Policy.Approval(row, try active.log.event(at: Int(row.entry)).event)
            },
            consents: try register.consents(agreement, of: bundle, at: now).map { row in
                try Policy.Consent(row, try active.log.event(at: Int(row.entry)).event)
            }.filter { $0.actions.contains(action) })
    }
}

extension Policy.Approval {
    /// - Parameter event: the one that gave it, as the log has it.
    init(_ row: ApprovalRow, _ event: CustodyEvent) throws {
        guard let terms = event.approval, let requester = event.counterpart?.identity else { throw Given.damaged }
        self.init(
            approver: try MemberID(event.actor), log: event.log.text, action: terms.action,
            bundle: event.bundle?.digest, exhibits: event.exhibits.map { ExhibitSelection($0.map(\.number)) },
            requester: try MemberID(requester), purpose: event.purpose, offence: try event.declaredOffence,
            caseNumber: event.case, policy: terms.policy, given: row.given, expires: terms.expires, event: row.event,
            isSpent: row.spent != nil)
    }
}

extension Policy.Consent {
    /// - Parameter event: the one that gave it, as the log has it.
    init(_ row: ConsentRow, _ event: CustodyEvent) throws {
        guard let terms = event.consent else { throw Given.damaged }
        self.init(
            party: event.actor.party, actions: terms.actions, purposes: terms.purposes, bundle: event.bundle?.digest,
            exhibits: event.exhibits.map { ExhibitSelection($0.map(\.number)) }, offence: try event.declaredOffence,
            caseNumber: event.case, recipient: terms.recipient, given: row.given, expires: terms.expires,
            event: row.event)
    }
}

extension Given {
    fileprivate static let damaged = ExchangeError(
        .grantDamaged, "The register names an approval or a consent where the log has something else.",
        next: "Run `saksid audit`, and restore the register from a backup.")
}
