import Vocabulary

/// Says sets of values of the space as parts of a sentence.
struct ConditionWords {
    private let catalogue: MessageCatalogue

    init(_ catalogue: MessageCatalogue) { self.catalogue = catalogue }

    func days(_ periods: [Period]) -> String {
        let day: Int64 = 86_400_000
        var joined: [Range<Int64>] = []
        for stretch in periods.flatMap(\.stretches).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = joined.last, last.upperBound == stretch.lowerBound {
                joined[joined.count - 1] = last.lowerBound..<stretch.upperBound
            } else {
                joined.append(stretch)
            }
        }
        let stretches = joined.map { stretch in
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
        let known = all.compactMap(\.party)
        let parties = chosen.compactMap(\.party)
        guard parties.count < known.count || all.contains(.unknown) && !chosen.contains(.unknown) else { return nil }
        var parts: [String] = []
        let rest = known.filter { !parties.contains($0) }
        if rest.isEmpty {
            parts.append(catalogue.text(.whenOriginKnown))
        } else if rest.count < parties.count {
            parts.append(catalogue.text(.whenOriginBut, ["parties": catalogue.anyOf(rest.map(party))]))
        } else if !parties.isEmpty {
            parts.append(catalogue.text(.whenOrigin, ["parties": catalogue.anyOf(parties.map(party))]))
        }
        if chosen.contains(.unknown) { parts.append(catalogue.text(.whenOriginUnknown)) }
        return parts.isEmpty ? nil : catalogue.anyOf(parts)
    }

