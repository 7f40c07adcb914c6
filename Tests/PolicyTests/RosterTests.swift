import Policy
import TestKit
import Testing
import Vocabulary

/// The fixture's agreement with its members in a file of their own.
enum Annexed {
    static let name = "TEST-ROSTER"
    private static let members = [
        "{ id: kh/prosecutor/0001, role: team-leader }",
        "{ id: kh/ahtjpp/0101, role: member }",
        "{ id: kh/moj/0001, role: central-authority }",
        "{ id: th/dsi/0201, role: team-leader }",
        "{ id: th/dsi/0202, role: visiting }",
    ]

    /// - Parameter signing: what stands beside the name of the annex.
    static func agreement(
        _ fixture: Fixture = Fixture(), signing: String = ", changes-signed-by: own-party"
    ) -> String {
        let inline = "members:\n" + members.map { "  - \($0)\n" }.joined()
        return fixture.text.replacing(inline, with: "roster: { annex: \(name)\(signing) }\n")
    }

    static func roster(
        _ members: [String] = members, version: Int = 1, after before: String? = nil,
        of agreement: String = Fixture.name,
        as name: String = name
    ) -> String {
        let supersedes =
            before.map { "supersedes: { version: \(version - 1), digest: \"\(Digest(of: Array($0.utf8)))\" }\n" } ?? ""
        return """
            roster: \(name)
            format: saksi-roster/1
            agreement: \(agreement)
            version: \(version)
            \(supersedes)members:
            \(members.map { "  - \($0)\n" }.joined())
            """
    }

    /// The members of the fixture, without those of whom the text speaks, and with others.
    static func members(without: String = "nobody", and others: String...) -> [String] {
        members.filter { !$0.contains(without) } + others
    }

    static func library(_ agreement: String = agreement(), _ rosters: String...) throws -> PolicyLibrary {
        try PolicyLibrary([agreement, SampleFiles.treaty("TEST-BASIS")].map(Fixture.read) + rosters.map(Fixture.read))
    }

    static func read(_ text: String) throws -> RosterAnnex {
        guard case .roster(let roster) = try Fixture.read(text) else { throw NoRoster() }
        return roster
    }

    struct NoRoster: Error {}
}

@Suite("Rosters in a file of their own")
struct RosterTests {
    private let id: AgreementID
    private let first = Annexed.roster()

    init() throws { id = try AgreementID(parsing: Fixture.name) }

    // MARK: Reading

    static let misspellings = [
        Misspelling(
            "a misspelled key", "agreement:", "agrement:",
            says: "test.yaml:3:1: The file has an unknown key “agrement”",
            hint: "Did you mean “agreement”?"),
        Misspelling(
            "a key of agreements", "version: 1", "version: 1\nclauses: { }",
            says: "test.yaml:5:1: The file has an unknown key “clauses”",
            hint: "members"),
        Misspelling(
            "a misspelled format", "saksi-roster/1", "saksi-rosster/1", code: "policy.file.format",
            says: "test.yaml:2:9", hint: "Did you mean “saksi-roster/1”?"),
        Misspelling(
            "a misspelled role", "role: visiting", "role: visitor", code: "vocabulary.unknown-word",
            says: "test.yaml:10:30", hint: "visiting"),
        Misspelling(
            "a version without the one before", "version: 1", "version: 2", code: "policy.file.meaning",
            says: "test.yaml:4:10: Version 2 does not say", hint: "Add supersedes"),
        Misspelling(
            "the agreement's own name", "roster: TEST-ROSTER", "roster: \(Fixture.name)", code: "policy.file.meaning",
            says: "test.yaml:1:9", hint: "Call it \(Fixture.name)-ROSTER"),
        Misspelling(
            "seconded to nowhere", "role: visiting", "role: seconded", code: "policy.file.meaning",
            says: "test.yaml:10:30: A seconded member", hint: "Add seconded-to"),
        // What only the agreement tells.
        Misspelling(
            "a member of no party", "th/dsi/0201", "vn/c02/0201", code: "policy.file.meaning",
            says: "test.yaml:9:11: “vn/c02/0201” is of no party", hint: "Correct the identity"),
        Misspelling(
            "seconded to no party", "role: visiting", "role: seconded, seconded-to: VN",
            says: "test.yaml:10:53: “VN” is not a party", hint: "Parties: KH, TH"),
        Misspelling(
            "another central authority", "kh/moj/0001", "kh/moi/0001", code: "policy.file.meaning",
            says: "test.yaml:8:30: “kh/moi” is not the central authority", hint: "Correct the role"),
        Misspelling(
            "twice on the same days", "th/dsi/0201, role: team-leader", "th/dsi/0202, role: team-leader",
            code: "policy.file.meaning", says: "test.yaml:10:5: “th/dsi/0202” stands here twice",
            hint: "Let the first period end"),
        Misspelling(
            "days after the end of the agreement", "role: visiting", "role: visiting, from: 2028-01-01",
            code: "policy.file.meaning", says: "test.yaml:10:5: It ends before it begins", hint: "Exchange"),
    ]

