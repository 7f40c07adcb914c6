import Vocabulary

/// The rules of a file read back in plain sentences, to lay beside its text. Whatever decides stands in them.
package struct ReadBack: Sendable {
    package struct ClauseLine: Sendable {
        package let clause: Clause
        /// The rule that is enforced.
        package let sentence: String
        /// What the text of the clause says.
        package let says: String
    }

    package let headings: [String]
    package let clauses: [ClauseLine]

    package init(_ document: PolicyDocument, catalogue: MessageCatalogue = .english) {
        let sentences = HeadingSentences(catalogue)
        let rules = ClauseSentences(catalogue)
        let clauses: [Clause]
        switch document {
        case .agreement(let agreement): (headings, clauses) = (sentences.lines(of: agreement), agreement.clauses)
        case .law(let law): (headings, clauses) = (sentences.lines(of: law), law.clauses)
        }
        self.clauses = clauses.map {
            ClauseLine(
                clause: $0, sentence: rules.sentence($0),
                says: catalogue.text(.readSays, ["says": $0.says.text(in: catalogue.language)]))
        }
    }

    package var lines: [String] { headings + clauses.flatMap { [$0.sentence, $0.says] } }

    package var text: String { lines.map { $0 + "\n" }.joined() }

    /// What is asked along with a permission.
    static func duties(_ obligations: Obligations, _ catalogue: MessageCatalogue) -> String {
        var parts: [String] = []
        func add(_ id: MessageID, _ values: [String]) {
            if !values.isEmpty { parts.append(catalogue.text(id, ["values": catalogue.allOf(values)])) }
        }
        add(.readRedact, obligations.redact.map { catalogue.word($0) })
        add(.readNotify, obligations.notify)
        add(.readMark, obligations.mark)
        add(.readSeal, obligations.seal)
        add(.readDelete, obligations.deleteBy.map { [$0.text] } ?? [])
        if let log = obligations.log { parts.append(catalogue.text(log == .full ? .readLogFull : .readLogBasic)) }
        return catalogue.allOf(parts)
    }
}

/// Clauses as sentences.
struct ClauseSentences {
    private let catalogue: MessageCatalogue

    init(_ catalogue: MessageCatalogue) { self.catalogue = catalogue }

    func sentence(_ clause: Clause) -> String {
        let id: MessageID =
            switch clause.effect {
            case .permit: .readPermit
            case .forbid: .readForbid
            case .require: .readRequire
            }
        func joined(_ id: MessageID, _ conditions: [Condition], _ join: ([String]) -> String) -> String {
            conditions.isEmpty ? "" : catalogue.text(id, ["conditions": join(conditions.map(words))])
        }
        let approvals = clause.approvals.map { terms in
            catalogue.text(
                .readApprovals,
                [
                    "seats": catalogue.allOf(terms.seats.map(\.description)), "days": "\(terms.withinDays)",
                ])
        }
        let duties =
            clause.obligations.isEmpty
            ? "" : catalogue.text(.readThen, ["duties": ReadBack.duties(clause.obligations, catalogue)])
        let actions = clause.actions.sorted().map { catalogue.word($0) }
        return catalogue.text(
            id,
            [
                "clause": clause.number.text, "who": who(clause.who), "actions": catalogue.anyOf(actions),
                "item": item(clause.item),
                "if": joined(.readIf, clause.conditions, catalogue.allOf),
                "unless": joined(.readUnless, clause.exceptions, catalogue.anyOf),
                "approvals": approvals ?? "", "then": duties,
            ])
    }

    private func who(_ who: WhoTerms) -> String {
        var parts: [String] = []
        if let roles = who.roles {
            parts.append(
                catalogue.text(.readRole, ["roles": catalogue.anyOf(roles.sorted().map { catalogue.word($0) })]))
        } else {
            parts.append(catalogue.text(.readEverybody))
        }
        if let parties = who.parties {
            parts.append(catalogue.text(.readPartyOf, ["parties": catalogue.anyOf(parties.sorted().map(party))]))
        }
        if let members = who.members {
            parts.append(catalogue.text(.readMembers, ["members": catalogue.anyOf(members.sorted().map(\.text))]))
        }
        if let authorities = who.authorities {
            let names = authorities.sorted().map(\.text)
            parts.append(catalogue.text(.readAuthority, ["authorities": catalogue.anyOf(names)]))
        }
        return parts.joined(separator: " ")
    }

    private func item(_ item: ItemTerms) -> String {
        var parts: [String] = []
        func add(_ id: MessageID, _ words: [String]?) {
            if let words { parts.append(catalogue.text(id, ["values": catalogue.anyOf(words)])) }
        }
        add(.whenCategory, item.categories?.sorted().map { catalogue.word($0) })
        add(.whenVictimIdentity, item.victimIdentity?.sorted().map { catalogue.word($0) })
        add(.whenFlags, item.flags?.sorted().map { catalogue.word($0) })
        add(.whenHandling, item.handling?.sorted().map(\.rawValue))
        add(.whenChannel, item.channels?.sorted().map { catalogue.word($0) })
        if let origins = item.origins {
            let names = origins.sorted().map(\.text)
            parts.append(catalogue.text(.readPartyOf, ["parties": catalogue.anyOf(names)]))
        }
        add(.whenCopy, item.copies?.sorted().map { catalogue.word($0) })
        add(.whenEvaluation, item.evaluations?.map(\.text).sorted())
        return parts.isEmpty ? "" : catalogue.text(.readItem, ["terms": parts.joined(separator: " ")])
    }

    private func party(_ reference: PartyReference) -> String {
        switch reference {
        case .party(let party): party.text
        case .itemOrigin: catalogue.text(.partyItemOrigin)
        case .otherParties: catalogue.text(.partyOthers)
        }
    }

    private func words(_ condition: Condition) -> String {
        switch condition {
        case .purpose(let references):
            var words = references.compactMap { reference -> Purpose? in
                if case .purpose(let purpose) = reference { purpose } else { nil }
            }.sorted().map { catalogue.word($0) }
            if references.contains(.agreedOffence) { words.insert(catalogue.text(.conditionAgreed), at: 0) }
            return catalogue.text(.conditionPurpose, ["purposes": catalogue.anyOf(words)])
        case .consentOf(let givers):
            return catalogue.text(.conditionConsent, ["parties": catalogue.allOf(givers.sorted().map(party))])
        case .offence(let offences):
            let words = offences.sorted().map { catalogue.word($0) }
            return catalogue.text(.conditionOffence, ["offences": catalogue.anyOf(words)])
        case .place(let parties):
            return catalogue.text(.conditionPlace, ["parties": catalogue.anyOf(parties.sorted().map(\.text))])
        case .forum(let parties):
            return catalogue.text(.conditionForum, ["parties": catalogue.anyOf(parties.sorted().map(\.text))])
        case .courtOrder: return catalogue.text(.conditionOrder)
        case .override: return catalogue.text(.conditionOverride)
        }
    }
}
