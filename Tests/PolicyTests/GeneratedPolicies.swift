import Policy
import TestKit
import Vocabulary

/// A clause as a file would have it, with its number.
struct GeneratedClause {
    var number: String
    var body: String

    var text: String { "  \"\(number)\":\n    says: { en: \"Generated.\" }\n\(body)" }
}

/// An agreement with instruments and laws, made at random and written out as files.
struct GeneratedPolicy {
    var clauses: [GeneratedClause]
    var instruments: [(clauses: [GeneratedClause], providesOverride: Bool)]
    var laws: [(party: String, applies: String, clauses: [GeneratedClause])]
    /// Two or three parties.
    var parties = ["KH", "TH"]
    var thresholdScope: String
    /// What the agreement is about.
    var offences = "trafficking-in-persons, forced-criminality"
    /// What the second instrument is about; the others are about what the agreement is.
    static let instrumentOffences = "trafficking-in-persons, corruption"
    /// The lines of the roster.
    var roster = [
        "{ id: kh/prosecutor/0001, role: team-leader }", "{ id: kh/ahtjpp/0101, role: member }",
        "{ id: kh/prosecutor/0002, role: team-leader, from: 2026-05-01 }", "{ id: th/dsi/0201, role: team-leader }",
        "{ id: th/dsi/0202, role: seconded, seconded-to: KH, until: 2026-08-31 }",
        "{ id: vn/c02/0101, role: visiting }", "{ id: th/oag/0001, role: central-authority }",
    ]

    static let agreementName = "GENERATED-AGREEMENT"

    init(_ random: inout SeededGenerator) {
        let generator = ClauseGenerator()
        clauses = generator.clauses(Int.random(in: 2...12, using: &random), "A", lawful: false, &random)
        instruments = (0..<Int.random(in: 0...2, using: &random)).map { number in
            (
                generator.clauses(Int.random(in: 1...6, using: &random), "I\(number)-", lawful: false, &random),
                Bool.random(using: &random)
            )
        }
        laws = (0..<Int.random(in: 0...2, using: &random)).map { number in
            let links = ["item-origin", "actor-party", "place", "forum"].shuffled(using: &random)
            return (
                party: ["KH", "TH", "VN", "MM"].randomElement(using: &random) ?? "KH",
                applies: links.prefix(Int.random(in: 1...3, using: &random)).joined(separator: ", "),
                clauses: generator.clauses(Int.random(in: 1...4, using: &random), "L\(number)-", lawful: true, &random)
            )
        }
        if Int.random(in: 0..<3, using: &random) == 0 { parties.append("VN") }
        // Leadership that moves with the place: of none, of some or of all who lead.
        for index in roster.indices where roster[index].contains("team-leader") && Bool.random(using: &random) {
            let places = ["[KH]", "[TH]", "[KH, TH]"].randomElement(using: &random) ?? "[KH]"
            roster[index] = roster[index].replacing("team-leader", with: "team-leader, leads-in: \(places)")
        }
        thresholdScope = ["both-parties", "all-parties", "any-party"].randomElement(using: &random) ?? "all-parties"
    }

    /// The files: the treaty that empowers, the agreement, its instruments, the laws.
    func texts(version: Int = 1, superseding digest: Digest? = nil) -> [String] {
        let basis = ["EMPOWERING-TREATY"] + instruments.indices.map { "INSTRUMENT-\($0)" }
        let named = parties.map { party in
            "\(party): { central-authority: \(["KH": "kh/moj", "TH": "th/oag", "VN": "vn/mps"][party] ?? "kh/moj") }"
        }.joined(separator: ", ")
        let supersedes = digest.map { "supersedes: { version: \(version - 1), digest: \"\($0)\" }" } ?? ""
        var texts = [
            SampleFiles.treaty("EMPOWERING-TREATY").replacing(
                "TH: { central-authority: th/oag }", with: "TH: { central-authority: th/oag }, VN: { }"),
            """
            agreement: \(Self.agreementName)
            format: saksi-agreement/1
            title: { en: Generated }
            kind: memorandum
            basis: [\(basis.joined(separator: ", "))]
            version: \(version)
            \(supersedes)
            in-force: { from: 2026-03-01, until: 2027-02-28, zone: Asia/Bangkok }
            channel: jit
            parties: { \(named) }
            purpose: { offences: [\(offences)], threshold: { max-penalty-years: 4, in: \(thresholdScope) } }
            members:
            \(roster.map { "  - \($0)" }.joined(separator: "\n"))
            clauses:
            \(clauses.map(\.text).joined(separator: "\n"))
            """,
        ]
        for (number, instrument) in instruments.enumerated() {
            texts.append(
                """
                agreement: INSTRUMENT-\(number)
                format: saksi-agreement/1
                title: { en: Generated }
                kind: treaty
                version: 1
                in-force: { from: 2020-01-01, zone: UTC }
                parties: { KH: { central-authority: kh/moj }, TH: { central-authority: th/oag }, VN: { } }
                \(number == 1 ? "purpose: { offences: [\(Self.instrumentOffences)] }" : "")
                \(instrument.providesOverride ? "provides-override: true" : "")
                clauses:
                \(instrument.clauses.map(\.text).joined(separator: "\n"))
                """)
        }
        for (number, law) in laws.enumerated() {
            texts.append(
                """
                law: LAW-\(number)
                format: saksi-law/1
                title: { en: Generated }
                source: { en: Generated }
                version: 1
                party: \(law.party)
                applies: [\(law.applies)]
                in-force: { from: 2020-01-01, zone: UTC }
                clauses:
                \(law.clauses.map(\.text).joined(separator: "\n"))
                """)
        }
        return texts
    }

