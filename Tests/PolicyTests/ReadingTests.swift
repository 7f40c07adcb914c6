import Policy
import TestKit
import Testing
import Vocabulary

/// A change to the fixture's text that must be refused, at a place and with a hint.
struct Misspelling: Sendable, CustomTestStringConvertible {
    let name: String
    let from: String
    let to: String
    let code: String
    let says: String
    let hint: String

    init(_ name: String, _ from: String, _ to: String, code: String = "policy.file.form", says: String, hint: String) {
        self.name = name
        self.from = from
        self.to = to
        self.code = code
        self.says = says
        self.hint = hint
    }

    var testDescription: String { name }

    /// Expects that a good text is refused once the mistake is in it, with its place and the next step.
    func check(in good: String, _ read: (String) throws -> Void) throws {
        #expect(good.contains(from))
        let bad = good.replacing(from, with: to, maxReplacements: 1)
        let failure = try #require(#expect(throws: PolicyError.self) { try read(bad) })
        #expect(failure.code.name == code)
        #expect(failure.reason.contains(says), "\(failure.reason)")
        #expect(failure.nextStep.contains(hint), "\(failure.nextStep)")
        #expect(try failure.reason.contains(Regex(#"^test\.yaml:[0-9]+:[0-9]+: "#)), "\(failure.reason)")
    }
}

