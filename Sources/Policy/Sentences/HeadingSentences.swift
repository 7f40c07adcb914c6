import Vocabulary

/// Headings as sentences.
struct HeadingSentences {
    private let catalogue: MessageCatalogue
    /// In which the file's own words are shown, where it has them.
    private let language: TextLanguage

    init(_ catalogue: MessageCatalogue, language: TextLanguage) {
        self.catalogue = catalogue
        self.language = language
    }

    func lines(of agreement: Agreement) -> [String] {
        var lines = [
            catalogue.text(
                .readTitle,
                [
                    "id": agreement.id.text, "version": "\(agreement.version)",
                    "title": agreement.title.text(in: language),
                ])
        ]
        if let older = agreement.supersedes {
            lines.append(catalogue.text(.readSupersedes, ["version": "\(older.version)"]))
        }
        lines.append(term(agreement.term))
        lines += agreement.parties.sorted { $0.key < $1.key }.map(line)
        lines.append(catalogue.text(.readAllLaws))
        if agreement.isInstrument { lines.append(catalogue.text(.readInstrument)) }
        func add(_ one: MessageID, _ many: MessageID, _ name: String, _ words: [String]) {
            guard !words.isEmpty else { return }
            lines.append(catalogue.text(words.count > 1 ? many : one, [name: catalogue.allOf(words)]))
        }
        add(.readBasis, .readBases, "basis", agreement.basis.map(\.text))
        add(.readAlongside, .readAlongsideMany, "others", agreement.alongside.map(\.text))
        add(.readChannel, .readChannel, "channel", [agreement.channel].compactMap { $0.map { catalogue.word($0) } })
        if let purpose = agreement.purpose { lines += self.lines(of: purpose) }
        if let custody = agreement.custody {
            let id: MessageID =
                switch custody.group {
                case .otherParties: custody.atLeast == 1 ? .readCosigner : .readCosigners
                case .eachOtherParty: .readCosignerEach
                }
            lines.append(catalogue.text(id, ["count": "\(custody.atLeast)"]))
            if custody.needsTimestamp { lines.append(catalogue.text(.readTimestamp)) }
        }
        if agreement.providesOverride { lines.append(catalogue.text(.readOverride)) }
        if let annex = agreement.annex {
            let id: MessageID =
                switch annex.changesSignedBy {
                case .everyParty: .readAnnexEvery
                case .ownParty: .readAnnexOwn
                }
            lines.append(catalogue.text(id, ["annex": annex.annex.text]))
        }
        if agreement.asksForPlace { lines.append(catalogue.text(.readDeclared)) }
        return lines + agreement.roster.entries.map(line)
    }

    /// As written: the days that a line leaves out are those of the agreement.
    func lines(of roster: RosterAnnex) -> [String] {
        var lines = [
            catalogue.text(
                .readRoster,
                ["id": roster.id.text, "version": "\(roster.version)", "agreement": roster.agreement.text])
        ]
        if let older = roster.supersedes {
            lines.append(catalogue.text(.readSupersedes, ["version": "\(older.version)"]))
        }
        let sorted = roster.lines.map(\.line).sorted {
            ($0.member, $0.from?.text ?? "") < ($1.member, $1.from?.text ?? "")
        }
        return lines
            + sorted.map { line($0.member, $0.role, catalogue.place(secondedTo: $0.secondedTo, $0.leadsIn), days($0)) }
    }

    private func days(_ line: RosterLine) -> String {
        switch (line.from, line.until) {
        case (nil, nil): catalogue.text(.readRosterWhole)
        case (let from?, nil): catalogue.text(.readRosterFrom, ["from": from.text])
        case (nil, let until?): catalogue.text(.readRosterUntil, ["until": until.text])
        case (let from?, let until?): catalogue.text(.termDays, ["from": from.text, "until": until.text])
        }
    }

    func lines(of law: Law) -> [String] {
        let links = law.applies.sorted().map { link in
            let id: MessageID =
                switch link {
                case .itemOrigin: .linkOrigin
                case .actorParty: .linkActor
                case .place: .linkPlace
                case .forum: .linkForum
                }
            return catalogue.text(id, ["party": law.party.text])
        }
        let lines = [
            catalogue.text(
                .readLaw,
                [
                    "id": law.id.text, "version": "\(law.version)", "title": law.title.text(in: language),
                    "party": law.party.text,
                ]),
            term(law.term),
            catalogue.text(.readLinks, ["party": law.party.text, "links": catalogue.anyOf(links)]),
        ]
        return lines
            // Life counts as 100.
            + law.penalties.sorted { $0.key < $1.key }.map { offence, years in
                catalogue.text(
                    years >= 100 ? .readPenaltyLife : .readPenalty,
                    ["offence": catalogue.word(offence), "years": catalogue.years(years)])
            }
    }

    private func line(_ party: Party, _ terms: PartyTerms) -> String {
        let authority = terms.centralAuthority.map {
            catalogue.text(.readPartyAuthority, ["authority": $0.text])
        }
        let laws = catalogue.allOf(terms.laws.map(\.text))
        let naming: MessageID = terms.laws.count > 1 ? .readPartyLaws : .readPartyLaw
        return catalogue.text(
            .readParty,
            [
                "party": party.text, "authority": authority ?? "",
                "laws": terms.laws.isEmpty ? "" : catalogue.text(naming, ["laws": laws]),
            ])
    }

    private func lines(of purpose: PurposeTerms) -> [String] {
        let offences = purpose.offences.sorted().map { catalogue.word($0) }
        let about = catalogue.text(.readOffences, ["offences": catalogue.anyOf(offences)])
        guard let threshold = purpose.threshold else { return [about] }
        let id: MessageID = threshold.scope == .anyParty ? .readThresholdAny : .readThreshold
        return [about, catalogue.text(id, ["years": catalogue.years(threshold.maximumPenaltyYears)])]
    }

    private func term(_ term: Term) -> String {
        guard let until = term.until else {
            return catalogue.text(.readInForceOpen, ["from": term.from.text, "zone": term.zone.description])
        }
        return catalogue.text(
            .readInForce, ["from": term.from.text, "until": until.text, "zone": term.zone.description])
    }

    private func line(_ entry: RosterEntry) -> String {
        line(entry.member, entry.role, catalogue.place(of: entry), TermWords(catalogue).term(entry.term))
    }

    private func line(_ member: MemberID, _ role: RosterRole, _ place: String, _ days: String) -> String {
        catalogue.text(
            .readMember,
            [
                "member": member.text, "role": catalogue.word(role, .one), "seconded": place, "term": days,
            ])
    }
}

extension Agreement {
    /// Whether anything in it turns on where something takes place or for whose courts it is.
    fileprivate var asksForPlace: Bool {
        roster.entries.contains { $0.leadsIn != nil }
            || clauses.flatMap { $0.conditions + $0.exceptions }.contains {
                switch $0 {
                case .place, .forum: true
                case .purpose, .consentOf, .offence, .courtOrder, .override: false
                }
            }
    }
}

extension MessageCatalogue {
    /// Where somebody is seconded to, or where they lead; empty where neither is said.
    func place(of entry: RosterEntry) -> String { place(secondedTo: entry.secondedTo, entry.leadsIn) }

    func place(secondedTo party: Party?, _ leadsIn: Set<Party>?) -> String {
        if let party { return text(.readSeconded, ["party": party.text]) }
        return leadsIn.map { text(.readLeads, ["parties": anyOf($0.sorted().map(\.text))]) } ?? ""
    }
}