    @Test("What is wrong in a roster is refused with its place and the next step", arguments: misspellings)
    func misspelled(mistake: Misspelling) throws {
        try mistake.check(in: first) { _ = try Annexed.library(Annexed.agreement(), $0) }
    }

    @Test("A roster without members is refused, and so are members beside a roster, and a roster of an enabling act")
    func misplaced() throws {
        for (text, says) in [
            (Annexed.roster([]).replacing("members:\n", with: "members: []\n"), "at least one member"),
            (
                Fixture().text.replacing("version: 1", with: "version: 1\nroster: { annex: X-1 }"),
                "The members stand here"
            ),
            (Annexed.agreement().replacing("kind: memorandum", with: "kind: enabling-act"), "An enabling act empowers"),
            (Annexed.agreement(signing: ", changes-signed-by: nobody"), "way to sign changes"),
            (Annexed.agreement().replacing("channel: jit\n", with: ""), "channel"),
        ] {
            let error = #expect(throws: PolicyError.self) { try Fixture.read(text) }
            #expect(error?.reason.contains(says) == true, "\(says): \(error?.reason ?? "")")
        }
    }

    // MARK: Belonging together

    @Test("An agreement is nothing without its roster, nor with that of another, and a stray roster is refused")
    func belonging() throws {
        func code(_ rosters: [String], agreement: String = Annexed.agreement()) -> String? {
            do {
                _ = try PolicyLibrary(
                    [agreement, SampleFiles.treaty("TEST-BASIS")].map(Fixture.read) + rosters.map(Fixture.read))
                return nil
            } catch { return error.code.name }
        }
        #expect(code([first]) == nil)
        #expect(code([]) == "policy.library.missing")
        #expect(code([Annexed.roster(of: "OTHER-AGREEMENT")]) == "policy.library.other-roster")
        #expect(code([Annexed.roster(as: "OTHER-ROSTER")]) == "policy.library.missing")
        #expect(code([first, Annexed.roster(as: "OTHER-ROSTER")]) == "policy.library.other-roster")
        #expect(code([first, Annexed.roster(of: "NOT-HERE", as: "OTHER-ROSTER")]) == "policy.library.missing")
        #expect(code([first, first]) == "policy.library.twice")
        #expect(code([first], agreement: Fixture().text) == "policy.library.other-roster")
        // What decides under an agreement is found among files that are none of its business.
        let documents = try [
            Annexed.agreement(), SampleFiles.treaty("TEST-BASIS"), first, Annexed.roster(of: "NOT-HERE", as: "STRAY"),
        ].map(Fixture.read)
        #expect(try PolicyLibrary(of: id, from: documents).agreement(id)?.roster.entries.count == 5)
        #expect(throws: PolicyError.self) { try PolicyLibrary(of: id, from: Array(documents.prefix(2))) }
        #expect(try PolicyLibrary(around: documents[0], among: documents).names.count == 3)
        #expect(try PolicyLibrary(around: documents[2], among: documents).names.count == 3)
    }

