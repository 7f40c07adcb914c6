import Vocabulary

/// Headings as sentences.
struct HeadingSentences {
    private let catalogue: MessageCatalogue

    init(_ catalogue: MessageCatalogue) { self.catalogue = catalogue }

    func lines(of agreement: Agreement) -> [String] {
        var lines = [
            catalogue.text(
                .readTitle,
                [
                    "id": agreement.id.text, "version": "\(agreement.version)",
                    "title": agreement.title.text(in: catalogue.language),
                ])
        ]
        if let older = agreement.supersedes {
            lines.append(catalogue.text(.readSupersedes, ["version": "\(older.version)"]))
        }
        lines.append(term(agreement.term))
        for (party, terms) in agreement.parties.sorted(by: { $0.key < $1.key }) {
            let authority = terms.centralAuthority.map {
                catalogue.text(.readPartyAuthority, ["authority": $0.text])
            }
            let laws =
                terms.laws.isEmpty
                ? nil : catalogue.text(.readPartyLaws, ["laws": catalogue.allOf(terms.laws.map(\.text))])
            lines.append(
                catalogue.text(
                    .readParty, ["party": party.text, "authority": authority ?? "", "laws": laws ?? ""]))
        }
        func add(_ id: MessageID, _ name: String, _ words: [String]) {
            if !words.isEmpty { lines.append(catalogue.text(id, [name: catalogue.allOf(words)])) }
        }
        add(.readBasis, "basis", agreement.basis.map(\.text))
        add(.readAlongside, "others", agreement.alongside.map(\.text))
        add(.readChannel, "channel", [agreement.channel].compactMap { $0.map { catalogue.word($0) } })
        if let purpose = agreement.purpose {
            let offences = purpose.offences.sorted().map { catalogue.word($0) }
            lines.append(catalogue.text(.readOffences, ["offences": catalogue.anyOf(offences)]))
            if let threshold = purpose.threshold {
                lines.append(
                    catalogue.text(
                        threshold.scope == .anyParty ? .readThresholdAny : .readThreshold,
                        ["years": "\(threshold.maximumPenaltyYears)"]))
            }
        }
        if let custody = agreement.custody {
            lines.append(catalogue.text(.readCustody, ["count": "\(custody.atLeast)"]))
        }
        if agreement.providesOverride { lines.append(catalogue.text(.readOverride)) }
        return lines + agreement.roster.entries.map(line)
    }

    func lines(of law: Law) -> [String] {
        var lines = [
            catalogue.text(
                .readLaw,
                [
                    "id": law.id.text, "version": "\(law.version)", "title": law.title.text(in: catalogue.language),
                    "party": law.party.text,
                ]),
            term(law.term),
            catalogue.text(
                .readLinks,
                [
                    "party": law.party.text,
                    "links": catalogue.anyOf(law.applies.sorted().map { catalogue.word($0) }),
                ]),
        ]
        for (offence, years) in law.penalties.sorted(by: { $0.key < $1.key }) {
            lines.append(
                catalogue.text(.readPenalty, ["offence": catalogue.word(offence), "years": "\(years)"]))
        }
        return lines
    }

    private func term(_ term: Term) -> String {
        guard let until = term.until else {
            return catalogue.text(.readInForceOpen, ["from": term.from.text, "zone": term.zone.description])
        }
        return catalogue.text(
            .readInForce, ["from": term.from.text, "until": until.text, "zone": term.zone.description])
    }

    private func line(_ entry: RosterEntry) -> String {
        catalogue.text(
            .readMember,
            [
                "member": entry.member.text, "role": catalogue.word(entry.role),
                "seconded": entry.secondedTo.map { catalogue.text(.readSeconded, ["party": $0.text]) } ?? "",
                "from": entry.term.from.text, "until": entry.term.until.map { " until \($0)" } ?? "",
            ])
    }
}
