import Vocabulary

/// Says sets of values of the space as parts of a sentence.
struct ConditionWords {
    private let catalogue: MessageCatalogue

    init(_ catalogue: MessageCatalogue) { self.catalogue = catalogue }

    func days(_ periods: [Period]) -> String {
        let day: Int64 = 86_400_000
        let stretches = periods.flatMap(\.stretches).sorted { $0.lowerBound < $1.lowerBound }.map { stretch in
            // Terms begin and end at midnight of a zone less than a day from UTC.
            let first = CalendarDay(daysSince1970: Int((stretch.lowerBound + day / 2) / day))
            guard stretch.upperBound < .max else { return catalogue.text(.whenDaysFrom, ["from": first.text]) }
            let last = CalendarDay(daysSince1970: Int((stretch.upperBound + day / 2) / day) - 1)
            return catalogue.text(.whenDaysTo, ["from": first.text, "until": last.text])
        }
        return catalogue.text(.whenDays, ["days": catalogue.allOf(stretches)])
    }

    /// Where the material is from; nil where that makes no difference.
    func origins(_ chosen: [OriginValue], of all: [OriginValue]) -> String? {
        let known = all.filter { $0.party != nil }
        let parties = chosen.filter { $0.party != nil }
        guard parties.count < known.count || all.contains(.unknown) && !chosen.contains(.unknown) else { return nil }
        var parts: [String] = []
        if parties.count == known.count {
            parts.append(catalogue.text(.whenOriginKnown))
        } else if !parties.isEmpty {
            let names = parties.compactMap(\.party).map(party)
            parts.append(catalogue.text(.whenOrigin, ["parties": catalogue.anyOf(names)]))
        }
        if chosen.contains(.unknown) { parts.append(catalogue.text(.whenOriginUnknown)) }
        return parts.isEmpty ? nil : catalogue.anyOf(parts)
    }

    /// Nil where it is about every case that the headings admit.
    func offences(_ cases: [OffenceValue], of all: [OffenceValue], listed: Set<Offence>) -> String? {
        func single(_ cases: [OffenceValue]) -> Set<Offence> {
            Set(cases.compactMap { $0.offences?.count == 1 && $0.penalties != .unknown ? $0.offences?.first : nil })
        }
        var parts: [String] = []
        let named = single(cases)
        if named.isEmpty {
            parts.append(catalogue.text(.whenOffenceUnknown))
        } else if named != single(all).intersection(listed) {
            let words = named.sorted().map { catalogue.word($0) }
            parts.append(catalogue.text(.whenOffence, ["offences": catalogue.anyOf(words)]))
        }
        // Only cases below some threshold.
        let least = cases.compactMap { one -> Int? in
            if case .known(let penalties) = one.penalties { penalties.map(\.years).min() } else { nil }
        }.max()
        if let least, least < 100, least > 0 {
            parts.append(catalogue.text(.whenPenalty, ["years": catalogue.years(least + 1)]))
        }
        return parts.isEmpty ? nil : parts.joined(separator: " ")
    }

    /// Nil where it says nothing that a reader would miss.
    func values(_ axis: Axis, _ chosen: [FactValue], of all: [FactValue]) -> String? {
        switch axis {
        case .consents: return consents(chosen, of: all)
        case .lifting: return lifting(chosen, of: all)
        case .purpose: return purposes(chosen, of: all)
        case .flags:
            return marks(
                chosen.map { if case .flags(let set) = $0 { set } else { nil } }, .whenFlags, .whenNoFlags,
                .whenFlagsUnknown)
        case .handling:
            return marks(
                chosen.map { if case .handling(let set) = $0 { set } else { nil } }, .whenHandling, .whenNoHandling,
                .whenHandlingUnknown)
        case .victimIdentity:
            return TermWords(catalogue).victimIdentity(
                Set(chosen.compactMap { if case .victimIdentity(let degree) = $0 { .some(degree) } else { nil } }))
        default: break
        }
        let rest = all.filter { !chosen.contains($0) }
        if rest.allSatisfy(\.isUnknown) { return message(axis, true).map { catalogue.text($0.known) } }
        // The shorter list, if it is not about what is unknown.
        let isShorter = rest.count < chosen.count && rest.count <= 8 && !rest.contains(where: \.isUnknown)
        var words = Set((isShorter ? rest : chosen).filter { !$0.isUnknown }.map(word)).sorted()
        if !isShorter, chosen.contains(where: \.isUnknown) { words.append(catalogue.text(.valueUnknown)) }
        let text = catalogue.anyOf(words)
        let shown = isShorter ? catalogue.text(.valueOtherThan, ["values": text]) : text
        return message(axis, words.count > 1 && !isShorter).map { catalogue.text($0.some, ["values": shown]) }
    }

