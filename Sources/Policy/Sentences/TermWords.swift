import Vocabulary

/// Parts of sentences that reading back, differences and findings share.
struct TermWords {
    private let catalogue: MessageCatalogue

    init(_ catalogue: MessageCatalogue) { self.catalogue = catalogue }

    /// What somebody does, with what they do it to.
    ///
    /// - Parameter item: the terms of the material; nil where any will do.
    func doing(_ actions: some Sequence<Action>, _ item: String?) -> String {
        let material = item.map { catalogue.text(.readMaterial, ["terms": $0]) } ?? catalogue.text(.readAnyMaterial)
        let sorted = actions.sorted()
        let done = sorted.filter(\.isDoneToMaterial).map { catalogue.word($0) }
        let others = sorted.filter { !$0.isDoneToMaterial }.map { catalogue.word($0) }
        var parts: [String] = []
        if !done.isEmpty { parts.append(catalogue.anyOf(done) + " " + material) }
        if !others.isEmpty {
            let text = catalogue.anyOf(others)
            parts.append(item == nil ? text : catalogue.text(.readAbout, ["actions": text, "material": material]))
        }
        guard parts.count > 1 else { return parts.first ?? "" }
        return catalogue.text(.listOrApart, ["all": parts[0], "last": parts[1]])
    }

    func categories(_ words: [String]) -> String {
        catalogue.text(words.count > 1 ? .whenCategories : .whenCategory, ["values": catalogue.anyOf(words)])
    }

    /// - Parameter degrees: nil among them: not known.
    func victimIdentity(_ degrees: Set<VictimIdentity?>) -> String {
        switch degrees {
        case [VictimIdentity.none, .indirect, nil]: return catalogue.text(.whenVictimNotKnownDirect)
        case [VictimIdentity.none, .indirect]: return catalogue.text(.whenVictimNotDirect)
        case [VictimIdentity.none, nil]: return catalogue.text(.whenVictimNotKnown)
        case [VictimIdentity.none, .indirect, .direct]: return catalogue.text(.whenVictimKnown)
        default: break
        }
        var parts: [String] = []
        if degrees.contains(VictimIdentity.none) { parts.append(catalogue.text(.whenVictimNone)) }
        switch (degrees.contains(.direct), degrees.contains(.indirect)) {
        case (true, true): parts.append(catalogue.text(.whenVictim))
        case (true, false): parts.append(catalogue.text(.whenVictimDirect))
        case (false, true): parts.append(catalogue.text(.whenVictimIndirect))
        case (false, false): break
        }
        if degrees.contains(nil) { parts.append(catalogue.text(.whenVictimUnknown)) }
        return catalogue.anyOf(parts)
    }

    func purposes(_ purposes: [Purpose], isAgreed: Bool) -> String {
        let words = catalogue.anyOf(purposes.sorted().map { catalogue.word($0) })
        guard isAgreed else { return words }
        let agreed = catalogue.text(.conditionAgreed)
        return purposes.isEmpty ? agreed : catalogue.text(.listOrApart, ["all": words, "last": agreed])
    }

    /// Whose approval it is.
    func seat(_ seat: ApprovalSeat) -> String {
        switch seat.holder {
        case .role(let reference, let role):
            let party =
                switch reference {
                case .party(let party): party.text
                case .itemOrigin: catalogue.text(.partyItemOrigin)
                case .otherParties: catalogue.text(.partyOthers)
                }
            if role == .centralAuthority { return catalogue.text(.seatAuthorityOf, ["party": party]) }
            return catalogue.text(.seatOf, ["role": catalogue.word(role, .one), "party": party])
        case .authority(let authority): return catalogue.text(.seatAuthority, ["authority": authority.text])
        case .member(let member): return member.text
        }
    }

    /// What is asked along with a permission, each as a part of a sentence.
    func duties(_ obligations: Obligations) -> [String] {
        var parts: [String] = []
        func add(_ id: MessageID, _ values: [String]) {
            if !values.isEmpty { parts.append(catalogue.text(id, ["values": catalogue.allOf(values)])) }
        }
        add(.dutyRedact, obligations.redact.map { catalogue.word($0) })
        add(obligations.notify.count > 1 ? .dutyNotifyMany : .dutyNotify, obligations.notify)
        add(.dutyMark, obligations.mark)
        add(.dutySeal, obligations.seal)
        add(.dutyDelete, obligations.deleteBy.map { [$0.text] } ?? [])
        if let log = obligations.log { parts.append(catalogue.text(log == .full ? .dutyLogFull : .dutyLogBasic)) }
        return parts
    }

    func term(_ term: Term) -> String {
        guard let until = term.until else { return catalogue.text(.termOpen, ["from": term.from.text]) }
        return catalogue.text(.termDays, ["from": term.from.text, "until": until.text])
    }
}

extension ApprovalSeat {
    /// In words: “a team leader of the party that gave the item”.
    package func words(in catalogue: MessageCatalogue = .english) -> String { TermWords(catalogue).seat(self) }
}

extension Action {
    /// Somebody does it to an item; the others are done with or without one.
    var isDoneToMaterial: Bool {
        switch self {
        case .contribute, .submit, .record, .list, .retrieve, .viewOnPremises, .verify, .produceInCourt, .disclose,
            .reissue, .onwardTransfer, .return, .destroy:
            true
        default: false
        }
    }
}