@Suite("Reading policy files")
struct ReadingTests {
    static let misspellings = [
        Misspelling(
            "a misspelled key", "members:", "membres:", says: "unknown key “membres”", hint: "Did you mean “members”?"),
        Misspelling(
            "a misspelled effect", "permit: [list]", "permitt: [list]", says: "unknown key “permitt”",
            hint: "Did you mean “permit”?"),
        Misspelling(
            "a misspelled condition", "purpose: agreed-offence", "purpos: agreed-offence", says: "unknown key “purpos”",
            hint: "Did you mean “purpose”?"),
        Misspelling(
            "a misspelled action", "[retrieve]", "[retreive]", code: "vocabulary.unknown-word",
            says: "“retreive” is not a known action", hint: "Did you mean “retrieve”?"),
        Misspelling(
            "a misspelled category", "[document]", "[documnet]", code: "vocabulary.unknown-word",
            says: "not a known evidence category", hint: "Did you mean “document”?"),
        Misspelling(
            "a misspelled purpose", "purpose: agreed-offence", "purpose: agreed-offense",
            says: "“agreed-offense” is not a known purpose", hint: "Did you mean “agreed-offence”?"),
        Misspelling(
            "a misspelled role", "role: visiting", "role: visitor", code: "vocabulary.unknown-word",
            says: "not a known role", hint: "visiting"),
        Misspelling(
            "a misspelled format", "saksi-agreement/1", "saksi-agreemnt/1", code: "policy.file.format",
            says: "not a format", hint: "Did you mean “saksi-agreement/1”?"),
        Misspelling(
            "a duplicate key", "version: 1", "version: 1\nversion: 1", says: "and again at line",
            hint: "Correct the file"),
        Misspelling(
            "a duplicate clause number", "\"2\":", "\"1\":", says: "and again at line", hint: "Correct the file"),
        Misspelling("a tag of plain text", "version: 1", "version: !!str 1", says: "Tags", hint: "in full"),
        Misspelling(
            "a misspelled required key", "channel: jit", "chanel: jit", says: "unknown key “chanel”",
            hint: "Did you mean “channel”?"),
        Misspelling(
            "nobody in particular", "permit: [list]", "permit: [list]\n    who: { }", says: "names nobody",
            hint: "remove the key"),
        Misspelling(
            "nothing in particular", "permit: [list]", "permit: [list]\n    item: { }", says: "names nothing",
            hint: "remove the key"),
        Misspelling(
            "an origin that nothing has", "permit: [list]", "permit: [list]\n    item: { origin: [ZZ] }",
            says: "“ZZ” is not a party", hint: "KH, TH"),
        Misspelling(
            "a place that is none here", "purpose: agreed-offence", "place: [FR]", says: "“FR” is not a party",
            hint: "KH, TH"),
        Misspelling(
            "a forum that is none here", "purpose: agreed-offence", "forum: [US]", says: "“US” is not a party",
            hint: "KH, TH"),
        Misspelling(
            "an authority of nobody", "permit: [list]", "permit: [list]\n    who: { authority: us/fbi }",
            code: "policy.file.meaning", says: "Nobody of “us/fbi”", hint: "members"),
    ]
    /// The same, for what stands under `approvals`, `custody` and in the heading.
    static let ineffective = [
        Self.seat("us/fbi", says: "Nobody of “us/fbi”"), Self.seat("kh/moj/9999", says: "not among the members"),
        Self.seat("KH visiting", says: "No member could fill"),
        Self.seat("item-origin seconded", says: "No member could fill"),
        Misspelling(
            "more persons than seats", "permit: [list]",
            "permit: [list]\n    approvals: { from: [KH team-leader, TH team-leader], distinct-persons: 16, within-days: 1 }",
            code: "policy.file.meaning", says: "Each of the 2 seats", hint: "Write 2"),
        Misspelling(
            "fewer persons than seats", "permit: [list]",
            "permit: [list]\n    approvals: { from: [KH team-leader, TH team-leader], distinct-persons: 1, within-days: 1 }",
            code: "policy.file.meaning", says: "Each of the 2 seats", hint: "Write 2"),
        Misspelling(
            "more cosigners of each party than it has", "channel: jit",
            "channel: jit\ncustody: { cosigners: { at-least: 2, of: each-other-party } }",
            code: "policy.file.meaning", says: "Of each party one cosigner counts", hint: "at-least: 1"),
        Misspelling(
            "a rule for time-stamps that nobody knows", "channel: jit",
            "channel: jit\ncustody: { cosigners: { at-least: 1, of: other-parties }, timestamp: requird }",
            code: "vocabulary.unknown-word", says: "rule for time-stamps", hint: "Did you mean “required”?"),
        Misspelling(
            "procedures", "channel: jit", "channel: jit\nprocedures: { nonsense: 1 }",
            code: "policy.file.not-supported", says: "not carried out yet", hint: "Remove"),
        Misspelling(
            "an agreement that provides for its own override", "channel: jit", "channel: jit\nprovides-override: true",
            code: "policy.file.override-misplaced", says: "Only an instrument", hint: "basis"),
        Misspelling(
            "a terminal escape in a text", "en: Everybody lists.", "en: \"Everybody \\e[2J lists.\"",
            says: "U+001B", hint: "Remove it"),
        Misspelling(
            "a return to the beginning of the line", "en: Everybody lists.", "en: \"Everybody \\r lists.\"",
            says: "U+000D", hint: "Remove it"),
        Misspelling(
            "text that runs the other way", "title: { en: Test }", "title: { en: \"Te\u{202E}st\" }",
            says: "U+202E", hint: "Remove it"),
        Misspelling(
            "a mark that writes on a terminal", "permit: [list]",
            "permit: [list]\n    then: { mark: [\"\\x07\"] }", says: "U+0007", hint: "Remove it"),
        Self.override("if: { purpose: [immigration] }", says: "immigration"),
        Self.override("item: { flag: [child-abuse-material] }", says: "protection of a victim"),
        Self.override("item: { category: [document, medical-report] }", says: "protection of a victim"),
        Self.override("item: { handling: [H1] }", says: "giving party's condition"),
        Self.override("who: { role: [visiting] }", says: "about any material"),
        Self.override("item: { category: [document] }", actions: "onward-transfer", says: "central authorities"),
        Self.override(
            "item: { category: [document] }\n    who: { role: [central-authority] }", says: "central authorities"),
    ]

    private static func seat(_ seat: String, says: String) -> Misspelling {
        Misspelling(
            "the seat \(seat)", "permit: [list]",
            "permit: [list]\n    approvals: { from: [\(seat)], within-days: 1 }", code: "policy.file.meaning",
            says: says, hint: "members")
    }