    private func message(_ axis: Axis, _ isMany: Bool) -> (some: MessageID, known: MessageID)? {
        switch axis {
        case .place: (.whenPlace, .whenPlaceKnown)
        case .forum: (.whenForum, .whenForumKnown)
        case .category: (isMany ? .whenCategories : .whenCategory, .whenCategoryKnown)
        case .channel: (.whenChannel, .whenChannelKnown)
        case .copy: (.whenCopy, .whenCopyKnown)
        case .evaluation: (.whenEvaluation, .whenEvaluationKnown)
        case .purpose, .consents, .lifting, .flags, .handling, .victimIdentity: nil
        }
    }

    /// Nil where it is every purpose that can be stated.
    private func purposes(_ chosen: [FactValue], of all: [FactValue]) -> String? {
        func stated(_ values: [FactValue]) -> [Purpose] {
            values.compactMap { if case .purpose(let purpose) = $0 { purpose } else { nil } }
        }
        if chosen == [.purpose(nil)] { return catalogue.text(.whenNoPurpose) }
        let (these, every) = (stated(chosen), stated(all))
        let rest = every.filter { !these.contains($0) }
        guard !rest.isEmpty else { return nil }
        let isShorter = rest.count < these.count
        let words = TermWords(catalogue).purposes(isShorter ? rest : these, isAgreed: false)
        return catalogue.text(isShorter ? .whenOtherPurpose : .whenPurpose, ["purposes": words])
    }

    /// As marks that are there and marks that are not, where that says it all. A set that is nil is not known.
    private func marks<Mark: Word>(
        _ chosen: [Set<Mark>?], _ there: MessageID, _ never: MessageID, _ unknown: MessageID
    ) -> String? {
        let sets = chosen.compactMap(\.self)
        let unsure = chosen.contains(nil) ? [catalogue.text(unknown)] : []
        guard let first = sets.first else { return unsure.first }
        let every = Set(Mark.allCases)
        func say(_ id: MessageID, _ marks: Set<Mark>, _ join: ([String]) -> String) -> String {
            catalogue.text(id, ["values": join(marks.sorted().map { catalogue.word($0) })])
        }
        let common = sets.dropFirst().reduce(first) { $0.intersection($1) }
        let missing = every.subtracting(sets.reduce(into: []) { $0.formUnion($1) })
        // Whatever bears one of some marks.
        let some = every.filter { mark in sets.contains(common.union([mark])) }.subtracting(common)
        let free = every.subtracting(common).subtracting(missing).count
        var parts: [String] = []
        if !common.isEmpty { parts.append(say(there, common, catalogue.allOf)) }
        if !missing.isEmpty { parts.append(say(never, missing, catalogue.anyOf)) }
        if sets.count != 1 << free {
            let bearing = sets.filter { !$0.isDisjoint(with: some) }.count
            guard bearing == sets.count, sets.count == (1 << free) - (1 << (free - some.count)) else {
                let each = sets.map { set in
                    set.isEmpty
                        ? catalogue.text(.valueNone) : catalogue.allOf(set.sorted().map { catalogue.word($0) })
                }
                return catalogue.anyOf([catalogue.text(there, ["values": catalogue.anyOf(each)])] + unsure)
            }
            parts.append(say(there, some, catalogue.anyOf))
        }
        guard !parts.isEmpty else { return nil }
        return catalogue.anyOf([catalogue.allOf(parts)] + unsure)
    }