    /// Nil where it is about every case that the headings admit.
    func offences(_ cases: [OffenceValue], of all: [OffenceValue], listed: Set<Offence>) -> String? {
        func single(_ cases: [OffenceValue]) -> Set<Offence> {
            Set(
                cases.compactMap {
                    $0.offences?.count == 1 && $0.asked == nil && $0.penalties != .unknown ? $0.offences?.first : nil
                })
        }
        var parts: [String] = []
        let named = single(cases)
        if named.isEmpty {
            parts.append(catalogue.anyOf(unnamed(cases)))
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

    /// Cases of which no single offence is known.
    private func unnamed(_ cases: [OffenceValue]) -> [String] {
        let known = cases.filter { $0.offences != nil && $0.penalties != .unknown }
        var parts: [String] = []
        if known.contains(where: { $0.asked != nil }) { parts.append(catalogue.text(.whenOffenceOther)) }
        let several = Set(known.filter { $0.asked == nil }.map { $0.offences ?? [] }).map { offences in
            catalogue.text(.whenOffence, ["offences": catalogue.allOf(offences.map { catalogue.word($0) })])
        }
        parts += several.sorted()
        if known.count < cases.count { parts.append(catalogue.text(.whenOffenceUnknown)) }
        return parts
    }

    /// Nil where it says nothing that a reader would miss.
    func values(_ axis: Axis, _ chosen: [FactValue], of all: [FactValue]) -> String? {
        switch axis {
        case .consents: ConsentWords(catalogue).text(chosen, of: all)
        case .lifting: lifting(chosen, of: all)
        case .purpose: purposes(chosen, of: all, isAgreed: false)
        case .flags:
            marks(
                chosen.map { if case .flags(let set) = $0 { set } else { nil } }, .whenFlags, .whenNoFlags,
                .whenFlagsUnknown)
        case .handling:
            marks(
                chosen.map { if case .handling(let set) = $0 { set } else { nil } }, .whenHandling, .whenNoHandling,
                .whenHandlingUnknown)
        case .victimIdentity:
            TermWords(catalogue).victimIdentity(
                Set(chosen.compactMap { if case .victimIdentity(let degree) = $0 { .some(degree) } else { nil } }))
        case .place:
            list(
                chosen, of: all, .whenPlace, but: (.whenPlaceBut, .whenPlaceKnownBut), .whenPlaceKnown,
                .whenPlaceUnknown)
        case .forum:
            list(
                chosen, of: all, .whenForum, but: (.whenForumBut, .whenForumKnownBut), .whenForumKnown,
                .whenForumUnknown)
        case .category:
            list(
                chosen, of: all, .whenCategory, many: .whenCategories, but: (.whenCategoryBut, .whenCategoryKnownBut),
                .whenCategoryKnown, .whenCategoryUnknown)
        case .channel:
            list(
                chosen, of: all, .whenChannel, but: (.whenChannelBut, .whenChannelKnownBut), .whenChannelKnown,
                .whenChannelUnknown)
        case .copy: list(chosen, of: all, .whenCopy, .whenCopyKnown, .whenCopyUnknown)
        case .evaluation:
            list(
                chosen, of: all, .whenEvaluation, but: (.whenEvaluationBut, .whenEvaluationKnownBut),
                .whenEvaluationKnown, .whenEvaluationUnknown)
        }
    }

    /// The values, or, where that is shorter, those that are left out.
    private func list(
        _ chosen: [FactValue], of all: [FactValue], _ some: MessageID, many: MessageID? = nil,
        but: (any: MessageID, known: MessageID)? = nil, _ known: MessageID, _ unknown: MessageID
    ) -> String? {
        let these = chosen.filter { !$0.isUnknown }
        let rest = all.filter { !$0.isUnknown && !chosen.contains($0) }
        let isUnknownToo = chosen.count > these.count
        func say(_ id: MessageID, _ values: [FactValue]) -> String {
            catalogue.text(id, ["values": catalogue.anyOf(Set(values.map(word)).sorted())])
        }
        if these.isEmpty { return catalogue.text(unknown) }
        if rest.isEmpty { return isUnknownToo ? nil : catalogue.text(known) }
        if let but, rest.count < these.count {
            return say(isUnknownToo || !all.contains(where: \.isUnknown) ? but.any : but.known, rest)
        }
        let text = say(these.count > 1 ? many ?? some : some, these)
        return catalogue.anyOf([text] + (isUnknownToo ? [catalogue.text(unknown)] : []))
    }

    /// Nil where it is every purpose that can be stated.
    ///
    /// - Parameter isAgreed: those that serve an offence serve one that the agreement lists.
    func purposes(_ chosen: [FactValue], of all: [FactValue], isAgreed: Bool) -> String? {
        func stated(_ values: [FactValue]) -> [Purpose] {
            values.compactMap { if case .purpose(let purpose) = $0 { purpose } else { nil } }
        }
        if chosen == [.purpose(nil)] { return catalogue.text(.whenNoPurpose) }
        let (these, every) = (stated(chosen), stated(all))
        let rest = every.filter { !these.contains($0) }
        if isAgreed {
            let others = these.filter { !$0.servesOffence }.map { catalogue.word($0) }
            let serving = these.filter(\.servesOffence).sorted().map { catalogue.word($0) }
            let agreed = catalogue.text(.whenAgreed, ["purposes": catalogue.anyOf(serving)])
            let words =
                others.isEmpty
                ? agreed : catalogue.text(.listOrApart, ["all": catalogue.anyOf(others), "last": agreed])
            return catalogue.text(.whenPurpose, ["purposes": words])
        }
        guard !rest.isEmpty else { return nil }
        let isShorter = rest.count < these.count
        let words = TermWords(catalogue).purposes(isShorter ? rest : these, isAgreed: false)
        return catalogue.text(isShorter ? .whenOtherPurpose : .whenPurpose, ["purposes": words])
    }

    /// As marks that are there and marks that are not. A set that is nil is not known.
    private func marks<Mark: Word>(
        _ chosen: [Set<Mark>?], _ there: MessageID, _ never: MessageID, _ unknown: MessageID
    ) -> String? {
        let unsure = chosen.contains(nil) ? [catalogue.text(unknown)] : []
        let cover = MarkCover(of: Set(chosen.compactMap(\.self))).parts
        guard let first = cover.first else { return unsure.first }
        func say(_ id: MessageID, _ marks: Set<Mark>, _ join: ([String]) -> String) -> [String] {
            marks.isEmpty ? [] : [catalogue.text(id, ["values": join(marks.sorted().map { catalogue.word($0) })])]
        }
        let common = cover.dropFirst().reduce(first.there) { $0.intersection($1.there) }
        // Whatever bears one of some marks is one part of a sentence.
        if cover.count > 1, cover.allSatisfy({ $0.never == first.never && $0.there.count == common.count + 1 }) {
            let some = cover.reduce(into: Set<Mark>()) { $0.formUnion($1.there) }.subtracting(common)
            let parts =
                say(there, common, catalogue.allOf) + say(there, some, catalogue.anyOf)
                + say(never, first.never, catalogue.anyOf)
            return apart([catalogue.allOf(parts)] + unsure)
        }
        let parts = cover.map {
            catalogue.allOf(say(there, $0.there, catalogue.allOf) + say(never, $0.never, catalogue.anyOf))
        }
        return parts.contains("") ? nil : apart(parts + unsure)
    }

    /// `a, or b`: where the parts are lists themselves.
    private func apart(_ parts: [String]) -> String {
        guard parts.count > 1, let last = parts.last else { return parts.first ?? "" }
        return catalogue.text(.listOrApart, ["all": parts.dropLast().joined(separator: ", "), "last": last])
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

    private func party(_ party: Party) -> String { catalogue.party(party) }

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

extension MessageCatalogue {
    /// A party by its code; one that stands for any that no clause names.
    func party(_ party: Party) -> String { Party.unused.contains(party) ? text(.valueOtherParty) : party.text }
}
