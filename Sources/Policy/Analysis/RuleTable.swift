import Vocabulary

/// A clause in one of the ways in which it can come to apply, so that it is a plain “all of” over the kinds of facts: a
/// clause of a law once for each link to its party.
struct Rule {
    /// Of which of the agreements that are looked at together.
    let side: Int
    /// The agreement, then its instruments, then its laws.
    let document: Int
    let reference: ClauseReference
    let clause: Clause
    /// What `agreed-offence` stands for.
    let agreed: Set<Offence>?
    let link: Link?

    struct Link: Hashable {
        let party: Party
        let kind: Law.Link
        /// Whether a link that is not known counts.
        let countsUnknown: Bool
    }

    /// Whether another rule says the same, whatever the words beside it.
    func isSame(as other: Rule) -> Bool {
        reference.document == other.reference.document && link == other.link && agreed == other.agreed
            && clause.isSameRule(as: other.clause)
    }
}

extension Clause {
    func isSameRule(as other: Clause) -> Bool {
        number == other.number && effect == other.effect && actions == other.actions && who == other.who
            && item == other.item && Set(conditions) == Set(other.conditions)
            && Set(exceptions) == Set(other.exceptions) && approvals == other.approvals
            && obligations == other.obligations
    }
}

/// The rules that speak of one action, of one agreement or of two that are compared.
struct RuleTable {
    let action: Action
    let rules: [Rule]
    let sides: [Side]

    /// What decides in one agreement.
    struct Side {
        var all = ClauseSet()
        var forbids = ClauseSet()
        var requires = ClauseSet()
        /// The agreement, and each instrument that speaks of the action, with its permits.
        var permits: [(document: Int, rules: ClauseSet)] = []
        var hasApprovals = false
    }

    /// Set where a court has ordered the production of material in court; one for each side.
    static let ordered = [ClauseSet.capacity - 1, ClauseSet.capacity - 2]
    /// Set where the production is recorded though nothing permits it, since no heading stops it; one for each side.
    static let recorded = [ClauseSet.capacity - 3, ClauseSet.capacity - 4]
    private static let mostRules = ClauseSet.capacity - 4

    /// - Throws: `policy.library.too-large` if too many clauses speak of the action.
    init(_ action: Action, _ scopes: [PolicyScope]) throws(PolicyError) {
        self.action = action
        var rules: [Rule] = []
        var sides: [Side] = []
        for (number, scope) in scopes.enumerated() {
            var side = Side()
            func add(_ clause: Clause, _ document: Int, of id: AgreementID, agreed: Set<Offence>?, link: Rule.Link?) {
                let index = rules.count
                rules.append(
                    Rule(
                        side: number, document: document, reference: .init(document: id, clause: clause.number),
                        clause: clause, agreed: agreed, link: link))
                guard index < ClauseSet.capacity else { return }
                side.all.insert(index)
                if clause.approvals != nil { side.hasApprovals = true }
                switch clause.effect {
                case .forbid: side.forbids.insert(index)
                case .require: side.requires.insert(index)
                case .permit: side.permits[side.permits.count - 1].rules.insert(index)
                }
            }
            for (document, grant) in scope.grants.enumerated() {
                let speaking = grant.clauses.filter { $0.actions.contains(action) }
                if document == 0 || speaking.contains(where: { $0.effect == .permit }) {
                    side.permits.append((document, ClauseSet()))
                }
                let agreed = scope.purpose(of: grant)?.offences
                for clause in speaking { add(clause, document, of: grant.id, agreed: agreed, link: nil) }
            }
            for (offset, law) in scope.laws.enumerated() {
                for clause in law.clauses where clause.actions.contains(action) {
                    for link in law.applies.sorted() {
                        add(
                            clause, scope.grants.count + offset, of: law.id, agreed: nil,
                            link: Rule.Link(
                                party: law.party, kind: link,
                                countsUnknown: scope.agreement.concerned.contains(law.party)))
                    }
                }
            }
            sides.append(side)
        }
        guard rules.count <= Self.mostRules else {
            throw PolicyError(
                .policyTooLarge, "More than \(Self.mostRules) rules speak of “\(action)”.",
                next: "Join clauses that say the same, or divide the agreement.")
        }
        self.rules = rules
        self.sides = sides
    }

    /// The rules that have no equal on the other side.
    var changed: ClauseSet {
        var changed = ClauseSet()
        for (index, rule) in rules.enumerated()
        where !rules.contains(where: { $0.side != rule.side && $0.isSame(as: rule) }) {
            changed.insert(index)
        }
        return changed
    }
}
