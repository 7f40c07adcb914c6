import Custody
import EvidenceBundle
import Foundation
import Policy
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// Two leaders lift a clause for one use, where the basis lets them, and nothing else gives way.
@Suite("Overrides")
struct OverrideTests {
    private static let refused = "exchange.release.refused"

    private func ask(
        _ bench: Bench, _ packed: Bench.Packed, _ numbers: [Int]? = nil, for purpose: Purpose = .investigation
    ) async -> String? {
        await bench.refusal { try await bench.retrieve(packed, numbers, for: purpose) }?.code
    }

    @Test("One leader lifts nothing; two of two parties do, until it ends; every page and record of it says so")
    func wholeWay() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential"])
        #expect(await ask(bench, packed) == Self.refused)
        let proposed = try await bench.propose(packed)
        #expect(await ask(bench, packed) == Self.refused)
        #expect(try await bench.overrides(for: .leader).map(\.state) == [.waiting])
        let caller = try await bench.caller(.leader)
        let id = try bench.id
        #expect(try await bench.node.listedBundle(packed.id, under: id, for: caller).overrides.shown.isEmpty)

        let signed = try await bench.second(proposed)
        let grant = try await bench.retrieve(packed)
        #expect(
            grant.obligations == ["mark every page “Released under an override of clause 5(1) of \(Bench.agreement)”"])
        let released = try #require(try await bench.events().last { $0.type == .released })
        let row = try #require(try bench.node.folder.register.event(released.event))
        let record = try #require(try bench.records(at: Int(row.entry)).first)
        #expect(
            record.facts.overrides.map { $0.statements.map(\.leader.text) } == [["kh/prosecutor/0001", "th/dsi/0201"]])
        #expect(
            record.facts.overrides.first?.statements.map(\.event)
                == [proposed, signed].map { Digest(of: $0.receipt.envelope.bytes) })
        #expect(record.reasons.contains { $0.code == "policy.overridden" })

        let listed = try await bench.node.listedBundle(packed.id, under: id, for: caller).overrides.shown
        #expect(listed.map(\.state) == [.counts] && listed.first?.reasons?.text == Bench.reasons)
        let page = try await bench.node.list(under: id, caseNumber: nil, after: nil, limit: 10, for: caller)
        #expect(page.bundles.map { $0.overrides.shown.map(\.event) } == [[proposed.event]])
        let why = try await bench.node.why(
            .retrieve, purpose: .investigation, exhibits: nil, of: packed.id, under: id, for: caller)
        #expect(why.answers.map(\.verdict.outcome) == [.permit] && why.overrides.shown.map(\.state) == [.counts])

        bench.clock.advance(seconds: 3600)
        #expect(await ask(bench, packed) == Self.refused)
        // That it stood under one stays on its page.
        #expect(
            try await bench.node.listedBundle(packed.id, under: id, for: caller).overrides.shown.map(\.state) == [.over]
        )
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty && audit.wordsDestroyed.isEmpty, "\(audit.text)")
    }

    @Test("The same person twice, two leaders of one party, and whoever does not lead: none of them makes a second")
    func wrongPeople() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential"])
        let member = await bench.refusal { try await bench.propose(packed, by: .investigator) }
        #expect(member?.code == "exchange.override.leader", "\(member as Any)")
        let authority = await bench.refusal { try await bench.propose(packed, by: .ministry) }
        #expect(authority?.code == "exchange.override.leader")
        let proposed = try await bench.propose(packed, by: .officer)
        let own = await bench.refusal { try await bench.second(proposed, by: .officer) }
        #expect(own?.code == "exchange.override.own")
        let party = await bench.refusal { try await bench.second(proposed, by: .leader) }
        #expect(party?.code == "exchange.override.party")
        let attorney = await bench.refusal { try await bench.second(proposed, by: .attorney) }
        #expect(attorney?.code == "exchange.override.leader")
        let stranger = await bench.refusal { try await bench.second(proposed, by: .stranger) }
        #expect(stranger?.code == "exchange.not-found")
        #expect(await ask(bench, packed) == Self.refused)
        try await bench.second(proposed, by: .prosecutor)
        #expect(await ask(bench, packed) == nil)
        let third = await bench.refusal { try await bench.second(proposed, by: .prosecutor) }
        #expect(third?.code == "exchange.override.signed")
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("Nobody signs other terms than were proposed, other reasons, or what is not there")
    func otherTerms() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential", "photograph,none,confidential"])
        let proposed = try await bench.propose(packed, [1])
        let both = try bench.mentions([1, 2], of: packed)
        func answer(_ words: SaltedText? = nil, _ change: (inout CustodyEvent) throws -> Void) async -> String? {
            await bench.refusal { try await bench.second(proposed, words: words, change) }?.code
        }
        #expect(await answer { $0.exhibits = both } == "exchange.statement.mismatch")
        #expect(await answer { $0.exhibits = nil } == "exchange.statement.mismatch")
        #expect(
            await answer { event in
                guard let terms = event.override else { return }
                event.override = GivenOverride(
                    action: terms.action, clauses: terms.clauses, purposes: [.investigation, .trial],
                    policy: terms.policy, reasons: terms.reasons, expires: terms.expires)
            } == "exchange.statement.mismatch")
        #expect(
            await answer { event in
                guard let terms = event.override else { return }
                event.override = GivenOverride(
                    action: terms.action, clauses: terms.clauses, purposes: terms.purposes, policy: terms.policy,
                    reasons: terms.reasons, expires: terms.expires.adding(days: 30))
            } == "exchange.statement.mismatch")
        let words = SaltedText("Other reasons.", salt: Salt(from: SystemRandomness()))
        #expect(await answer(words) { _ in } == "exchange.statement.mismatch")
        #expect(
            await answer {
                $0.previous = [EventMention(event: proposed.event, digest: Digest(ofText: "none"))]
            } == "exchange.not-found")
        #expect(try await bench.overrides(for: .leader).map(\.state) == [.waiting])
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("What could never count is not taken, and the answer says why")
    func neverCounts() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held([
            "document,none,confidential", "document,indirect,confidential", "medical-report,none,confidential",
        ])
        func code(_ body: () async throws -> RecordedEvent) async -> String? {
            await bench.refusal { _ = try await body() }?.code
        }
        #expect(await code { try await bench.propose(packed, [1], clauses: ["2(5)"]) } == "exchange.override.clause")
        #expect(await code { try await bench.propose(packed, [1], clauses: ["9"]) } == "exchange.override.clause")
        #expect(await code { try await bench.propose(packed, [1], action: .disclose) } == "exchange.override.clause")
        for purposes in [[Purpose.immigration], [.immigration, .trial]] {
            #expect(
                await code { try await bench.propose(packed, [1], purposes: purposes) } == "exchange.override.protected"
            )
        }
        for numbers in [[2], [3], [1, 2]] {
            #expect(await code { try await bench.propose(packed, numbers) } == "exchange.override.protected")
        }
        #expect(await code { try await bench.propose(packed) } == "exchange.override.protected")
        #expect(await code { try await bench.propose(packed, [1], minutes: 0) } == "exchange.statement.mismatch")
        #expect(
            await code { try await bench.propose(packed, [1], policy: Digest(ofText: "old")) }
                == "exchange.override.outdated")
        for reasons in ["", "   ", String(repeating: "x", count: 4001), "a\u{202E}b", "a\u{1B}[2J"] {
            #expect(
                await code { try await bench.propose(packed, [1], reasons: reasons) } == "exchange.statement.mismatch")
        }
        let without = await bench.refusal {
            let stated = try bench.overriding(packed, [1], by: .prosecutor, policy: try await bench.policy())
            _ = try await bench.node.override(
                stated.statement, because: nil, under: try bench.id, by: try await bench.caller(.prosecutor))
        }
        #expect(without?.code == "exchange.statement.mismatch")
        #expect(try await bench.overrides(for: .leader).isEmpty)
        #expect(try await !bench.events().contains { $0.type == .overrideGiven })
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("Where no instrument of the basis provides for it, no override is taken")
    func notProvided() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,none,confidential"])
        let answer = await bench.refusal { try await bench.propose(packed, clauses: ["2(5)"]) }
        #expect(answer?.code == "exchange.override.not-provided", "\(answer as Any)")
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("An override serves no other exhibit, bundle, purpose or action, and lifts no law")
    func boundToItsUse() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held([
            "document,none,confidential", "document,none,confidential", "covert-product,none,confidential",
        ])
        let other = try await bench.held(["document,none,confidential"])
        try await bench.second(try await bench.propose(packed, [1, 3]))
        #expect(await ask(bench, packed, [1]) == nil)
        #expect(await ask(bench, packed, [2]) == Self.refused)
        #expect(await ask(bench, packed, [1], for: .trial) == Self.refused)
        #expect(await ask(bench, other) == Self.refused)
        let part = try await bench.retrieve(packed)
        #expect(part.exhibits.map(\.value) == [1] && part.heldBack.map(\.number.value) == [2, 3])
        // The clause is lifted, and the law of Cambodia stays.
        let law = try #require(part.heldBack.last)
        #expect(law.verdict.statements.map(\.document?.text) == ["TEST-LAW-KH"], "\(law)")
        func viewing() async throws -> [Policy.Decision.Outcome] {
            try await bench.node.why(
                .viewOnPremises, purpose: .investigation, exhibits: nil, of: packed.id, under: try bench.id,
                for: try await bench.caller(.leader)
            ).answers.map(\.verdict.outcome)
        }
        #expect(try await viewing() == [.deny, .deny, .deny])
        try await bench.second(try await bench.propose(packed, [2], action: .viewOnPremises))
        #expect(try await viewing() == [.deny, .permit, .deny])
        #expect(await ask(bench, packed, [2]) == Self.refused)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("After an amendment of whatever decides, an override counts no more, and nobody signs it a second time")
    func outdated() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential"])
        try await bench.lift(packed)
        let waiting = try await bench.propose(packed, purposes: [.trial])
        #expect(await ask(bench, packed) == nil)
        let law = String(decoding: try bench.workspace.read("agreements/TEST-LAW-KH.yaml"), as: UTF8.self)
        try bench.workspace.sign(
            law.replacing(
                "version: 1", with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(ofText: law))\" }"),
            as: "TEST-LAW-KH", by: ["kh/moj-0001"])
        _ = try await bench.node.activate(try AgreementFolder.files(in: bench.workspace("agreements")))
        #expect(await ask(bench, packed) == Self.refused)
        let late = await bench.refusal { try await bench.second(waiting) }
        #expect(late?.code == "exchange.override.outdated")
        #expect(try await bench.overrides(for: .leader).map(\.state) == [.outdated, .outdated])
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    @Test("Of several second signatures at the same moment one is taken")
    func secondedAtOnce() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential"])
        let proposed = try await bench.propose(packed)
        let outcomes = await withTaskGroup(of: String?.self) { group in
            for person in [Bench.Person.leader, .officer, .leader, .officer] {
                group.addTask { await bench.refusal { try await bench.second(proposed, by: person) }?.code }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == nil }.count == 1, "\(outcomes)")
        #expect(outcomes.compactMap(\.self).allSatisfy { $0 == "exchange.override.signed" }, "\(outcomes)")
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("The reasons are in no entry, tile or checkpoint, are not for who may not list it, and can be destroyed")
    func reasons() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential", "financial-record,none,confidential"])
        let hidden = try await bench.held(["financial-record,none,confidential"])
        let proposed = try await bench.lift(packed)
        try await bench.lift(hidden)
        #expect(try await bench.overrides(for: .leader).map(\.reasons?.text) == [Bench.reasons, Bench.reasons])
        // The investigator lists the document and not the financial records.
        let seen = try await bench.overrides(for: .investigator)
        #expect(seen.map(\.event) == [proposed.event])
        #expect(seen.first?.reasons == nil)
        #expect(seen.first?.exhibits?.map(\.number.value) == [1])
        let caller = try await bench.caller(.investigator)
        let listed = try await bench.node.listedBundle(packed.id, under: try bench.id, for: caller)
        #expect(listed.overrides.shown.map(\.reasons) == [nil])

        let active = try await bench.node.agreement(try bench.id, for: try await bench.caller(.leader))
        let register = bench.node.folder.register
        let head = try #require(try register.log(active.ledger.origin.text))
        var log = head.checkpoint + (try register.entries(active.ledger.key, 0..<head.size).flatMap(\.self))
        for level in 0..<3 { log += try register.tile(active.ledger.key, level: level, index: 0) ?? [] }
        let text = String(decoding: log, as: UTF8.self)
        // Envelopes hold their payload in base64, in which a word has three spellings.
        let payloads = try await bench.events().map { String(decoding: try CanonicalJSON.encode($0), as: UTF8.self) }
        for piece in ["Sok Dara must", "raid is planned", proposed.event.text] {
            let isThere = piece == proposed.event.text
            #expect(!text.contains(piece) && payloads.contains { $0.contains(piece) } == isThere)
            let spelt = (0..<3).contains { shift in
                let padded = Data(Array(repeating: 0x20, count: shift) + Array(piece.utf8))
                // The first and the last group of four hold bits of what stands beside the word.
                let inner = padded.base64EncodedString().dropFirst(4).prefix(4 * (padded.count / 3 - 1))
                return inner.count >= 12 && text.contains(inner)
            }
            // What does stand in an envelope is found in this way.
            #expect(spelt == isThere, "\(piece)")
        }
        for record in try (0..<head.size).flatMap({ try bench.records(at: Int($0)) }) {
            #expect(!String(decoding: try CanonicalJSON.encode(record), as: UTF8.self).contains("Dara"))
        }

        _ = try await bench.node.destroyWords(beside: proposed.event)
        let again = await bench.refusal { _ = try await bench.node.destroyWords(beside: proposed.event) }
        #expect(again?.code == "exchange.words.missing")
        #expect(try await bench.overrides(for: .leader).map(\.reasons?.text) == [Bench.reasons, nil])
        #expect(await ask(bench, packed, [1]) == nil)
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty && audit.wordsDestroyed.map(\.event) == [proposed.event], "\(audit.text)")
    }

    @Test("The giver's conditions stay: they are told with every decision on what may be had as it is")
    func conditions() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.pack(
            ["document,none,confidential", "photograph,none,none"], words: "Not for the press.")
        try await bench.submit(packed)
        try await bench.lift(packed, [1])
        let why = try await bench.node.why(
            .retrieve, purpose: .investigation, exhibits: nil, of: packed.id, under: try bench.id,
            for: try await bench.caller(.leader))
        #expect(why.answers.map(\.verdict.outcome) == [.permit, .permit])
        #expect(why.answers.map(\.conditions) == ["Not for the press.", "Not for the press."])
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test(
        "Whoever gets a redaction is bound by the original's conditions and never told their words, which may name a victim"
    )
    func conditionsOfOriginals() async throws {
        let words = "Never tell the family of Sok Dara."
        let bench = try await Bench()
        let told = try await bench.pack(["document,direct,none", "document,none,none,1,redaction"], words: words)
        let untold = try await bench.pack(
            ["document,direct,none", "document,none,none,1,redaction"], words: words, renditionsWithout: true)
        for packed in [told, untold] { try await bench.submit(packed) }
        func obligations(_ packed: Bench.Packed) async throws -> [String] {
            try await bench.retrieve(packed, [1], by: .officer).obligations
        }
        // The redaction's own record says what holds; what is written there its packer has written for its readers.
        let bound = try await obligations(told)
        #expect(bound == ["keep to the conditions at exhibit 0002"])
        let asking = try await obligations(untold)
        #expect(
            asking == [
                "ask KH for its conditions at exhibit 0001 before you use exhibit 0002: they are not told with a redaction"
            ])
        func conditions(
            _ person: Bench.Person, _ purpose: Purpose = .investigation, _ action: Action = .retrieve,
            of untold: Bench.Packed = untold
        ) async throws -> [String?] {
            try await bench.node.why(
                action, purpose: purpose, exhibits: nil, of: untold.id, under: try bench.id,
                for: try await bench.caller(person)
            ).answers.map(\.conditions)
        }
        #expect(try await conditions(.officer) == [nil, nil])
        #expect(try await conditions(.leader, .trial) == [nil, nil])
        // A leader gets the original itself.
        #expect(try await conditions(.leader) == [words, nil])
        // No other action gives it to anybody, and none but that bears the duty to redact.
        for person in [Bench.Person.officer, .leader] {
            for action in [Action.list, .record, .verify] {
                #expect(try await conditions(person, .investigation, action) == [nil, nil], "\(person) \(action)")
            }
        }
        // Nor is it told to whom it would be given only once others have approved.
        let waiting = try await bench.pack(["intercept,direct,none"], words: words)
        try await bench.submit(waiting)
        #expect(try await conditions(.leader, of: waiting) == [nil])
        let alone = try await bench.pack(["document,direct,none"], words: words)
        try await bench.submit(alone)
        let refused = await bench.refusal { try await bench.retrieve(alone, by: .officer) }
        #expect(refused?.code == Self.refused)
        #expect("\(refused as Any)".contains("Sok Dara") == false)
        #expect(try await bench.audit().findings.isEmpty)
    }
}
