import Custody
import EvidenceBundle
import Policy
import Store
import Vocabulary

/// What others gave that may serve what a member asks of a bundle: approvals of it, consents of parties, what leaders
/// lifted, what courts ordered.
struct Given: Sendable {
    var approvals: [Policy.Approval] = []
    var consents: [Policy.Consent] = []
    var overrides: [Policy.Override] = []
    /// About the whole bundle; where nothing is asked of a bundle, those about the case. The earliest of each state's courts.
    var courtOrders: [Policy.CourtOrder] = []

    static let nothing = Given()

    /// The part of it that is about an exhibit.
    func covering(_ number: ExhibitNumber) -> Given {
        func covers(_ selection: ExhibitSelection?) -> Bool {
            selection.map { $0.ranges.contains { $0.contains(number.value) } } ?? true
        }
        return Given(
            approvals: approvals.filter { covers($0.exhibits) }, consents: consents.filter { covers($0.exhibits) },
            overrides: overrides.filter { covers($0.exhibits) }, courtOrders: courtOrders)
    }

    /// Those that can be about some exhibits alone.
    var events: Set<Digest> {
        Set(approvals.map(\.event) + consents.map(\.event) + overrides.flatMap(\.statements).map(\.event))
    }
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
            }.filter { $0.actions.contains(action) },
            overrides: try register.overrides(agreement, action, of: bundle, at: now).map { row in
                try Policy.Override(row, in: active.log)
            },
            courtOrders: Self.earliest(try register.standingCourtOrders(agreement, of: bundle)))
    }

    /// What was given for what is about no bundle: the courts' orders about its case.
    func given(in number: CaseNumber?) throws -> Given {
        guard let number else { return .nothing }
        let register = cases.register
        return Given(courtOrders: Self.earliest(try register.standingCourtOrders(active.agreement.id, in: number)))
    }

    /// Of several orders of a state's courts the earliest: more say nothing more, and would only lengthen each record.
    /// - Parameter rows: in the order of the log.
    private static func earliest(_ rows: [CourtOrderRow]) -> [Policy.CourtOrder] {
        var heard: Set<Party> = []
        return rows.filter { heard.insert($0.party).inserted }.map { Policy.CourtOrder($0) }
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
            caseNumber: event.case, place: event.place, forum: event.forum, policy: terms.policy, given: row.given,
            expires: terms.expires, event: row.event,
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

extension Policy.Override {
    /// As the log has it: the terms of the leader who proposed it, and the signature of the second under the same.
    init(_ row: OverrideRow, in log: LogReading) throws {
        let first = try log.event(at: Int(row.entry))
        let second = try row.seconded.map { try log.event(at: Int($0)) }
        guard let terms = first.event.override, let bundle = first.event.bundle?.digest,
            second.map({ $0.event.signsTheSame(as: first.event) }) ?? true
        else { throw Given.damaged }
        self.init(
            log: first.event.log.text, action: terms.action, bundle: bundle,
            exhibits: first.event.exhibits.map { ExhibitSelection($0.map(\.number)) }, purposes: terms.purposes,
            clauses: terms.clauses.map { Policy.ClauseReference(document: $0.of, clause: $0.clause) },
            policy: terms.policy, reasons: terms.reasons, given: row.given ?? first.event.at, expires: terms.expires,
            statements: try ([first] + [second].compactMap(\.self)).map {
                Statement(leader: try MemberID($0.event.actor), event: $0.digest)
            })
    }
}

extension CustodyEvent {
    /// Whether this is another leader's signature under the same terms, about the same exhibits.
    func signsTheSame(as other: CustodyEvent) -> Bool {
        override == other.override && bundle == other.bundle && exhibits == other.exhibits && `case` == other.case
    }
}

extension Policy.CourtOrder {
    init(_ row: CourtOrderRow) {
        self.init(party: row.party, bundle: row.bundle, event: row.event)
    }
}

extension Given {
    static let damaged = ExchangeError(
        .grantDamaged, "The register lacks what was given or decided, or names it where the log has something else.",
        next: "Run `saksid audit`, and restore the register from a backup.")
}
