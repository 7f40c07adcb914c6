import Custody
import Foundation
import Policy
import Seal
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

extension Bench {
    static let roster = "KH-TH-BENCH-01-ROSTER"

    static let people: [(id: String, role: String)] = [
        ("kh/ahtjpp/0101", "member"), ("kh/prosecutor/0001", "team-leader"), ("kh/moj/0001", "central-authority"),
        ("th/dsi/0201", "team-leader"), ("th/dsi/0202", "member"), ("th/oag/0001", "central-authority"),
    ]

    /// The agreement's next version, whose members stand apart and whose central authorities activate.
    func annexed(signing: String = "own-party") throws -> String {
        let old = String(decoding: try workspace.read("agreements/\(Self.agreement).yaml"), as: UTF8.self)
        guard let members = old.range(of: "members:\n"), let clauses = old.range(of: "clauses:\n") else {
            throw Answer(code: "no members")
        }
        return old.replacingCharacters(
            in: members.lowerBound..<clauses.lowerBound,
            with: "roster: { annex: \(Self.roster), changes-signed-by: \(signing) }\n"
        ).replacingOccurrences(
            of: "version: 1\n",
            with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(of: Array(old.utf8)))\" }\n")
                + """
                  "5(1)":
                    says: { en: Central authorities activate this agreement. }
                    permit: [activate]
                    who: { role: [central-authority] }

                """
    }

    func roster(
        without gone: [String] = [], and more: [String] = [], version: Int = 1, after before: PolicyFile? = nil,
        of agreement: String = Bench.agreement
    ) -> String {
        let supersedes =
            before.map { "supersedes: { version: \(version - 1), digest: \"\(Digest(of: $0.contents))\" }\n" } ?? ""
        let lines =
            Self.people.filter { !gone.contains($0.id) }.map { "{ id: \($0.id), role: \($0.role) }" } + more
        return "roster: \(Self.roster)\nformat: saksi-roster/1\nagreement: \(agreement)\nversion: \(version)\n"
            + supersedes + "members:\n" + lines.map { "  - \($0)\n" }.joined()
    }

    func signed(_ text: String, by signers: [Person]) throws -> PolicyFile {
        PolicyFile(
            name: "file.yaml", contents: Array(text.utf8),
            signatures: try signers.map { try credential($0).cms(over: Array(text.utf8), claimedAt: clock.now) })
    }

    /// Puts the second version into force, with the first roster. Returns the roster.
    @discardableResult
    func annex(signing: String = "own-party") async throws -> PolicyFile {
        let both: [Person] = [.ministry, .attorney]
        let first = try signed(roster(), by: both)
        _ = try await node.activate([signed(annexed(signing: signing), by: both), first])
        return first
    }

    func handIn(_ files: [PolicyFile], by person: Person) async throws -> [ActivatedAgreement] {
        guard let active = await node.ledgers[try id]?.active else { throw Answer(code: "nothing in force") }
        let documents = try files.map { try GivenPolicy($0).document }
        let own = documents.first { $0.id.text == Self.agreement }
        let stated = try statement(.agreementActivated, by: person) { event in
            event.activation = Activation(
                agreement: own?.digest ?? active.agreement.digest, version: own?.version ?? active.agreement.version,
                signatures: Set(files.flatMap(\.signatures).map { Digest(of: $0) }).sorted(),
                trust: Digest(ofText: "trust list"),
                sources: documents.map { ActivationSource(id: $0.id, version: $0.version, digest: $0.digest) }
                    .sorted { $0.id < $1.id })
        }
        return try await node.activate(files, by: Handover(stated, under: try id, by: try await caller(person)))
    }

    func rosterInForce() async throws -> Int? {
        await node.ledgers[try id]?.active?.agreement.attached?.version
    }
}

/// Rosters that come into force apart from their agreement.
@Suite("Handing in rosters")
struct RosterHandoverTests {
    private static let both: [Bench.Person] = [.ministry, .attorney]