    private static func override(_ terms: String, actions: String = "list", says: String) -> Misspelling {
        Misspelling(
            "an override of a clause with \(terms)", "permit: [list]",
            "forbid: [\(actions)]\n    \(terms)\n    unless: { override: true }",
            code: "policy.file.override-misplaced", says: says, hint: "Remove override")
    }

    private static let others = [
        Misspelling("a tag", "version: 1", "version: !!int 1", says: "Tags", hint: "in full"),
        Misspelling(
            "NO is a word, not false", "KH: { central-authority: kh/moj }", "NO: { central-authority: kh/moj }",
            code: "policy.file.meaning", says: "“kh/moj” is no authority of NO", hint: "authority of NO"),
        Misspelling(
            "on is a word, not true", "permit: [list]", "permit: on", code: "vocabulary.unknown-word",
            says: "“on” is not a known action", hint: "Use one of"),
        Misspelling(
            "12:30 is text, not a number", "version: 1", "version: 12:30", says: "“12:30” is not a whole number",
            hint: "digits"),
        Misspelling(
            "0x10 and 1e3 are no versions", "version: 1", "version: 0x1", says: "“0x1” is not a whole number",
            hint: "digits"),
        Misspelling(
            "1.0 is no version", "version: 1", "version: 1.0", says: "“1.0” is not a whole number", hint: "digits"),
        Misspelling(
            "yes is not true", "purpose: agreed-offence", "court-order: yes", says: "“yes” is neither true nor false",
            hint: "true or false"),
        Misspelling(
            "a day that does not exist", "from: 2026-03-01", "from: 2026-02-30", code: "vocabulary.day",
            says: "“2026-02-30” is not a day", hint: "2026-03-01"),
        Misspelling(
            "an end before the beginning", "until: 2027-02-28", "until: 2026-01-01", code: "policy.file.meaning",
            says: "ends before it begins", hint: "Exchange"),
        Misspelling(
            "an empty list of actions", "permit: [list]", "permit: []", says: "The list is empty",
            hint: "Name something"),
        Misspelling(
            "two effects in one clause", "permit: [list]", "permit: [list]\n    forbid: [list]",
            code: "policy.file.meaning", says: "exactly one of permit, forbid and require", hint: "clause of its own"),
        Misspelling(
            "a require that requires nothing", "permit: [list]", "require: [list]", code: "policy.file.meaning",
            says: "requires nothing", hint: "approvals"),
        Misspelling(
            "an obligation that nobody knows", "permit: [list]", "permit: [list]\n    then: { shred: [all] }",
            says: "unknown key “shred”", hint: "Known keys"),
        Misspelling(
            "a member who is not on the roster", "permit: [list]",
            "permit: [list]\n    who: { member: [kh/ahtjpp/0110] }", code: "policy.file.meaning",
            says: "not among the members", hint: "Did you mean “kh/ahtjpp/0101”?"),
        Misspelling(
            "a party that is none here", "permit: [list]", "permit: [list]\n    who: { party: [VN] }",
            says: "“VN” is not a party of this document", hint: "KH, TH"),
        Misspelling(
            "a member twice on the same days", "- { id: th/dsi/0202", "- { id: th/dsi/0201",
            code: "policy.file.meaning", says: "twice for the same days", hint: "first period end"),
        Misspelling(
            "a central authority's officer of another authority", "id: kh/moj/0001", "id: kh/moi/0001",
            code: "policy.file.meaning", says: "not the central authority", hint: "role"),
        Misspelling(
            "a second version that supersedes nothing", "version: 1", "version: 2", code: "policy.file.meaning",
            says: "does not say which version it supersedes", hint: "supersedes"),
        Misspelling(
            "an override in place of a consent", "permit: [list]",
            "forbid: [list]\n    unless: { consent-of: item-origin, override: true }",
            code: "policy.file.override-misplaced", says: "place of a consent", hint: "Remove"),
        Misspelling(
            "an override that lifts a victim's protection", "permit: [list]",
            "forbid: [list]\n    item: { victim-identity: [direct] }\n    unless: { override: true }",
            code: "policy.file.override-misplaced", says: "protection of a victim", hint: "Remove"),
    ]