    @Test("Apart or not, the same members may do the same, and a line without days follows the agreement")
    func same() throws {
        let apart = try #require(try Annexed.library(Annexed.agreement(), first).agreement(id))
        let inline = try #require(try Fixture().library().agreement(id))
        #expect(apart.roster == inline.roster)
        #expect(apart.hasMembers && inline.hasMembers)
        let library = try Annexed.library(Annexed.agreement(), first)
        for (actor, action) in [("th/dsi/0201", Action.retrieve), ("th/dsi/0202", .list), ("th/dsi/0999", .list)] {
            let request = try Fixture.request(actor, action)
            let noon = try Instant(parsing: Fixture.noon)
            let decision = try library.decide(request, at: noon, facts: Fixture.facts())
            #expect(try decision.outcome == Fixture().decide(actor, action).outcome)
            #expect(try decision.clauses == Fixture().decide(actor, action).clauses)
        }
    }

    // MARK: What decides

    @Test("A roster stands in the policy digest and in the record, which replays by it and by no other")
    func record() throws {
        let before = try Annexed.library(Annexed.agreement(), first)
        let second = Annexed.roster(Annexed.members(without: "th/dsi/0202"), version: 2, after: first)
        let after = try Annexed.library(Annexed.agreement(), second)
        let noon = try Instant(parsing: Fixture.noon)
        let request = try Fixture.request("th/dsi/0202", .list)
        let decision = try before.decide(request, at: noon, facts: Fixture.facts())
        #expect(decision.outcome == .permit)
        let record = try decision.record(id: try DecisionID(parsing: String(repeating: "0", count: 32)))
        #expect(before.sources(of: id)?.contains { $0.id.text == Annexed.name && $0.version == 1 } == true)
        #expect(String(decoding: record, as: UTF8.self).contains("\"\(Digest(of: Array(first.utf8)))\""))
        #expect(before.policyDigest(for: id) != after.policyDigest(for: id))
        #expect(try before.replay(record) == record)
        let error = #expect(throws: PolicyError.self) { try after.replay(record) }
        #expect(error?.code.name == "policy.replay.other-policy")
        // By exactly the files that the record names.
        let read = try DecisionRecord(reading: record)
        let texts = try [Annexed.agreement(), SampleFiles.treaty("TEST-BASIS"), first, second].map(Fixture.read)
        let named = texts.filter { text in read.sources.contains { $0.digest == text.digest } }
        #expect(try PolicyLibrary(of: id, from: named).replay(record) == record)

        #expect(try after.decide(request, at: noon, facts: Fixture.facts()).code.name == "policy.gate.not-a-member")
    }

    @Test("An approval of somebody who is off the roster does not count, whichever policy it names")
    func approvals() throws {
        var fixture = Fixture()
        fixture.clauses = """
              "1":
                says: { en: x }
                permit: [retrieve, approve]
                approvals: { from: [TH team-leader], within-days: 14 }
            """
        let second = Annexed.roster(
            Annexed.members(without: "th/dsi/0201", and: "{ id: th/dsi/0299, role: team-leader }"), version: 2,
            after: first)
        let agreement = Annexed.agreement(fixture)
        let (before, after) = (try Annexed.library(agreement, first), try Annexed.library(agreement, second))
        let noon = try Instant(parsing: Fixture.noon)
        let request = try Fixture.request("kh/ahtjpp/0101", .retrieve)
        func outcome(_ library: PolicyLibrary, by approver: String, under policy: Digest?) throws -> Decision.Outcome {
            var facts = try Fixture.facts()
            facts.approvals = [
                Approval(
                    approver: try MemberID(parsing: approver), log: "log", action: .retrieve, bundle: Fixture.bundle,
                    requester: request.actor, purpose: request.purpose, policy: try #require(policy), given: noon,
                    expires: noon.adding(days: 1), event: Digest(ofText: "event"), isSpent: false)
            ]
            return library.decide(request, at: noon.adding(seconds: 60), facts: facts).outcome
        }
        let (old, new) = (before.policyDigest(for: id), after.policyDigest(for: id))
        #expect(try outcome(before, by: "th/dsi/0201", under: old) == .permit)
        #expect(try outcome(after, by: "th/dsi/0201", under: old) == .pending)
        #expect(try outcome(after, by: "th/dsi/0201", under: new) == .pending)
        #expect(try outcome(after, by: "th/dsi/0299", under: new) == .permit)
    }

