import Vocabulary

/// The headings of a policy file in plain sentences: whatever in them decides or binds.
package struct HeadingReadBack: Sendable {
    /// A heading and what it says.
    package struct Line: Sendable, Encodable {
        package let heading: String
        package let text: String
    }

    package let lines: [Line]

    package init(_ document: PolicyDocument) {
        switch document {
        case .agreement(let agreement): lines = Self.lines(of: agreement)
        case .law(let law): lines = Self.lines(of: law)
        }
    }

    private static func lines(of agreement: Agreement) -> [Line] {
        var lines: [Line] = []
        func add(_ heading: String, _ text: String?) {
            if let text { lines.append(Line(heading: heading, text: text)) }
        }
        for (party, terms) in agreement.parties.sorted(by: { $0.key < $1.key }) {
            let authority = terms.centralAuthority.map { "its central authority is \($0)" }
            let laws = terms.laws.isEmpty ? nil : "names its law \(Words.allOf(terms.laws.map(\.text)))"
            let text = [authority, laws].compactMap(\.self).joined(separator: "; ")
            add("party \(party)", (text.isEmpty ? "" : text + "; ") + "all its laws on the node apply, named or not.")
        }
        add(
            "rests on",
            agreement.basis.isEmpty
                ? nil : "\(Words.allOf(agreement.basis.map(\.text))): what they do not permit is not permitted here.")
        add(
            "alongside",
            agreement.alongside.isEmpty
                ? nil
                : "\(Words.allOf(agreement.alongside.map(\.text))): other ways, which neither grant nor forbid here.")
        add("channel", agreement.channel.map { "Only material that came by the channel \($0)." })
        add("offences", agreement.purpose.map { "For cases about \(Words.anyOf($0.offences))." })
        add("threshold", agreement.purpose?.threshold.map(sentence))
        add(
            "custody",
            agreement.custody.map {
                "A receipt counts with \($0.atLeast) cosigner\($0.atLeast == 1 ? "" : "s") of parties that do not run the node."
            })
        add(
            "override",
            agreement.providesOverride
                ? "Two leaders of different parties may lift those clauses of agreements under it that say so." : nil)
        add("supersedes", agreement.supersedes.map(sentence))
        return lines
    }

    private static func lines(of law: Law) -> [Line] {
        let links = law.applies.sorted { $0.rawValue < $1.rawValue }.map { link in
            switch link {
            case .itemOrigin: "the material comes from \(law.party)"
            case .actorParty: "whoever acts is of \(law.party)"
            case .place: "the operation is in \(law.party)"
            case .forum: "the material is for a court or authority of \(law.party)"
            }
        }
        var lines = [Line(heading: "applies", text: "Where \(Words.anyOf(links)), or where that is not known.")]
        if !law.penalties.isEmpty {
            let penalties = law.penalties.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            lines.append(
                Line(
                    heading: "penalties", text: "At most, in years, life as 100: \(penalties.joined(separator: ", ")).")
            )
        }
        if let supersession = law.supersedes { lines.append(Line(heading: "supersedes", text: sentence(supersession))) }
        return lines
    }

    private static func sentence(_ threshold: Threshold) -> String {
        let scope =
            switch threshold.scope {
            case .bothParties, .allParties: "every party"
            case .anyParty: "at least one party"
            }
        return "The law of \(scope) threatens \(threshold.maximumPenaltyYears) years or more for the case's offence."
    }

    private static func sentence(_ supersession: Supersession) -> String {
        "Version \(supersession.version) with the digest \(supersession.digest)."
    }
}