    func library() throws -> (PolicyLibrary, NaiveEngine) {
        let documents = try texts().map(Self.document)
        let library = try PolicyLibrary(documents)
        let id = try AgreementID(parsing: Self.agreementName)
        var agreements: [Agreement] = []
        var laws: [Law] = []
        for document in documents {
            switch document {
            case .agreement(let agreement): agreements.append(agreement)
            case .law(let law): laws.append(law)
            case .roster: break
            }
        }
        let naive = NaiveEngine(
            agreement: agreements.remove(at: 1), instruments: agreements, laws: laws,
            policy: library.policyDigest(for: id) ?? Digest(ofText: ""))
        return (library, naive)
    }

    static func document(_ text: String) throws -> PolicyDocument {
        try PolicyDocument(reading: Array((text + "\n").utf8), file: "generated.yaml")
    }
}

/// Clauses at random, drawn from few words so that they meet the requests often.
struct ClauseGenerator {
    /// Drawn more often than the others.
    static let actions: [Action] = [
        .retrieve, .submit, .list, .disclose, .onwardTransfer, .produceInCourt, .scheduleTestimony,
    ]
    /// What no override can lift, for whatever material.
    private static let ofAuthorities: Set<Action> = [
        .consent, .activate, .suspend, .resume, .request, .answerRequest, .reissue, .onwardTransfer,
    ]
    static let categories: [EvidenceCategory] = [.document, .chatExport, .intercept, .biometric]

    func clauses(
        _ count: Int, _ prefix: String, lawful: Bool, _ random: inout SeededGenerator
    ) -> [GeneratedClause] {
        (1...count).map { GeneratedClause(number: "\(prefix)\($0)", body: body(lawful: lawful, &random)) }
    }

