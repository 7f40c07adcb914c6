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
            guard stretch.upperBound < .max else { return "from \(first)" }
            let last = CalendarDay(daysSince1970: Int((stretch.upperBound + day / 2) / day) - 1)
            return "\(first) to \(last)"
        }
        return catalogue.text(.whenDays, ["days": catalogue.allOf(stretches)])
    }

    func origins(_ origins: [OriginValue], _ scopes: [PolicyScope]) -> String {
        let parties = origins.compactMap(\.party).map(party)
        var parts: [String] = []
        if !parties.isEmpty { parts.append(catalogue.text(.whenOrigin, ["parties": catalogue.anyOf(parties)])) }
        if origins.contains(.unknown) { parts.append(catalogue.text(.whenOriginUnknown)) }
        if origins.contains(.noItem) { parts.append(catalogue.text(.whenNoItem)) }
        return catalogue.anyOf(parts)
    }

    /// Nil where it is about every case that the headings admit.
    func offences(_ cases: [OffenceValue], of all: [OffenceValue], listed: Set<Offence>) -> String? {
        func single(_ cases: [OffenceValue]) -> Set<Offence> {
            Set(cases.compactMap { $0.offences?.count == 1 && $0.penalties != nil ? $0.offences?.first : nil })
        }
        let named = single(cases)
        guard named != single(all).intersection(listed) else { return nil }
        guard !named.isEmpty else { return catalogue.text(.whenOffenceUnknown) }
        return catalogue.text(
            .whenOffence, ["offences": catalogue.anyOf(named.sorted().map { catalogue.word($0) })])
    }

    /// Nil where it says nothing that a reader would miss.
    func values(_ axis: Axis, _ chosen: [FactValue], of all: [FactValue]) -> String? {
        switch axis {
        case .consents: return consents(chosen, of: all)
        case .lifting: return lifting(chosen, of: all)
        case .flags: return flags(chosen)
        default: break
        }
        let rest = all.filter { !chosen.contains($0) }
        let unknown = chosen.contains(where: \.isUnknown)
        // The shorter list, if it is not about what is unknown.
        let isShorter = rest.count < chosen.count && rest.count <= 8 && !rest.contains(where: \.isUnknown)
        let listed = (isShorter ? rest : chosen).filter { !$0.isUnknown }.map(word)
        var words = Set(listed).sorted()
        if !isShorter, unknown { words.append(catalogue.text(.valueUnknown)) }
        if chosen == [.purpose(nil)] { return catalogue.text(.whenNoPurpose) }
        let text = catalogue.anyOf(words)
        let shown = isShorter ? catalogue.text(.valueOtherThan, ["values": text]) : text
        return message(axis).map { catalogue.text($0, ["values": shown, "purposes": shown]) }
    }

    private func message(_ axis: Axis) -> MessageID? {
        switch axis {
        case .purpose: .whenPurpose
        case .place: .whenPlace
        case .forum: .whenForum
        case .category: .whenCategory
        case .victimIdentity: .whenVictimIdentity
        case .flags: .whenFlags
        case .handling: .whenHandling
        case .channel: .whenChannel
        case .copy: .whenCopy
        case .evaluation: .whenEvaluation
        case .consents, .lifting: nil
        }
    }

    /// As flags that are there and flags that are not, where that says it all.
    private func flags(_ chosen: [FactValue]) -> String? {
        let sets = chosen.compactMap { value -> Set<ItemFlag>? in if case .flags(let set) = value { set } else { nil } }
        let there = sets.dropFirst().reduce(sets.first ?? []) { $0.intersection($1) }
        let never = Set(ItemFlag.allCases).subtracting(sets.reduce(into: []) { $0.formUnion($1) })
        let free = ItemFlag.allCases.count - there.count - never.count
        guard !sets.isEmpty, sets.count == 1 << free else {
            let words = sets.map { set in
                set.isEmpty ? catalogue.text(.valueNone) : catalogue.allOf(set.sorted().map { catalogue.word($0) })
            }
            let unknown = chosen.contains(where: \.isUnknown) ? [catalogue.text(.valueUnknown)] : []
            return catalogue.text(.whenFlags, ["values": catalogue.anyOf(words + unknown)])
        }
        func words(_ flags: Set<ItemFlag>) -> String { catalogue.allOf(flags.sorted().map { catalogue.word($0) }) }
        var parts: [String] = []
        if !there.isEmpty { parts.append(catalogue.text(.whenFlags, ["values": words(there)])) }
        if !never.isEmpty { parts.append(catalogue.text(.whenNoFlags, ["values": words(never)])) }
        if chosen.contains(where: \.isUnknown) {
            parts.append(catalogue.text(.whenFlags, ["values": catalogue.text(.valueUnknown)]))
        }
        return parts.isEmpty ? nil : catalogue.allOf(parts)
    }

    private func consents(_ chosen: [FactValue], of all: [FactValue]) -> String? {
        let sets = chosen.compactMap { value -> Set<Party>? in
            if case .consents(let parties) = value { parties } else { nil }
        }
        if sets == [[]] { return catalogue.text(.whenNoConsent) }
        let needed = sets.dropFirst().reduce(sets.first ?? []) { $0.intersection($1) }
        if !needed.isEmpty {
            return catalogue.text(.whenConsent, ["parties": catalogue.allOf(needed.sorted().map(party))])
        }
        let lacking = sets.reduce(into: Set<Party>()) { $0.formUnion($1) }
        let everybody = all.reduce(into: Set<Party>()) { if case .consents(let set) = $1 { $0.formUnion(set) } }
        let without = everybody.subtracting(lacking)
        guard without.isEmpty else {
            return catalogue.text(.whenConsent, ["parties": catalogue.text(.valueNone)])
                + " (\(catalogue.allOf(without.sorted().map(party))))"
        }
        return catalogue.text(
            .whenConsent,
            [
                "parties": catalogue.anyOf(
                    sets.map { set in
                        set.isEmpty ? catalogue.text(.valueNone) : catalogue.allOf(set.sorted().map(party))
                    })
            ])
    }

    private func lifting(_ chosen: [FactValue], of every: [FactValue]) -> String? {
        let hasOverrides = every.count > 2
        func all(_ test: (Bool, Bool) -> Bool) -> Bool {
            chosen.allSatisfy {
                if case .lifting(let order, let override) = $0 { test(order, override) } else { false }
            }
        }
        var parts: [String] = []
        if all({ order, _ in order }) { parts.append(catalogue.text(.whenOrder)) }
        if all({ order, _ in !order }) { parts.append(catalogue.text(.whenNoOrder)) }
        if hasOverrides, all({ _, override in override }) { parts.append(catalogue.text(.whenOverride)) }
        if hasOverrides, all({ _, override in !override }) { parts.append(catalogue.text(.whenNoOverride)) }
        return parts.isEmpty ? nil : catalogue.allOf(parts)
    }

    /// A code that no state has stands for any other party.
    private func party(_ party: Party) -> String {
        ["ZZ", "XZ", "QZ"].contains(party.text) ? catalogue.text(.valueOtherParty) : party.text
    }

    private func word(_ value: FactValue) -> String {
        func set<Value: Word>(_ words: Set<Value>?) -> String {
            guard let words, !words.isEmpty else { return catalogue.text(.valueNone) }
            return catalogue.allOf(words.sorted().map { catalogue.word($0) })
        }
        switch value {
        case .purpose(let value): return value.map { catalogue.word($0) } ?? ""
        case .consents(let parties): return catalogue.allOf(parties.sorted().map(party))
        case .place(let value), .forum(let value): return value.map(party) ?? ""
        case .category(let value): return value.map { catalogue.word($0) } ?? ""
        case .victimIdentity(let value): return value.map { catalogue.word($0) } ?? ""
        case .flags(let value): return set(value)
        case .handling(let value): return set(value)
        case .channel(let value): return value.map { catalogue.word($0) } ?? ""
        case .copy(let value): return value.map { catalogue.word($0) } ?? ""
        case .evaluation(let value): return value?.text ?? ""
        case .lifting: return ""
        }
    }
}
