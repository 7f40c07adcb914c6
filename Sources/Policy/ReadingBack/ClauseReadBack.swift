import Vocabulary

/// The rule of a clause in plain sentences, to lay beside its text: everything that decides, and nothing else.
package struct ClauseReadBack: Sendable {
    private let clause: Clause

    package init(_ clause: Clause) {
        self.clause = clause
    }

    package var sentences: [String] {
        [rule, who, what] + [conditions, exceptions, approvals, obligations].compactMap(\.self)
    }

    private var rule: String {
        let actions = clause.actions.sorted().map(\.rawValue).joined(separator: ", ")
        return switch clause.effect {
        case .permit: "Permits: \(actions)."
        case .forbid: "Forbids: \(actions)."
        case .require: "Allows only with what is asked below: \(actions)."
        }
    }

    private var who: String {
        let terms = [
            clause.who.roles.map { "in the role of \(Words.anyOf($0))" },
            clause.who.parties.map { "of \(Words.anyOf($0.sorted().map(Words.party)))" },
            clause.who.members.map { "named: \(Words.anyOf($0.sorted().map(\.text)))" },
            clause.who.authorities.map { "belonging to \(Words.anyOf($0.sorted().map(\.text)))" },
        ].compactMap(\.self)
        return "Who: \(terms.isEmpty ? "everybody on the roster" : Words.allOf(terms))."
    }

    private var what: String {
        let item = clause.item
        let terms = [
            item.categories.map { "of the category \(Words.anyOf($0))" },
            item.victimIdentity.map { "that identifies victims to this degree: \(Words.anyOf($0))" },
            item.flags.map { "flagged \(Words.anyOf($0))" },
            item.handling.map { "with the handling code \(Words.anyOf($0))" },
            item.channels.map { "that came by the channel \(Words.anyOf($0))" },
            item.origins.map { "that comes from \(Words.anyOf($0.sorted().map(\.text)))" },
            item.copies.map { "in the copy kept as \(Words.anyOf($0))" },
            item.evaluations.map { "evaluated \(Words.anyOf($0.sorted().map(\.text)))" },
        ].compactMap(\.self)
        return "What: \(terms.isEmpty ? "any material" : "material " + Words.allOf(terms))."
    }

    private var conditions: String? {
        clause.conditions.isEmpty ? nil : "Only if \(Words.allOf(clause.conditions.map(Words.condition)))."
    }

    private var exceptions: String? {
        clause.exceptions.isEmpty
            ? nil : "Not where \(clause.exceptions.map(Words.condition).joined(separator: "; or where "))."
    }

    private var approvals: String? {
        clause.approvals.map { terms in
            let seats = Words.allOf(terms.seats.map { Words.seat($0) })
            let days = terms.withinDays == 1 ? "one day" : "\(terms.withinDays) days"
            return "Only after the approval of \(seats), "
                + (terms.seats.count == 1 ? "who is never" : "each a person of their own and never")
                + " whoever asks; an approval serves once and counts for \(days)."
        }
    }

    private var obligations: String? {
        let asked = clause.obligations
        var terms: [String] = []
        func add(_ lead: String, _ values: [String]) {
            if !values.isEmpty { terms.append("\(lead) \(values.joined(separator: ", "))") }
        }
        add("released without", asked.redact.map(\.rawValue))
        add("with notice to", asked.notify)
        add("marked", asked.mark.map { "“\($0)”" })
        add("sealed to", asked.seal)
        if let day = asked.deleteBy { terms.append("destroyed by \(day) unless something holds it") }
        if let detail = asked.log { terms.append(detail == .full ? "logged in full" : "logged") }
        return terms.isEmpty ? nil : "Along with it: \(terms.joined(separator: "; "))."
    }
}

/// How the words of the vocabulary read in a sentence.
enum Words {
    static func anyOf(_ words: [String]) -> String { join(words, "or") }
    static func anyOf(_ words: Set<some Word>) -> String { anyOf(words.map(\.rawValue).sorted()) }
    static func allOf(_ words: [String]) -> String { join(words, "and") }

    private static func join(_ words: [String], _ last: String) -> String {
        guard let final = words.last, words.count > 1 else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(last) \(final)"
    }

    static func party(_ reference: PartyReference) -> String {
        switch reference {
        case .party(let party): party.text
        case .itemOrigin: "the party that the material comes from"
        case .otherParties: "a party that the material does not come from"
        }
    }

    static func seat(_ seat: ApprovalSeat) -> String {
        switch seat.holder {
        case .role(let party, let role): "a \(role) of \(Words.party(party))"
        case .authority(let authority): "somebody of \(authority)"
        case .member(let member): member.text
        }
    }

    static func condition(_ condition: Condition) -> String {
        switch condition {
        case .purpose(let purposes):
            "the purpose is "
                + anyOf(
                    purposes.map { reference in
                        switch reference {
                        case .purpose(let purpose): purpose.rawValue
                        case .agreedOffence: "the investigation, prosecution or trial of an agreed offence"
                        }
                    }.sorted())
        case .consentOf(let givers): "\(allOf(givers.sorted().map(party))) consents to this use"
        case .offence(let offences): "the case is about \(anyOf(offences))"
        case .place(let parties): "the operation is in \(anyOf(parties.sorted().map(\.text)))"
        case .forum(let parties): "the material is for a court or authority of \(anyOf(parties.sorted().map(\.text)))"
        case .courtOrder: "a court has ordered it for this bundle"
        case .override: "two leaders of different parties have lifted this, as an instrument of the basis provides"
        }
    }
}