    func body(lawful: Bool, effect fixed: String? = nil, _ random: inout SeededGenerator) -> String {
        let effects =
            lawful ? ["forbid", "require"] : ["permit", "permit", "permit", "permit", "permit", "forbid", "require"]
        let effect = fixed ?? pick(effects, &random)
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        if !lawful, effect == "forbid", chance(25) { return liftable(&random) }
        let actions = chance(60) ? Self.actions : Action.allCases
        let most = effect == "permit" ? actions.count / 2 : 5
        var lines = ["    \(effect): \(list(actions.map(\.rawValue), 1...most, &random))"]
        let narrow = effect == "permit" ? 20 : 45
        var who: [String] = []
        if chance(narrow) { who.append("role: \(list(RosterRole.allCases.map(\.rawValue), 1...3, &random))") }
        if chance(20) { who.append("party: \(list(["KH", "TH", "item-origin", "other-parties"], 1...2, &random))") }
        if !lawful, chance(8) { who.append("authority: [th/oag, th/dsi]") }
        if chance(8) { who.append("member: [\(pick(["kh/ahtjpp/0101", "th/dsi/0201"], &random))]") }
        if !who.isEmpty { lines.append("    who: { \(who.joined(separator: ", ")) }") }
        var item: [String] = []
        if chance(narrow) { item.append("category: \(list(Self.categories.map(\.rawValue), 1...3, &random))") }
        if chance(15) { item.append("victim-identity: \(list(["none", "indirect", "direct"], 1...2, &random))") }
        if chance(10) { item.append("flag: \(list(["privileged", "confidential"], 1...2, &random))") }
        if chance(10) { item.append("handling: \(list(["H0", "H1", "H2", "H3"], 1...2, &random))") }
        if chance(10) { item.append("origin: [\(pick(["KH", "TH", "VN"], &random))]") }
        if chance(5) { item.append("copy: [working]") }
        if chance(5) { item.append("evaluation: [A1, B2]") }
        if chance(5) { item.append("channel: [jit, police]") }
        if !item.isEmpty { lines.append("    item: { \(item.joined(separator: ", ")) }") }
        let conditions = conditions(lawful, narrow, &random)
        if !conditions.isEmpty { lines.append("    if: { \(conditions.joined(separator: ", ")) }") }
        var exceptions = self.conditions(lawful, effect == "permit" ? 5 : 25, &random)
        // A speciality clause on disclosure must let through what helps the accused, or the file is not read.
        if effect == "forbid", lines[0].contains("disclose") {
            exceptions = exceptions.filter { !$0.hasPrefix("purpose") } + ["purpose: [exculpatory]"]
        }
        if !exceptions.isEmpty { lines.append("    unless: { \(exceptions.joined(separator: ", ")) }") }
        let asks = effect == "require"
        let wantsApprovals = effect != "forbid" && chance(asks ? 50 : 10)
        if wantsApprovals {
            let seats = [
                "KH team-leader", "TH team-leader", "item-origin team-leader", "th/oag", "TH central-authority",
                "kh/prosecutor/0001", "KH team-leader, KH team-leader", "KH member",
            ]
            lines.append(
                "    approvals: { from: \(list(seats, 1...2, &random)), within-days: \(pick(["1", "3", "14"], &random)) }"
            )
        }
        if (asks && !wantsApprovals) || (effect == "permit" && chance(10)) {
            let obligations = [
                "redact: [victim-identity]", "notify: [kh-desk]", "log: full", "mark: [Team only]",
                "delete-by: 2028-01-01", "seal: [kh-court]",
            ]
            lines.append("    then: { \(obligations.shuffled(using: &random).prefix(2).joined(separator: ", ")) }")
        }
        return lines.joined(separator: "\n")
    }

    /// A forbid that two leaders can lift.
    func liftable(_ random: inout SeededGenerator) -> String {
        let actions = Action.allCases.filter { !Self.ofAuthorities.contains($0) && $0 != .disclose }
        var lines = ["    forbid: \(list(actions.map(\.rawValue), 2...8, &random))"]
        if Bool.random(using: &random) { lines.append("    who: { role: [member, team-leader, visiting] }") }
        lines.append("    item: { category: \(list(Self.categories.map(\.rawValue), 1...3, &random)) }")
        if Bool.random(using: &random) { lines.append("    if: { purpose: [agreed-offence, danger-to-life] }") }
        lines.append("    unless: { \(Bool.random(using: &random) ? "court-order: true, " : "")override: true }")
        return lines.joined(separator: "\n")
    }

    private func conditions(_ lawful: Bool, _ percent: Int, _ random: inout SeededGenerator) -> [String] {
        var conditions: [String] = []
        func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
        let purposes =
            (lawful ? [] : ["agreed-offence", "agreed-offence"]) + [
                "trial", "exculpatory", "immigration", "danger-to-life",
            ]
        if chance(percent) { conditions.append("purpose: \(list(purposes, 1...3, &random))") }
        if chance(percent / 3) { conditions.append("consent-of: \(list(["KH", "TH", "item-origin"], 1...2, &random))") }
        if chance(percent / 6) { conditions.append("offence: [trafficking-in-persons]") }
        if chance(percent / 6) { conditions.append("place: [\(pick(["KH", "TH"], &random))]") }
        if chance(percent / 6) { conditions.append("forum: [\(pick(["KH", "VN"], &random))]") }
        if chance(percent / 6) { conditions.append("court-order: true") }
        return conditions
    }

    private func pick(_ values: [String], _ random: inout SeededGenerator) -> String {
        values.randomElement(using: &random) ?? ""
    }

    private func list(_ values: [String], _ count: ClosedRange<Int>, _ random: inout SeededGenerator) -> String {
        var chosen: [String] = []
        for value in values.shuffled(using: &random) where !chosen.contains(value) { chosen.append(value) }
        return "[\(chosen.prefix(Int.random(in: count, using: &random)).joined(separator: ", "))]"
    }
}
