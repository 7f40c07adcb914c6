import Policy
import TestKit
import Testing
import Vocabulary

/// Who has to sign a roster. What one party's signatory can do alone must be what that party can do alone.
@Suite("Signing rosters")
struct RosterSigningTests {
    /// A change of the fixture's roster, and who must sign it in the simplified way.
    struct Change: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let members: [String]
        let signers: [String]

        init(_ name: String, _ members: [String], _ signers: String...) {
            testDescription = name
            self.members = members
            self.signers = signers
        }
    }

    private static let visitor = "{ id: vn/c02/0101, role: visiting }"

    static let changes = [
        Change("its own person leaves", Annexed.members(without: "kh/ahtjpp/0101"), "KH"),
        Change("its own person comes", Annexed.members(and: "{ id: th/dsi/0299, role: member }"), "TH"),
        Change(
            "its own leader is exchanged",
            Annexed.members(without: "th/dsi/0201", and: "{ id: th/dsi/0299, role: team-leader }"), "TH"),
        Change(
            "a person gets another role",
            Annexed.members(without: "kh/ahtjpp/0101", and: "{ id: kh/ahtjpp/0101, role: team-leader }"), "KH"),
        Change(
            "a person gets other days",
            Annexed.members(without: "kh/ahtjpp/0101", and: "{ id: kh/ahtjpp/0101, role: member, until: 2026-12-31 }"),
            "KH"),
        Change(
            "the sending party seconds a person, wherever to",
            Annexed.members(
                without: "th/dsi/0202", and: "{ id: th/dsi/0202, role: seconded, seconded-to: KH }"), "TH"),
        Change(
            "somebody of each party", Annexed.members(without: "0201", and: "{ id: kh/ahtjpp/0102, role: member }"),
            "KH", "TH"),
        Change("another party's person leaves", Annexed.members(without: "th/dsi/0202"), "TH"),
        Change("a visitor of another state comes", Annexed.members(and: visitor), "KH", "TH"),
        Change("nobody", Annexed.members(), "KH", "TH"),
        Change("only the order", Annexed.members().reversed(), "KH", "TH"),
    ]

    private func signers(
        of new: String, after before: RosterAnnex?, under agreement: String = Annexed.agreement()
    ) throws -> [String] {
        try Fixture.read(new).requiredSigners(among: [Fixture.read(agreement)], replacing: before.map { .roster($0) })
            .map(\.text)
    }

    @Test("In the simplified way those sign whose own people are touched", arguments: changes)
    func simplified(change: Change) throws {
        let first = Annexed.roster()
        let second = Annexed.roster(change.members, version: 2, after: first)
        let before = try Annexed.read(first)
        #expect(try signers(of: second, after: before) == change.signers)
        #expect(try signers(of: second, after: before, under: Annexed.agreement(signing: "")) == ["KH", "TH"])
        #expect(
            try signers(
                of: second, after: before, under: Annexed.agreement(signing: ", changes-signed-by: every-party"))
                == ["KH", "TH"])
    }

    @Test("Without the very version that it takes the place of, everybody signs")
    func notTheOneBefore() throws {
        let first = Annexed.roster()
        let own = Annexed.members(without: "kh/ahtjpp/0101")
        let second = Annexed.roster(own, version: 2, after: first)
        let everybody = ["KH", "TH"]
        #expect(try signers(of: first, after: nil) == everybody)
        #expect(try signers(of: second, after: nil) == everybody)
        #expect(try signers(of: second, after: Annexed.read(first)) == ["KH"])
        // Another text of version 1 than the one that it names.
        let another = Annexed.roster(Annexed.members(without: "kh/moj/0001"))
        #expect(try signers(of: second, after: Annexed.read(another)) == everybody)
        // What it names by version and digest, and what is under another name, or of another agreement.
        for other in [Annexed.roster(as: "OTHER-ROSTER"), Annexed.roster(of: "OTHER-AGREEMENT")] {
            let next = Annexed.roster(own, version: 2, after: other)
            let read = try Annexed.read(other)
            #expect(try Fixture.read(next).supersedes == Supersession(version: 1, digest: read.digest))
            #expect(try signers(of: next, after: read) == everybody)
        }
        // The digest of the one before, and another number.
        let skipped = Annexed.roster(own, version: 3, after: first)
        #expect(try signers(of: skipped, after: Annexed.read(first)) == everybody)
        let error = #expect(throws: PolicyError.self) {
            try Fixture.read(second).requiredSigners(among: [
                Fixture.read(Fixture().text.replacing(Fixture.name, with: "X-1"))
            ])
        }
        #expect(error?.code.name == "policy.library.missing")
    }

    @Test(
        "Those parties sign whose people a roster changes, and nobody else; all, for a visitor of another state or for nobody",
        arguments: Array(UInt64(1)...20))
    func property(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let id = try AgreementID(parsing: Fixture.name)
        let roles = ["team-leader", "member", "visiting", "seconded, seconded-to: "]
        func people() -> [String] {
            ["kh/ahtjpp/010", "th/dsi/020", "vn/c02/030"].flatMap { stem in
                (1...4).compactMap { number -> String? in
                    guard Bool.random(using: &random) else { return nil }
                    let isForeign = stem.hasPrefix("vn")
                    var role = isForeign ? "visiting" : roles.randomElement(using: &random) ?? "member"
                    if role.hasSuffix(": ") { role += stem.hasPrefix("kh") ? "TH" : "KH" }
                    let until = Int.random(in: 0...2, using: &random)
                    return "{ id: \(stem)\(number), role: \(role)\(until == 0 ? ", until: 2026-12-31" : "") }"
                }
            } + ["{ id: kh/moj/0001, role: central-authority }"]
        }
        for _ in 0..<25 {
            // Mostly alike, so that changes of one party alone are among them.
            let old = people()
            var new = old
            for _ in 0...Int.random(in: 0...1, using: &random) where new.count > 1 {
                new.remove(at: Int.random(in: 0..<(new.count - 1), using: &random))
            }
            if Int.random(in: 0...3, using: &random) == 0 { new = people() }
            let first = Annexed.roster(old)
            let second = Annexed.roster(new, version: 2, after: first)
            let signing = try signers(of: second, after: Annexed.read(first))
            let rosters = try [first, second].map { text in
                try #require(try Annexed.library(Annexed.agreement(), text).agreement(id)).roster.entries
            }
            let touched = ["KH", "TH", "VN"].filter { party in
                let (before, after) = (
                    rosters[0].filter { $0.member.party.text == party },
                    rosters[1].filter { $0.member.party.text == party }
                )
                return before != after
            }
            let expected = touched.isEmpty || touched.contains("VN") ? ["KH", "TH"] : touched
            #expect(signing == expected, "seed \(seed): \(old) then \(new)")
        }
    }
}