    @Test(
        "An agreement without its roster is refused, and a roster that half of the parties signed, or that is another's"
    )
    func incomplete() async throws {
        let bench = try await Bench()
        let agreement = try bench.signed(bench.annexed(), by: Self.both)
        let cases: [(files: [PolicyFile], code: String)] = [
            ([agreement], "policy.library.missing"),
            ([agreement, try bench.signed(bench.roster(), by: [])], "exchange.agreement.unsigned"),
            ([agreement, try bench.signed(bench.roster(), by: [.ministry])], "exchange.agreement.unsigned"),
            // Members of the team who are no signatories.
            (
                [agreement, try bench.signed(bench.roster(), by: [.prosecutor, .leader])],
                "trust.identity.not-signatory"
            ),
            (
                [agreement, try bench.signed(bench.roster(of: "KH-TH-BENCH-02"), by: Self.both)],
                "policy.library.missing"
            ),
            ([try bench.signed(bench.roster(), by: Self.both)], "policy.library.other-roster"),
        ]
        for (files, code) in cases {
            let answer = await bench.refusal { _ = try await bench.node.activate(files) }
            #expect(answer?.code.hasPrefix(code) == true, "\(code): \(answer as Any)")
        }
        // The signature of one text beside another.
        let moved = PolicyFile(
            name: "file.yaml", contents: Array(bench.roster(without: ["th/dsi/0202"]).utf8),
            signatures: try bench.signed(bench.roster(), by: Self.both).signatures)
        let answer = await bench.refusal { _ = try await bench.node.activate([agreement, moved]) }
        #expect(answer?.code == "seal.signature.wrong", "\(answer as Any)")
        #expect(try await bench.rosterInForce() == nil)
        #expect(await bench.node.ledgers[try bench.id]?.active?.agreement.version == 1)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("In the simplified way a party's signature moves its own people and nobody else's")
    func simplified() async throws {
        let bench = try await Bench()
        let first = try await bench.annex()
        func refused(_ text: String, by signers: [Bench.Person]) async -> String? {
            await bench.refusal { _ = try await bench.handIn([bench.signed(text, by: signers)], by: .ministry) }?.code
        }
        let unsigned = "exchange.agreement.unsigned"
        let newThai = "{ id: th/dsi/0299, role: team-leader }"
        for text in [
            bench.roster(without: ["th/dsi/0202"], version: 2, after: first),
            bench.roster(and: [newThai], version: 2, after: first),
            bench.roster(without: ["kh/ahtjpp/0101", "th/dsi/0202"], version: 2, after: first),
            bench.roster(and: ["{ id: vn/c02/0101, role: visiting }"], version: 2, after: first),
            bench.roster(version: 2, after: first),
        ] {
            #expect(await refused(text, by: [.ministry]) == unsigned, "\(text)")
        }
        // Nor does it change the agreement along with its own people.
        let own = bench.roster(without: ["kh/ahtjpp/0101"], version: 2, after: first)
        let agreement = try bench.annexed()
        let wider = agreement.replacingOccurrences(
            of: "version: 2\n",
            with: "version: 3\n"
        ).replacingOccurrences(
            of: try #require(agreement.firstMatch(of: /supersedes: .*\n/).map { String($0.output) }),
            with: "supersedes: { version: 2, digest: \"\(Digest(of: Array(agreement.utf8)))\" }\n")
        let along = await bench.refusal {
            _ = try await bench.handIn(
                [bench.signed(wider, by: [.ministry]), bench.signed(own, by: [.ministry])], by: .ministry)
        }
        #expect(along?.code == unsigned, "\(along as Any)")
        #expect(try await bench.rosterInForce() == 1)

        let activated = try await bench.handIn([bench.signed(own, by: [.ministry])], by: .ministry)
        #expect(activated.map(\.isNew) == [true])
        #expect(try await bench.rosterInForce() == 2)
        #expect(await bench.node.ledgers[try bench.id]?.active?.agreement.version == 2)
        let before = try await bench.events().filter { $0.type == .agreementActivated }.count
        let again = try await bench.handIn([bench.signed(own, by: [.ministry])], by: .ministry)
        #expect(again.map(\.isNew) == [false])
        #expect(try await bench.events().filter { $0.type == .agreementActivated }.count == before)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("Without the simplified way every party signs each version")
    func everyParty() async throws {
        let bench = try await Bench()
        let first = try await bench.annex(signing: "every-party")
        let own = bench.roster(without: ["kh/ahtjpp/0101"], version: 2, after: first)
        let half = await bench.refusal {
            _ = try await bench.handIn([bench.signed(own, by: [.ministry])], by: .ministry)
        }
        #expect(half?.code == "exchange.agreement.unsigned", "\(half as Any)")
        _ = try await bench.handIn([bench.signed(own, by: Self.both)], by: .ministry)
        #expect(try await bench.rosterInForce() == 2)
    }

    @Test("Whose days on the roster are over learns of no consent of their party any more")
    func daysOver() async throws {
        let bench = try await Bench()
        let first = try await bench.annex()
        try await bench.consent(nil)
        let caller = try await bench.caller(.prosecutor)
        #expect(try await bench.node.consents(under: try bench.id, for: caller).count == 1)
        let ended = bench.roster(
            without: ["kh/prosecutor/0001"],
            and: ["{ id: kh/prosecutor/0001, role: team-leader, from: 2020-01-01, until: 2020-12-31 }"], version: 2,
            after: first)
        _ = try await bench.handIn([bench.signed(ended, by: [.ministry])], by: .ministry)
        #expect(try await bench.node.consents(under: try bench.id, for: caller).isEmpty)
        let other = try await bench.caller(.ministry)
        #expect(try await bench.node.consents(under: try bench.id, for: other).count == 1)
    }

    @Test("Nobody goes back to an older roster, skips one, or brings back one that was given up")
    func succession() async throws {
        let bench = try await Bench()
        let first = try await bench.annex()
        let second = try bench.signed(
            bench.roster(without: ["kh/ahtjpp/0101"], version: 2, after: first), by: [.ministry])
        _ = try await bench.handIn([second], by: .ministry)
        let changed = "exchange.agreement.changed"
        let back = await bench.refusal { _ = try await bench.node.activate([first]) }
        #expect(back?.code == changed, "\(back as Any)")
        // The same version again, with somebody who has left; the version after next; upon the one before.
        for text in [
            bench.roster(version: 2, after: first), bench.roster(version: 4, after: second),
            bench.roster(version: 3, after: first),
        ] {
            let answer = await bench.refusal { _ = try await bench.node.activate([bench.signed(text, by: Self.both)]) }
            #expect(answer?.code == changed, "\(text): \(answer as Any)")
        }
        // A version of the agreement with its members inside, and then one that takes the first roster up again.
        let inside = try bench.annexed().replacingOccurrences(
            of: "roster: { annex: \(Bench.roster), changes-signed-by: own-party }\n",
            with: "members:\n" + Bench.people.map { "  - { id: \($0.id), role: \($0.role) }\n" }.joined())
        func next(_ text: String, _ version: Int, after before: PolicyFile) throws -> PolicyFile {
            let line = try #require(text.firstMatch(of: /version: .*\nsupersedes: .*\n/).map { String($0.output) })
            let digest = Digest(of: before.contents)
            return try bench.signed(
                text.replacingOccurrences(
                    of: line,
                    with: "version: \(version)\nsupersedes: { version: \(version - 1), digest: \"\(digest)\" }\n"),
                by: Self.both)
        }
        let apart = try bench.signed(bench.annexed(), by: Self.both)
        let third = try next(inside, 3, after: apart)
        _ = try await bench.node.activate([third])
        #expect(try await bench.rosterInForce() == nil)
        let fourth = try next(try bench.annexed(), 4, after: third)
        let old = await bench.refusal { _ = try await bench.node.activate([fourth, first]) }
        #expect(old?.code == changed && old?.reason.contains("was in force") == true, "\(old as Any)")
        // The last one may come back, but its party alone does not bring it back.
        let alone = await bench.refusal { _ = try await bench.node.activate([fourth, second]) }
        #expect(alone?.code == "exchange.agreement.unsigned", "\(alone as Any)")
        _ = try await bench.node.activate(
            [fourth, try bench.signed(String(decoding: second.contents, as: UTF8.self), by: Self.both)])
        #expect(try await bench.rosterInForce() == 2)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("A permit under one agreement changes the roster of no other")
    func otherAgreement() async throws {
        let bench = try await Bench()
        let first = try await bench.annex()
        // A second agreement with a roster of its own, in force by the operator.
        let name = "KH-TH-BENCH-02"
        func other(_ text: String) -> String { text.replacingOccurrences(of: Bench.agreement, with: name) }
        let agreement = try other(bench.annexed()).replacing(/version: 2\nsupersedes: .*\n/, with: "version: 1\n")
        let theirs = try bench.signed(other(bench.roster()), by: Self.both)
        _ = try await bench.node.activate([bench.signed(agreement, by: Self.both), theirs])
        let changed = try bench.signed(
            other(bench.roster(without: ["kh/ahtjpp/0101"], version: 2, after: theirs)), by: [.ministry])
        let own = try bench.signed(
            bench.roster(without: ["kh/ahtjpp/0101"], version: 2, after: first), by: [.ministry])
        for files in [[own, changed], [changed]] {
            let answer = await bench.refusal { _ = try await bench.handIn(files, by: .ministry) }
            #expect(answer?.code == "exchange.agreement.nothing", "\(answer as Any)")
        }
        let still = await bench.node.ledgers[try AgreementID(parsing: name)]?.active?.agreement.attached?.version
        #expect(still == 1)
        #expect(try await bench.rosterInForce() == 1)
    }

    @Test("Who is taken off is out at once: downloads stop, approvals are void, requests are answered as a stranger's")
    func removed() async throws {
        let bench = try await Bench()
        let first = try await bench.annex()
        let packed = try await bench.held(["document,none,none", "intercept,none,none"])
        let grant = try await bench.retrieve(packed, [1], by: .officer)
        let officer = try await bench.caller(.officer)
        _ = try await bench.node.delivery(grant.release, for: officer)
        try await bench.node.stillGood(officer, grant.release)
        // Both whom the clause asks approve; then one of them leaves.
        _ = await bench.refusal { try await bench.retrieve(packed, [2]) }
        for person in [Bench.Person.prosecutor, .attorney] { try await bench.approve(packed, [2], by: person) }

        let second = try bench.signed(
            bench.roster(without: ["th/dsi/0202"], version: 2, after: first), by: [.attorney])
        _ = try await bench.handIn([second], by: .ministry)
        for step in ["stillGood", "delivery", "list"] {
            let answer = await bench.refusal {
                switch step {
                case "stillGood": try await bench.node.stillGood(officer, grant.release)
                case "delivery": _ = try await bench.node.delivery(grant.release, for: officer)
                default: _ = try await bench.node.agreement(try bench.id, for: officer)
                }
            }
            #expect(answer?.code == "exchange.not-found", "\(step): \(answer as Any)")
        }
        #expect(await bench.refusal { try await bench.retrieve(packed, [2]) }?.code == "exchange.decision.pending")

        let third = try bench.signed(
            bench.roster(
                without: ["th/dsi/0202", "kh/prosecutor/0001"], and: ["{ id: kh/ahtjpp/0102, role: team-leader }"],
                version: 3, after: second), by: [.ministry])
        let leader = try await bench.caller(.leader)
        _ = try await bench.handIn([third], by: .attorney)
        // The approver of before cannot approve anew, and what they approved counts for nothing.
        let late = await bench.refusal {
            let active = try #require(await bench.node.ledgers[try bench.id]?.active)
            _ = try await bench.approve(
                packed, [2], by: .prosecutor, policy: active.library.policyDigest(for: active.agreement.id))
        }
        #expect(late?.code == "exchange.not-found", "\(late as Any)")
        #expect(await bench.refusal { try await bench.retrieve(packed, [2]) }?.code == "exchange.decision.pending")
        #expect(try await bench.node.agreement(try bench.id, for: leader).agreement.roster.entries.count == 5)
        // Three rosters have decided; each decision comes out again by its own.
        let report = try await bench.audit()
        #expect(report.findings.isEmpty, "\(report.findings)")
        #expect(report.unreplayed == 0)
    }

    @Test("The log says which roster decides from where on and who signed it, and a start takes it from there")
    func events() async throws {
        let bench = try await Bench()
        let first = try await bench.annex()
        let second = try bench.signed(
            bench.roster(without: ["kh/ahtjpp/0101"], version: 2, after: first), by: [.ministry])
        _ = try await bench.handIn([second], by: .attorney)
        let events = try await bench.events().filter { $0.type == .agreementActivated && $0.activation?.key != nil }
        let activations = events.compactMap(\.activation)
        #expect(activations.map(\.version) == [1, 2, 2])
        #expect(activations[1].agreement == activations[2].agreement)
        #expect(activations[1].policy != activations[2].policy)
        let rosters = activations.map { $0.sources.first { $0.id.text == Bench.roster }?.digest }
        #expect(rosters == [nil, Digest(of: first.contents), Digest(of: second.contents)])
        // The agreement's own signatures stay; of the rosters those under which each one stands.
        let ofFirst = Set(first.signatures.map { Digest(of: $0) })
        let ofSecond = Set(second.signatures.map { Digest(of: $0) })
        let before = Set(activations[1].signatures)
        #expect(before.count == 4 && before.isSuperset(of: ofFirst))
        #expect(Set(activations[2].signatures) == before.subtracting(ofFirst).union(ofSecond))
        #expect(events[2].counterpart == Counterpart(try bench.credential(.attorney).identity))

        let copy = try await bench.reopened()
        let active = try #require(await copy.ledgers[try bench.id]?.active)
        #expect(active.agreement.attached?.version == 2)
        #expect(!active.agreement.roster.names(try MemberID(parsing: "kh/ahtjpp/0101")))
        try copy.close()
    }

    @Test("A roster that stands in the log without the signatures that it needs is found by the audit")
    func signaturesLost() async throws {
        let bench = try await Bench()
        let first = try await bench.annex()
        let second = try bench.signed(
            bench.roster(without: ["kh/ahtjpp/0101"], version: 2, after: first), by: [.ministry])
        _ = try await bench.handIn([second], by: .attorney)
        #expect(try await bench.audit().findings.isEmpty)
        for (signature, party) in [(first.signatures[1], "TH"), (second.signatures[0], "KH")] {
            let report = try await bench.audit { folder in
                try FileManager.default.removeItem(
                    atPath: "\(folder)/policy-\(Digest(of: signature).hexadecimal).p7s")
            }
            let reasons = report.findings.map(\.reason)
            #expect(reasons.count == 1 && reasons[0].contains("is not signed for \(party)"), "\(reasons)")
        }
    }

    @Test("Signatures beside a roster that nobody judged are neither kept nor named")
    func unjudged() async throws {
        let bench = try await Bench()
        let first = try await bench.annex()
        func kept() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: bench.workspace("data"))
                .filter { $0.hasPrefix("policy-") }.sorted()
        }
        let before = try kept()
        let heavier = PolicyFile(
            name: first.name, contents: first.contents, signatures: [[UInt8](repeating: 7, count: 1000)])
        let again = try await bench.handIn([heavier], by: .leader)
        #expect(again.map(\.isNew) == [false])
        #expect(try kept() == before)
        let bad = try bench.signed(
            bench.roster(without: ["kh/ahtjpp/0101"], version: 2, after: first), by: [.ministry])
        let mixed = PolicyFile(
            name: bad.name, contents: bad.contents, signatures: bad.signatures + heavier.signatures)
        #expect(await bench.refusal { _ = try await bench.handIn([mixed], by: .ministry) } != nil)
        #expect(try kept() == before)
        let leader = await bench.refusal { _ = try await bench.handIn([bad], by: .leader) }
        #expect(leader?.code == "exchange.action.refused", "\(leader as Any)")
        #expect(try kept() == before)
        #expect(try await bench.rosterInForce() == 1)
    }
}
