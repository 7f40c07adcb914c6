import Policy
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
            "a duplicate key", "version: 1", "version: 1\nversion: 1", says: "a second time", hint: "Correct the file"),
        Misspelling("a duplicate clause number", "\"2\":", "\"1\":", says: "a second time", hint: "Correct the file"),
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

    @Test("A mistake is refused with its place and what was probably meant", arguments: misspellings)
    func mistakes(_ mistake: Misspelling) throws {
        let good = Fixture().text
        #expect(good.contains(mistake.from))
        let bad = good.replacing(mistake.from, with: mistake.to, maxReplacements: 1)
        let error = #expect(throws: PolicyError.self) { try Fixture.read(bad) }
        let failure = try #require(error)
        #expect(failure.code.name == mistake.code)
        #expect(failure.reason.contains(mistake.says), "\(failure.reason)")
        #expect(failure.nextStep.contains(mistake.hint), "\(failure.nextStep)")
        #expect(try failure.reason.contains(Regex(#"^test\.yaml:[0-9]+:[0-9]+: "#)), "\(failure.reason)")
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
            .replacing("channel: jit", with: "channel: domestic")
            .replacing(", TH: { central-authority: th/oag }", with: "")
            .replacing(
                "  - { id: th/dsi/0201, role: team-leader }\n  - { id: th/dsi/0202, role: visiting }\n", with: "")
        #expect(try Fixture.read(rules).requiredSigners.map(\.text) == ["KH"])
        #expect(throws: PolicyError.self) {
            try Fixture.read(Fixture().text.replacing("channel: jit", with: "channel: domestic"))
        }
    }

    @Test("A missing basis or law, a circle, a party without a basis, and two files of one name are refused")
    func assembly() throws {
        func code(_ header: String, _ others: [String] = [], kind: String = "memorandum") -> String? {
            do {
                var fixture = Fixture()
                fixture.header = header
                let text = fixture.text.replacing("kind: memorandum", with: "kind: \(kind)")
                _ = try PolicyLibrary([Fixture.read(text)] + others.map { try Fixture.read($0) })
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
        #expect(code("") == nil)
        #expect(code("basis: [BASIS-KH]") == "policy.library.missing")
        #expect(code("basis: [BASIS-KH]", [instrument("BASIS-KH")]) == nil)
        #expect(
            code("basis: [BASIS-KH]", [instrument("BASIS-KH", basis: "basis: [TEST-AGREEMENT]")])
                == "policy.library.circle")
        #expect(
            code("basis: [BASIS-KH]", [instrument("BASIS-KH")], kind: "joint-investigation-team")
                == "policy.library.party-without-basis")
        #expect(code("basis: [BASIS-KH]", [instrument("BASIS-KH"), instrument("BASIS-KH")]) == "policy.library.twice")
        let named = Fixture().text.replacing("kh/moj }", with: "kh/moj, laws: [TEST-LAW] }")
        #expect(throws: PolicyError.self) { try PolicyLibrary([Fixture.read(named)]) }
    }

    @Test("An example that does not come out as expected is reported with its place")
    func examples() throws {
        var fixture = Fixture()
        fixture.header = """
            examples:
              - { who: th/dsi/0201, does: list, on: 2026-05-10, expect: deny }
              - { who: th/dsi/0201, does: list, on: 2026-05-10, expect: permit, by: ["2"] }
            """
        let document = try Fixture.read(fixture.text)
        let failures = try PolicyLibrary([document]).failures(inExamplesOf: document)
        #expect(failures.count == 2)
        #expect(failures.allSatisfy { $0.place.hasPrefix("test.yaml:") })
    }
}