    @Test(
        "A mistake is refused with its place and what was probably meant",
        arguments: misspellings + ineffective + others)
    func mistakes(_ mistake: Misspelling) throws {
        try mistake.check(in: Fixture().text) { _ = try Fixture.read($0) }
    }

    @Test(
        "Anchors and aliases are refused",
        arguments: ["kind: &k memorandum", "kind: &k memorandum\nsource: { en: *k }"])
    func anchors(line: String) throws {
        let error = #expect(throws: PolicyError.self) {
            try Fixture.read(Fixture().text.replacing("kind: memorandum", with: line))
        }
        #expect(error?.reason.contains("Anchors") == true)
    }

    @Test("A place is that of the mistake: line and column")
    func place() throws {
        let bad = Fixture().text.replacing("[retrieve]", with: "[retreive]")
        let line =
            try #require(
                bad.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.contains("retreive") }) + 1
        let error = #expect(throws: PolicyError.self) { try Fixture.read(bad) }
        #expect(error?.reason.hasPrefix("test.yaml:\(line):") == true)
    }

    @Test("A law cannot permit, by its grammar, and cannot be overridden")
    func lawsCannotGrant() throws {
        let granting = Fixture.law("  \"1\":\n    says: { en: x }\n    permit: [list]")
        let error = #expect(throws: PolicyError.self) { try Fixture.read(granting) }
        #expect(error?.code.name == "policy.file.law-grants")
        let lifted = Fixture.law("  \"1\":\n    says: { en: x }\n    forbid: [list]\n    unless: { override: true }")
        let other = #expect(throws: PolicyError.self) { try Fixture.read(lifted) }
        #expect(other?.code.name == "policy.file.override-misplaced")
    }

    @Test("Clause numbers stay text, so 7.10 is not 7.1, and count as numbers when they are sorted")
    func clauseNumbers() throws {
        let numbers = try ["4(10)", "4(9)", "7.10", "7.2", "10", "9bis"].map { try ClauseNumber(parsing: $0) }
        #expect(numbers.sorted().map(\.text) == ["4(9)", "4(10)", "7.2", "7.10", "9bis", "10"])
        var fixture = Fixture()
        fixture.clauses = fixture.clauses.replacing("\"1\":", with: "7.10:").replacing("\"2\":", with: "7.1:")
        guard case .agreement(let agreement) = try Fixture.read(fixture.text) else { return }
        #expect(agreement.clauses.map(\.number.text) == ["7.1", "7.10"])
    }

    @Test("The digest is that of the exact bytes")
    func digest() throws {
        let text = Fixture().text
        #expect(try Fixture.read(text).digest == Digest(ofText: text))
        #expect(try Fixture.read(text + "# a comment\n").digest != Digest(ofText: text))
    }

    @Test("House rules have one party and the channel domestic")
    func houseRules() throws {
        let rules = Fixture().text
            .replacing("kind: memorandum", with: "kind: house-rules")
            .replacing("channel: jit", with: "channel: domestic").replacing("basis: [TEST-BASIS]", with: "")
            .replacing(", TH: { central-authority: th/oag }", with: "")
            .replacing(
                "  - { id: th/dsi/0201, role: team-leader }\n  - { id: th/dsi/0202, role: visiting }\n", with: "")
        #expect(try Fixture.read(rules).requiredSigners(among: []).map(\.text) == ["KH"])
        // In the place of an agreement they would leave out a party that is not asked.
        let earlier = try Fixture.read(Fixture().text)
        #expect(try Fixture.read(rules).requiredSigners(among: [], replacing: earlier).map(\.text) == ["KH", "TH"])
        #expect(throws: PolicyError.self) {
            try Fixture.read(Fixture().text.replacing("channel: jit", with: "channel: domestic"))
        }
    }

    @Test("A missing basis or law, a circle, a party without a basis, and two files of one name are refused")
    func assembly() throws {
        func code(_ basis: String, _ others: [String] = [], header: String = "") -> String? {
            do {
                var fixture = Fixture()
                fixture.basis = basis
                fixture.header = header
                fixture.others = others
                _ = try fixture.library()
                return nil
            } catch {
                return (error as? PolicyError)?.code.name ?? "another error"
            }
        }
        func instrument(_ name: String, basis: String = "") -> String {
            """
            agreement: \(name)
            format: saksi-agreement/1
            title: { en: Instrument }
            kind: enabling-act
            version: 1
            \(basis)
            in-force: { from: 2020-01-01, zone: UTC }
            parties: { KH: { } }
            clauses:
              "1":
                says: { en: x }
                permit: [retrieve]

            """
        }
        #expect(code("TEST-BASIS") == nil)
        #expect(code("TEST-BASIS, BASIS-KH") == "policy.library.missing")
        #expect(code("TEST-BASIS, BASIS-KH", [instrument("BASIS-KH")]) == nil)
        #expect(
            code("TEST-BASIS, BASIS-KH", [instrument("BASIS-KH", basis: "basis: [TEST-AGREEMENT]")])
                == "policy.library.circle")
        #expect(code("BASIS-KH", [instrument("BASIS-KH")]) == "policy.library.party-without-basis")
        #expect(code("BASIS-KH", [instrument("BASIS-KH"), instrument("BASIS-KH")]) == "policy.library.twice")
        #expect(code("TEST-BASIS", header: "alongside: [NO-SUCH-THING]") == nil)
        #expect(code("TEST-BASIS", header: "alongside: [TEST-AGREEMENT]") == "policy.library.circle")
        #expect(code("TEST-BASIS", header: "alongside: [TEST-BASIS]") == "policy.library.circle")
        #expect(
            code("TEST-BASIS", [instrument("OTHER")], header: "alongside: [OTHER]") == nil)
        let named = Fixture().text.replacing("kh/moj }", with: "kh/moj, laws: [TEST-LAW] }")
        let treaty = try Fixture.read(SampleFiles.treaty("TEST-BASIS"))
        let document = try Fixture.read(named)
        #expect(throws: PolicyError.self) { try PolicyLibrary([document, treaty]) }
        // What one document needs is found among the others; what else lies there does not matter.
        let law = try Fixture.read(Fixture.law("  \"1\":\n    says: { en: x }\n    forbid: [destroy]"))
        let stray = try Fixture.read(instrument("STRAY", basis: "basis: [NOWHERE]"))
        #expect(try PolicyLibrary(around: document, among: [stray, treaty, law]).laws.count == 1)
        #expect(throws: PolicyError.self) { try PolicyLibrary(around: document, among: [stray, treaty]) }
    }

    @Test("An example that does not come out as expected is reported with its place")
    func examples() throws {
        var fixture = Fixture()
        fixture.header = """
            examples:
              - { who: th/dsi/0201, does: list, on: 2026-05-10, expect: deny }
              - { who: th/dsi/0201, does: list, on: 2026-05-10, expect: permit, by: ["2"] }
              - { who: th/dsi/0201, does: retrieve, on: 2026-05-10, item: { category: biometric }, purpose: trial, expect: deny, by: [nearest "1"] }
              - { who: th/dsi/0201, does: destroy, on: 2026-05-10, expect: deny, by: [nearest "2"] }
              - { who: vn/c02/0101, does: list, on: 2026-05-10, expect: deny, by: ["1"] }
            """
        let document = try Fixture.read(fixture.text)
        let failures = try fixture.library().failures(inExamplesOf: document)
        #expect(failures.allSatisfy { $0.place.hasPrefix("test.yaml:") })
        #expect(
            failures.map(\.problem) == [
                "The example expects deny, the answer is permit. Clause 1 permits this: “Everybody lists”.",
                "The decision does not cite 2, but: TEST-AGREEMENT 1.",
                "The decision does not cite 1 as the nearest, but: TEST-AGREEMENT 2 as the nearest.",
                "The decision does not cite 2 as the nearest, and no other: no clause speaks of “destroy”.",
                "The decision does not cite 1, but: the heading members of TEST-AGREEMENT.",
            ])
    }
}
