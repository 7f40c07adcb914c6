package import Vocabulary

/// The decision of two leaders to lift clauses for one use, with their reasons; counts only where an instrument of the
/// basis provides for it, and only for what it names.
package struct Override: Hashable, Sendable, Codable {
    /// One leader's signed statement.
    package struct Statement: Hashable, Sendable, Codable {
        package var leader: MemberID
        package var event: Digest

        package init(leader: MemberID, event: Digest) {
            self.leader = leader
            self.event = event
        }
    }

    /// The log of the node that it was given to.
    package var log: String
    package var action: Action
    package var bundle: Digest
    /// Nil: the whole bundle.
    package var exhibits: ExhibitSelection?
    package var purposes: [Purpose]
    /// The clauses that it lifts, by document and number.
    package var clauses: [ClauseReference]
    /// The policy under which it was given: after an amendment it counts no more.
    package var policy: Digest
    /// SHA-256 over a salt and the text, which is kept apart so that it can be destroyed.
    package var reasons: Digest
    /// When the last of them signed.
    package var given: Instant
    package var expires: Instant
    package var statements: [Statement]

    package init(
        log: String, action: Action, bundle: Digest, exhibits: ExhibitSelection? = nil, purposes: [Purpose],
        clauses: [ClauseReference], policy: Digest, reasons: Digest, given: Instant, expires: Instant,
        statements: [Statement]
    ) {
        self.log = log
        self.action = action
        self.bundle = bundle
        self.exhibits = exhibits
        self.purposes = purposes
        self.clauses = clauses
        self.policy = policy
        self.reasons = reasons
        self.given = given
        self.expires = expires
        self.statements = statements
    }

    /// Whether it was given for exactly this use.
    func binds(_ request: PolicyRequest, _ facts: Facts, at instant: Instant, under digest: Digest) -> Bool {
        guard let item = facts.item, let purpose = request.purpose else { return false }
        return given <= instant && instant < expires && log == facts.node.log
            && action == request.action && purposes.contains(purpose) && policy == digest && bundle == item.bundle
            && ExhibitSelection.covers(exhibits, item.exhibits) && !Self.touchesVictim(item)
            && purpose != .immigration
    }

    /// What identifies a victim, was made of one, or shows the abuse of a child is protected whatever the clause is
    /// about; so is what is not known to be none of these.
    static func touchesVictim(_ item: ItemFacts) -> Bool {
        item.victimIdentity.value != VictimIdentity.none
            || item.flags.value?.contains(.childAbuseMaterial) ?? true
            || item.category.value.map(madeOfVictims.contains) ?? true
    }

    /// The rule of two leaders: two persons who lead where the operation takes place, of different parties where there are
    /// several.
    static func isSigned(
        by members: some Sequence<MemberID>, ofParties parties: Int, leads: (MemberID) -> Bool
    ) -> Bool {
        let leaders = Set(members).filter(leads)
        return leaders.count >= 2 && (parties < 2 || Set(leaders.map(\.party)).count >= 2)
    }

    static let madeOfVictims: Set<EvidenceCategory> = [.victimIdentificationForm, .medicalReport]
}
