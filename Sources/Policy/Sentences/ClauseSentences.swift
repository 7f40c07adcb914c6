import Vocabulary

/// Clauses as sentences.
struct ClauseSentences {
    private let catalogue: MessageCatalogue
    private let terms: TermWords

    init(_ catalogue: MessageCatalogue) {
        self.catalogue = catalogue
        terms = TermWords(catalogue)
    }

    func sentence(_ clause: Clause) -> String {
        func joined(_ id: MessageID, _ conditions: [Condition], _ join: ([String]) -> String) -> String {
            conditions.isEmpty ? "" : catalogue.text(id, ["conditions": join(conditions.map(words))])
        }
        let (id, who) = subject(clause)
        let duties = terms.duties(clause.obligations).map { " " + catalogue.sentence($0) }.joined()
        return catalogue.text(
            id,
            [
                "clause": clause.number.text,
                "who": clause.effect == .require ? who : catalogue.atBeginning(who),
                "actions": terms.doing(clause.actions, clause.item == .anything ? nil : item(clause.item)),
                "if": joined(.readIf, clause.conditions, catalogue.allOf),
                "unless": joined(.readUnless, clause.exceptions, catalogue.anyOf),
                "approvals": clause.approvals.map(approvals) ?? "", "duties": duties,
            ])
    }

    // MARK: Who

    /// Who it is about, and the message that this fits.
    private func subject(_ clause: Clause) -> (id: MessageID, who: String) {
        let who = clause.who
        let of = belonging(who)
        if let members = who.members {
            let names = members.sorted().map(\.text)
            var text = clause.effect == .forbid ? catalogue.allOf(names) : catalogue.anyOf(names)
            if let roles = who.roles {
                let words = catalogue.anyOf(roles.sorted().map { catalogue.word($0, .one) })
                text = catalogue.text(.readWhileBeing, ["who": text, "roles": words])
            }
            if let of { text = catalogue.text(.readEachOf, ["who": text, "parties": of]) }
            return (
                clause.effect == .permit ? .readPermit : clause.effect == .forbid ? .readForbidNamed : .readRequire,
                text
            )
        }
        if let roles = who.roles {
            let forms = roles.sorted().map { clause.effect == .forbid ? catalogue.word($0) : catalogue.word($0, .one) }
            var text = catalogue.anyOf(forms)
            if let of {
                text = catalogue.text(roles.count > 1 ? .readEachOf : .readOf, ["who": text, "parties": of])
            }
            switch clause.effect {
            case .permit: return (.readPermit, text)
            case .require: return (.readRequire, text)
            case .forbid: return (.readForbid, catalogue.text(.readNo, ["roles": text]))
            }
        }
        func either(_ all: MessageID, _ some: MessageID) -> String {
            of.map { catalogue.text(some, ["parties": $0]) } ?? catalogue.text(all)
        }
        switch clause.effect {
        case .permit: return (.readPermit, either(.readEveryone, .readEveryoneOf))
        case .require: return (.readRequire, either(.readAnyone, .readAnyoneOf))
        case .forbid: return (.readForbid, either(.readNobody, .readNobodyOf))
        }
    }

    /// The parties and authorities of which somebody must be.
    private func belonging(_ who: WhoTerms) -> String? {
        let parties = who.parties.map { catalogue.anyOf($0.sorted().map(party)) }
        let authorities = who.authorities.map { catalogue.anyOf($0.sorted().map(\.text)) }
        if let parties, let authorities {
            return catalogue.text(.readPartyAndAuthority, ["parties": parties, "authorities": authorities])
        }
        return parties ?? authorities
    }

    private func party(_ reference: PartyReference) -> String {
        switch reference {
        case .party(let party): party.text
        case .itemOrigin: catalogue.text(.partyItemOrigin)
        case .otherParties: catalogue.text(.partyOthers)
        }
    }

    // MARK: What, and when

    func item(_ item: ItemTerms) -> String {
        var parts: [String] = []
        func add(_ text: String?) { if let text { parts.append(text) } }
        func add(_ id: MessageID, _ words: [String]?) {
            if let words { parts.append(catalogue.text(id, ["values": catalogue.anyOf(words)])) }
        }
        if let origins = item.origins {
            parts.append(catalogue.text(.whenOrigin, ["parties": catalogue.anyOf(origins.sorted().map(\.text))]))
        }
        add(item.categories.map { terms.categories($0.sorted().map { catalogue.word($0) }) })
        add(item.victimIdentity.map { terms.victimIdentity(Set($0.map(Optional.some))) })
        add(.whenFlags, item.flags?.sorted().map { catalogue.word($0) })
        add(.whenHandling, item.handling?.sorted().map { catalogue.word($0) })
        add(.whenChannel, item.channels?.sorted().map { catalogue.word($0) })
        add(.whenCopy, item.copies?.sorted().map { catalogue.word($0) })
        add(.whenEvaluation, item.evaluations?.map(\.text).sorted())
        return parts.joined(separator: " ")
    }

    private func words(_ condition: Condition) -> String {
        switch condition {
        case .purpose(let references):
            let purposes = references.compactMap { reference -> Purpose? in
                if case .purpose(let purpose) = reference { purpose } else { nil }
            }
            return catalogue.text(
                .conditionPurpose,
                ["purposes": terms.purposes(purposes, isAgreed: references.contains(.agreedOffence))])
        case .consentOf(let givers):
            return catalogue.text(
                givers.count > 1 ? .conditionConsents : .conditionConsent,
                ["parties": catalogue.allOf(givers.sorted().map(party))])
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

    private func approvals(_ approval: ApprovalTerms) -> String {
        catalogue.text(
            approval.seats.count > 1 ? .readApprovals : .readApproval,
            [
                "seats": catalogue.allOf(approval.seats.map(terms.seat)),
                "days": catalogue.days(approval.withinDays),
            ])
    }
}