    // MARK: Consents

    private func consents(_ chosen: [FactValue], of all: [FactValue]) -> String? {
        func sets(_ values: [FactValue]) -> [Set<PartyReference>] {
            values.compactMap { if case .consents(let givers, true) = $0 { givers } else { nil } }
        }
        let standing = sets(chosen)
        guard !standing.isEmpty else {
            let unsure = chosen.compactMap { value -> Set<PartyReference>? in
                if case .consents(let givers, false) = value { givers } else { nil }
            }
            return catalogue.text(.whenConsentUnknown, ["parties": givers(Self.least(unsure))])
        }
        let others = sets(all).filter { !standing.contains($0) }
        if standing.contains([]) {
            return others.isEmpty ? nil : catalogue.text(.whenConsentNotOf, ["parties": givers(Self.least(others))])
        }
        let least = Self.least(standing)
        let with = catalogue.text(.whenConsent, ["parties": givers(least)])
        // Some further consent would make a difference.
        let further = others.compactMap { other in
            least.first { $0.isSubset(of: other) }.map { other.subtracting($0) }
        }
        guard !further.isEmpty else { return with }
        return catalogue.allOf([with, catalogue.text(.whenConsentNotOf, ["parties": givers(Self.least(further))])])
    }

    /// The sets that contain no other one.
    private static func least(_ sets: [Set<PartyReference>]) -> [Set<PartyReference>] {
        sets.filter { set in !sets.contains { $0.isStrictSubset(of: set) } }
    }

    private func givers(_ sets: [Set<PartyReference>]) -> String {
        let words = sets.map { set in
            catalogue.allOf(
                set.sorted().map { giver in
                    switch giver {
                    case .party(let party): self.party(party)
                    case .itemOrigin: catalogue.text(.partyItemOrigin)
                    case .otherParties: catalogue.text(.partyOthers)
                    }
                })
        }
        return catalogue.anyOf(Set(words).sorted())
    }

    // MARK: Orders and overrides

    private func lifting(_ chosen: [FactValue], of every: [FactValue]) -> String? {
        func courts(_ values: [FactValue]) -> Set<Party?> {
            Set(values.compactMap { if case .lifting(let order, _) = $0 { .some(order) } else { nil } })
        }
        func lifted(_ values: [FactValue]) -> Set<Bool> {
            Set(values.compactMap { if case .lifting(_, let override) = $0 { override } else { nil } })
        }
        var parts: [String] = []
        let (these, all) = (courts(chosen), courts(every))
        func names(_ courts: Set<Party?>) -> String {
            catalogue.anyOf(courts.compactMap(\.self).sorted().map(party))
        }
        if these != all {
            if these == [nil] {
                parts.append(catalogue.text(.whenNoOrder))
            } else if these.contains(nil) {
                parts.append(catalogue.text(.whenNoOrderOf, ["parties": names(all.subtracting(these))]))
            } else if these == all.subtracting([nil]) {
                parts.append(catalogue.text(.whenOrder))
            } else {
                parts.append(catalogue.text(.whenOrderOf, ["parties": names(these)]))
            }
        }
        if lifted(every).count > 1, lifted(chosen).count == 1 {
            parts.append(catalogue.text(lifted(chosen) == [true] ? .whenOverride : .whenNoOverride))
        }
        return parts.isEmpty ? nil : catalogue.allOf(parts)
    }

    // MARK: Words

    private func party(_ party: Party) -> String {
        Party.unused.contains(party) ? catalogue.text(.valueOtherParty) : party.text
    }

    private func word(_ value: FactValue) -> String {
        switch value {
        case .place(let value), .forum(let value): value.map(party) ?? ""
        case .category(let value): value.map { catalogue.word($0) } ?? ""
        case .channel(let value): value.map { catalogue.word($0) } ?? ""
        case .copy(let value): value.map { catalogue.word($0) } ?? ""
        case .evaluation(let value): value?.text ?? ""
        case .purpose, .consents, .lifting, .flags, .handling, .victimIdentity: ""
        }
    }
}
