import Vocabulary

/// What the headings of two versions say otherwise.
struct HeadingDifference {
    private let old: PolicyScope
    private let new: PolicyScope
    private let catalogue: MessageCatalogue

    init(_ old: PolicyScope, _ new: PolicyScope, _ catalogue: MessageCatalogue) {
        self.old = old
        self.new = new
        self.catalogue = catalogue
    }

    var changes: [AgreementDifference.Change] {
        var sentences: [(members: [MemberID], text: String)] = []
        func compare(_ heading: String, _ before: [String], _ after: [String]) {
            guard before != after else { return }
            func words(_ values: [String]) -> String {
                values.isEmpty ? catalogue.text(.valueNone) : catalogue.allOf(values)
            }
            let text = catalogue.text(
                .differenceHeading, ["heading": heading, "new": words(after), "old": words(before)])
            sentences.append(([], text))
        }
        let (one, other) = (old.agreement, new.agreement)
        if one.term != other.term {
            sentences.append(
                ([], catalogue.text(.differenceTerm, ["new": Self.words(other.term), "old": Self.words(one.term)])))
        }
        compare("basis", old.instruments.map(\.id.text), new.instruments.map(\.id.text))
        compare("laws", old.laws.map(\.id.text), new.laws.map(\.id.text))
        compare("parties", one.partyList.map(\.text), other.partyList.map(\.text))
        compare("channel", [one.channel].compactMap(\.?.rawValue), [other.channel].compactMap(\.?.rawValue))
        compare(
            "custody", [one.custody].compactMap { $0.map { "\($0.atLeast)" } },
            [other.custody].compactMap { $0.map { "\($0.atLeast)" } })
        for document in Set((old.grants + new.grants).map(\.id)).sorted() {
            let pair = [old, new].map { scope in scope.grants.first { $0.id == document } }
            let terms = pair.map { $0?.purpose }
            compare(
                "offences of \(document)", (terms[0]?.offences ?? []).sorted().map(\.rawValue),
                (terms[1]?.offences ?? []).sorted().map(\.rawValue))
            compare("threshold of \(document)", Self.words(terms[0]?.threshold), Self.words(terms[1]?.threshold))
            compare(
                "provides-override of \(document)", pair[0]?.providesOverride == true ? ["true"] : [],
                pair[1]?.providesOverride == true ? ["true"] : [])
            if document != one.id, let before = pair[0]?.term, let after = pair[1]?.term {
                compare("in-force of \(document)", [Self.words(before)], [Self.words(after)])
            }
        }
        for law in Set((old.laws + new.laws).map(\.id)).sorted() {
            let pair = [old, new].map { scope in scope.laws.first { $0.id == law } }
            guard let before = pair[0], let after = pair[1] else { continue }
            compare("in-force of \(law)", [Self.words(before.term)], [Self.words(after.term)])
            compare(
                "applies of \(law)", before.applies.sorted().map(\.rawValue), after.applies.sorted().map(\.rawValue))
        }
        sentences += rosterChanges
        return sentences.map {
            AgreementDifference.Change(action: nil, members: $0.members, sentence: $0.text, clauses: [])
        }
    }

    private var rosterChanges: [(members: [MemberID], text: String)] {
        let members = [old, new].map { Dictionary(grouping: $0.agreement.roster.entries, by: \.member) }
        return Set(members.flatMap(\.keys)).sorted().compactMap { member in
            let (before, after) = (members[0][member] ?? [], members[1][member] ?? [])
            guard before != after else { return nil }
            if before.isEmpty, let entry = after.first {
                let until = entry.term.until.map { " until \($0)" } ?? ""
                return (
                    [member],
                    catalogue.text(
                        .differenceJoins,
                        [
                            "member": member.text, "role": catalogue.word(entry.role), "from": entry.term.from.text,
                            "until": until,
                        ])
                )
            }
            if after.isEmpty, let entry = before.first {
                return (
                    [member],
                    catalogue.text(.differenceLeaves, ["member": member.text, "role": catalogue.word(entry.role)])
                )
            }
            return (
                [member],
                catalogue.text(
                    .differenceEntry, ["member": member.text, "new": words(after), "old": words(before)])
            )
        }
    }

    private func words(_ entries: [RosterEntry]) -> String {
        catalogue.allOf(
            entries.map { entry in
                catalogue.word(entry.role) + (entry.secondedTo.map { " to \($0)" } ?? "")
                    + " (\(Self.words(entry.term)))"
            })
    }

    private static func words(_ term: Term) -> String {
        "from \(term.from)" + (term.until.map { " until \($0)" } ?? ", without end")
    }

    private static func words(_ threshold: Threshold?) -> [String] {
        threshold.map { ["\($0.maximumPenaltyYears) years in \($0.scope)"] } ?? []
    }
}
