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
    /// Whose court's order counts for it: of a law its own party's, else of the agreement's parties.
    let courts: Set<Party>

    struct Link: Hashable {
        let party: Party
        let kind: Law.Link
        /// Whether the party has to do with the agreement, so that a link that is not known counts.
        let isNear: Bool
    }

    var asksAboutOffence: Bool {
        (clause.conditions + clause.exceptions).contains {
            switch $0 {
            case .offence: true
            case .purpose(let references): references.contains(.agreedOffence)
            default: false
            }
        }
    }

    var asksAboutAgreed: Bool {
        (clause.conditions + clause.exceptions).contains {
            if case .purpose(let references) = $0 { references.contains(.agreedOffence) } else { false }
        }
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

extension PolicyScope {
    /// The places that tell apart who leads; the last stands for any other. None where leadership does not move, or
    /// where nobody's approval is asked for.
    fileprivate var territories: [Party] {
        let led = Set(agreement.roster.entries.flatMap { $0.leadsIn ?? [] })
        guard !led.isEmpty,
            (grants.flatMap(\.clauses) + laws.flatMap(\.clauses)).contains(where: { $0.approvals != nil })
        else { return [] }
        return led.sorted() + Party.unused.prefix(1)
    }
}

/// The rules that speak of one action, of one agreement or of two that are compared.
struct RuleTable {
    let action: Action
    let rules: [Rule]
    let sides: [Side]

    /// What decides in one agreement.
    struct Side {
        var all = BitSet()
        var forbids = BitSet()
        var requires = BitSet()
        /// The agreement, and each instrument that speaks of the action, with its permits.
        var permits: [(document: Int, rules: BitSet)] = []
        var hasApprovals = false
        /// Stand in a set of rules where a court of a party of the agreement has ordered the production of material in
        /// court; one for each party.
        var ordered = BitSet()
        var courts: [(party: Party, number: Int)] = []
        /// Stand in a set of rules according to the place of the operation, where that says who leads and may approve:
        /// one for each place in which somebody leads who does not lead everywhere, and one for every other that is known.
        var places: [(party: Party, number: Int)] = []
        /// Stands in a set of rules where no heading stops the production of material in court: it is recorded, though
        /// nothing permits it.
        let recorded: Int
    }

    /// Stands in a set of rules where it is the disclosure of what helps the accused.
    static let helps = 0

    init(_ action: Action, _ scopes: [PolicyScope]) {
        self.action = action
        // The first numbers are those of what is no rule.
        let offset = 1 + scopes.reduce(0) { $0 + 1 + $1.agreement.parties.count + $1.territories.count }
        var marks = Self.helps + 1
        var rules: [Rule] = []
        var sides: [Side] = []
        for (number, scope) in scopes.enumerated() {
            var side = Side(recorded: marks)
            marks += 1
            for party in scope.agreement.partyList {
                side.courts.append((party, marks))
                side.ordered.insert(marks)
                marks += 1
            }
            for territory in scope.territories {
                side.places.append((territory, marks))
                marks += 1
            }
            func add(_ clause: Clause, _ document: Int, of id: AgreementID, agreed: Set<Offence>?, link: Rule.Link?) {
                let index = rules.count + offset
                rules.append(
                    Rule(
                        side: number, document: document, reference: .init(document: id, clause: clause.number),
                        clause: clause, agreed: agreed, link: link,
                        courts: link.map { [$0.party] } ?? Set(scope.agreement.parties.keys)))
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
                    side.permits.append((document, BitSet()))
                }
                let agreed = scope.purpose(of: grant)?.offences
                for clause in speaking { add(clause, document, of: grant.id, agreed: agreed, link: nil) }
            }
            for (place, law) in scope.laws.enumerated() {
                for clause in law.clauses where clause.actions.contains(action) {
                    for kind in law.applies.sorted() {
                        add(
                            clause, scope.grants.count + place, of: law.id, agreed: nil,
                            link: Rule.Link(
                                party: law.party, kind: kind, isNear: scope.agreement.concerned.contains(law.party)))
                    }
                }
            }
            sides.append(side)
        }
        self.rules = rules
        self.sides = sides
        numbers = offset..<(rules.count + offset)
    }

    /// The place that a set of rules tells of one side; nil where it is not known, or does not matter.
    func place(_ side: Int, _ set: BitSet) -> Party? {
        sides[side].places.first { set.contains($0.number) }?.party
    }

    /// The numbers of the rules in a `BitSet`.
    let numbers: Range<Int>

    subscript(_ number: Int) -> Rule { rules[number - numbers.lowerBound] }

    /// The rules that have no equal on the other side.
    var changed: BitSet {
        let byClause = Dictionary(grouping: numbers, by: { self[$0].reference })
        return BitSet(
            numbers.filter { number in
                let rule = self[number]
                return !(byClause[rule.reference] ?? []).contains {
                    self[$0].side != rule.side && self[$0].isSame(as: rule)
                }
            })
    }
}