    @Test("A person whom a clause names may leave the roster, and the check tells that the place is empty")
    func named() throws {
        var fixture = Fixture()
        fixture.clauses += """

              "3":
                says: { en: x }
                permit: [record]
                who: { member: [kh/ahtjpp/0101] }
            """
        let agreement = Annexed.agreement(fixture)
        let gone = Annexed.roster(Annexed.members(without: "kh/ahtjpp/0101"), version: 2, after: first)
        for (roster, isFound) in [(first, false), (gone, true)] {
            let library = try Annexed.library(agreement, roster)
            let check = try AgreementCheck(
                of: try Fixture.read(roster), in: library, on: try CalendarDay(parsing: "2026-05-10"))
            #expect(
                check.findings.contains { $0.code.name == "policy.check.dead-clause" && $0.isFault } == isFound,
                "\(check.findings)")
        }
    }

    // MARK: In words

    @Test("It is read back as it is written, and what the agreement says about it too")
    func readBack() throws {
        let roster = Annexed.roster(
            [
                "{ id: th/dsi/0201, role: team-leader, from: 2026-06-01 }",
                "{ id: kh/moj/0001, role: central-authority }",
                "{ id: th/dsi/0202, role: seconded, seconded-to: KH, until: 2026-05-31 }",
                "{ id: th/dsi/0203, role: visiting, from: 2026-05-01, until: 2026-05-31 }",
            ], version: 2, after: first)
        #expect(
            ReadBack(try Fixture.read(roster)).lines == [
                "TEST-ROSTER, version 2: the members of TEST-AGREEMENT",
                "It takes the place of version 1.",
                "kh/moj/0001 is an officer of a central authority, as long as the agreement is in force.",
                "th/dsi/0201 is a team leader, from 2026-06-01 until the agreement ends.",
                "th/dsi/0202 is a seconded member, seconded to KH, from the first day of the agreement until 2026-05-31.",
                "th/dsi/0203 is a visiting member, from 2026-05-01 until 2026-05-31.",
            ])
        func said(_ signing: String) throws -> String {
            ReadBack(try Fixture.read(Annexed.agreement(signing: signing))).headings.last ?? ""
        }
        #expect(try said("").contains("every party signs each version"))
        #expect(try said(", changes-signed-by: own-party").contains("each party whose own people it adds"))
    }

    @Test("A comparison tells who comes, who goes and who signs from now on")
    func difference() throws {
        let second = Annexed.roster(
            Annexed.members(without: "th/dsi/0202", and: "{ id: th/dsi/0299, role: team-leader }"), version: 2,
            after: first)
        let old = try #require(try Annexed.library(Annexed.agreement(signing: ""), first).scope(of: id))
        let new = try #require(try Annexed.library(Annexed.agreement(), second).scope(of: id))
        let sentences = try AgreementDifference(from: old, to: new).changes.map(\.sentence)
        for said in [
            "Who signs a change of the roster: now each party whose own people it touches; before: every party.",
            "th/dsi/0202 (visiting member) is no longer on the roster.", "th/dsi/0299 joins as a team leader",
        ] {
            #expect(sentences.contains { $0.hasPrefix(said) }, "\(sentences)")
        }
    }
}
