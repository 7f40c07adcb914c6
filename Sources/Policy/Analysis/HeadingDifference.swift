import Vocabulary

/// What the headings of two versions say otherwise.
struct HeadingDifference {
    private let old: PolicyScope
    private let new: PolicyScope
    private let catalogue: MessageCatalogue
    private let terms: TermWords

    init(_ old: PolicyScope, _ new: PolicyScope, _ catalogue: MessageCatalogue) {
        self.old = old
        self.new = new
        self.catalogue = catalogue
        terms = TermWords(catalogue)
    }

    var changes: [AgreementDifference.Change] {
        let headings = (agreementLines + grantLines + lawLines + penaltyLines).map { (members: [MemberID](), text: $0) }
        return (headings + rosterChanges).map {
            AgreementDifference.Change(
                action: nil, turn: nil, members: $0.members, sentence: $0.text, clauses: [], extent: nil,
                witnesses: [])
        }
    }

    private func line(_ heading: MessageID, _ before: [String], _ after: [String], of document: AgreementID? = nil)
        -> [String]
    {
        guard before != after else { return [] }
        func words(_ values: [String]) -> String {
            values.isEmpty ? catalogue.text(.valueNone) : catalogue.allOf(values)
        }
        let name = catalogue.text(heading, ["document": document?.text ?? ""])
        return [catalogue.text(.differenceHeading, ["heading": name, "new": words(after), "old": words(before)])]
    }

    private var agreementLines: [String] {
        let (one, other) = (old.agreement, new.agreement)
        func count(_ custody: CustodyTerms?) -> [String] {
            custody.map { [$0.group == .eachOtherParty ? catalogue.text(.valueOneOfEach) : "\($0.atLeast)"] } ?? []
        }
        func stamp(_ custody: CustodyTerms?) -> [String] {
            custody?.needsTimestamp == true ? [catalogue.text(.valueYes)] : []
        }
        func channel(_ channel: Channel?) -> [String] { channel.map { [catalogue.word($0)] } ?? [] }
        return line(.headingBasis, old.instruments.map(\.id.text), new.instruments.map(\.id.text))
            + line(.headingLaws, old.laws.map(\.id.text), new.laws.map(\.id.text))
            + line(.headingParties, one.partyList.map(\.text), other.partyList.map(\.text))
            + line(.headingChannel, channel(one.channel), channel(other.channel))
            + line(.headingCustody, count(one.custody), count(other.custody))
            + line(.headingTimestamp, stamp(one.custody), stamp(other.custody))
            + line(.headingRosterSigning, [signing(one)], [signing(other)])
    }

    /// Members who stand in the agreement itself change with a version of it, which every party signs.
    private func signing(_ agreement: Agreement) -> String {
        catalogue.word(agreement.annex?.changesSignedBy ?? .everyParty)
    }

    private var grantLines: [String] {
        // The agreement keeps its name from version to version, or has another in a renewal.
        let pairs =
            [(old.agreement, new.agreement)]
            + old.instruments.compactMap { before in
                new.instruments.first { $0.id == before.id }.map { (before, $0) }
            }
        return pairs.flatMap { before, after in
            let offences = [before, after].map { ($0.purpose?.offences ?? []).sorted().map { catalogue.word($0) } }
            let yes = [before, after].map { $0.providesOverride ? [catalogue.text(.valueYes)] : [] }
            return line(.headingTerm, [terms.term(before.term)], [terms.term(after.term)], of: after.id)
                + line(.headingOffences, offences[0], offences[1], of: after.id)
                + line(
                    .headingThreshold, words(before.purpose?.threshold), words(after.purpose?.threshold), of: after.id)
                + line(.headingOverride, yes[0], yes[1], of: after.id)
        }
    }

    private var lawPairs: [(before: Law, after: Law)] {
        old.laws.compactMap { before in new.laws.first { $0.id == before.id }.map { (before, $0) } }
    }

    private var lawLines: [String] {
        lawPairs.flatMap { before, after in
            let links = [before, after].map { $0.applies.sorted().map { catalogue.word($0) } }
            return line(.headingTerm, [terms.term(before.term)], [terms.term(after.term)], of: after.id)
                + line(.headingLinks, links[0], links[1], of: after.id)
        }
    }

    // MARK: Penalties

    /// Penalties as the laws of each side state them together, and whether they still suffice.
    private var penaltyLines: [String] {
        let parties = Set(old.agreement.partyList).intersection(new.agreement.partyList).sorted()
        return parties.flatMap { party in
            Offence.allCases.sorted().compactMap { offence in
                let years = [old, new].map { $0.years(for: offence, in: party) }
                guard years[0] != years[1] else { return nil }
                let words = years.map { $0.map(catalogue.years) ?? catalogue.text(.differenceBefore) }
                let change = catalogue.text(
                    .differencePenalty,
                    [
                        "party": party.text, "offence": catalogue.word(offence), "new": words[1], "old": words[0],
                    ])
                return ([change] + effects(of: offence)).joined(separator: " ")
            }
        }
    }

    private func effects(of offence: Offence) -> [String] {
        let cases = OffenceValue(offences: [offence], asked: nil, penalties: .ofLaws)
        return new.grants.compactMap { grant in
            guard let threshold = grant.purpose?.threshold else { return nil }
            let was = old.meets(threshold, cases)
            let now = new.meets(threshold, cases)
            guard was != now else { return nil }
            return catalogue.text(
                now ? .differencePenaltyEnough : .differencePenaltyTooLow, ["document": grant.id.text])
        }
    }

    private func words(_ threshold: Threshold?) -> [String] {
        guard let threshold else { return [] }
        return [
            catalogue.text(
                threshold.scope == .anyParty ? .thresholdAny : .thresholdAll,
                ["years": catalogue.years(threshold.maximumPenaltyYears)])
        ]
    }

    // MARK: Roster

    private var rosterChanges: [(members: [MemberID], text: String)] {
        let members = [old, new].map { Dictionary(grouping: $0.agreement.roster.entries, by: \.member) }
        return Set(members.flatMap(\.keys)).sorted().compactMap { member in
            let (before, after) = (members[0][member] ?? [], members[1][member] ?? [])
            guard before != after else { return nil }
            return ([member], words(member, before, after))
        }
    }

    private func words(_ member: MemberID, _ before: [RosterEntry], _ after: [RosterEntry]) -> String {
        if before.isEmpty, let entry = after.first {
            return catalogue.text(
                .differenceJoins,
                ["member": member.text, "role": role(entry), "term": terms.term(entry.term)])
        }
        if after.isEmpty, let entry = before.first {
            return catalogue.text(
                .differenceLeaves, ["member": member.text, "role": catalogue.word(entry.role)])
        }
        func words(_ entries: [RosterEntry]) -> String {
            catalogue.allOf(entries.map { "\(role($0)) (\(terms.term($0.term)))" })
        }
        return catalogue.text(
            .differenceEntry, ["member": member.text, "new": words(after), "old": words(before)])
    }

    private func role(_ entry: RosterEntry) -> String {
        catalogue.word(entry.role, .one) + catalogue.place(of: entry)
    }
}
