import Custody
import EvidenceBundle
import Foundation
import Policy
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// How an override ends, and within which time it is given.
@Suite("The end of overrides")
struct OverrideEndTests {
    private static let refused = "exchange.release.refused"

    private func ask(_ bench: Bench, _ packed: Bench.Packed, _ numbers: [Int]? = nil) async -> String? {
        await bench.refusal { try await bench.retrieve(packed, numbers) }?.code
    }

    @Test("Any one leader who could sign an override withdraws it, once; from that entry on it lifts nothing")
    func withdrawn() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential", "document,none,confidential"])
        let other = try await bench.held(["document,none,confidential"])
        let signed = try await bench.lift(packed, [1])
        let waiting = try await bench.propose(packed, [2])
        func withdraw(
            _ proposed: RecordedEvent, by person: Bench.Person, _ change: (inout CustodyEvent) throws -> Void = { _ in }
        ) async -> String? {
            await bench.refusal { try await bench.withdraw(override: proposed, by: person, change) }?.code
        }
        for person in [Bench.Person.investigator, .ministry] {
            #expect(await withdraw(signed, by: person) == "exchange.override.leader")
        }
        let member = await bench.refusal { try await bench.withdraw(override: signed, by: .ministry) }
        #expect(member?.reason == "Only who leads the team under \(Bench.agreement) withdraws an override.")
        #expect(await withdraw(signed, by: .stranger) == "exchange.not-found")
        let both = try bench.mentions([1, 2], of: packed)
        #expect(await withdraw(signed, by: .leader) { $0.exhibits = both } == "exchange.statement.mismatch")
        #expect(
            await withdraw(signed, by: .leader) {
                $0.bundle = BundleMention(id: other.id, digest: other.digest)
                $0.exhibits = nil
            } == "exchange.not-found")
        let granted = try await bench.retrieve(packed, [1])
        #expect(await bench.fetch(granted) == nil)
        // Neither of those who signed it.
        #expect(await withdraw(signed, by: .officer) == nil)
        #expect(await withdraw(signed, by: .prosecutor) == "exchange.override.over")
        #expect(await ask(bench, packed, [1]) == Self.refused)
        // What was granted under it and nobody has fetched is not sent any more, nor what is on its way.
        #expect(await bench.fetch(granted) == "exchange.release.withdrawn")
        let onItsWay = await bench.refusal {
            try await bench.node.stillGood(try await bench.caller(.leader), granted.release)
        }
        #expect(onItsWay?.code == "exchange.release.withdrawn")
        // Nor is one signed that was withdrawn before the second leader came.
        #expect(await withdraw(waiting, by: .prosecutor) == nil)
        let late = await bench.refusal { try await bench.second(waiting) }
        #expect(late?.code == "exchange.override.over")
        #expect(try await bench.overrides(for: .leader).map(\.state) == [.withdrawn, .withdrawn])
        // That it stood under one stays on its page; another can be signed.
        let listed = try await bench.node.listedBundle(
            packed.id, under: try bench.id, for: try await bench.caller(.leader))
        #expect(listed.overrides.shown.map(\.state) == [.withdrawn])
        try await bench.lift(packed, [1])
        #expect(await ask(bench, packed, [1]) == nil)
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    @Test("An override ends at most so many days ahead")
    func longest() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential"])
        let minutes = Int64(GivenOverride.longestDays) * 24 * 60
        let answer = await bench.refusal { try await bench.propose(packed, minutes: minutes + 1) }
        #expect(answer?.code == "exchange.override.too-long" && answer?.reason.contains("90 days") == true)
        let proposed = try await bench.propose(packed, minutes: minutes)
        try await bench.second(proposed)
        #expect(await ask(bench, packed) == nil)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("An override is void from the day on which one of its leaders does not lead any more")
    func void() async throws {
        let bench = try await Bench.lifting(Self.leaving("kh/prosecutor/0001, role: team-leader"))
        let packed = try await bench.held(["document,none,confidential"])
        try await bench.lift(packed, minutes: 10 * 24 * 60)
        let waiting = try await bench.propose(packed, purposes: [.trial], minutes: 10 * 24 * 60)
        #expect(await ask(bench, packed) == nil)
        bench.clock.advance(seconds: Self.threeDays)
        #expect(await ask(bench, packed) == Self.refused)
        #expect(try await bench.overrides(for: .leader).map(\.state) == [.waiting, .void])
        let late = await bench.refusal { try await bench.second(waiting) }
        #expect(late?.code == "exchange.override.leader")
        #expect(
            late?.reason
                == "There is no place today where both kh/prosecutor/0001, who proposed it, and th/dsi/0201 lead the team."
        )
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    private static let threeDays: Int64 = 3 * 86_400

    /// The roster's line with an end a day from now.
    private static func leaving(_ line: String) -> (String) -> String {
        { $0.replacing(line, with: "\(line), until: \(SystemTimekeeper().now.adding(days: 1).text.prefix(10))") }
    }

    /// What somebody gives or ends whose time on the roster comes to an end meanwhile.
    enum Act: CaseIterable {
        case approval, consent, consentWithdrawn, override, seconded, overrideWithdrawn, order, orderEnded

        /// The line of whoever does it.
        var line: String {
            switch self {
            case .consent, .consentWithdrawn: "kh/moj/0001, role: central-authority"
            case .seconded: "th/dsi/0201, role: team-leader"
            case .approval, .override, .overrideWithdrawn, .order, .orderEnded: "kh/prosecutor/0001, role: team-leader"
            }
        }

        var type: EventType {
            switch self {
            case .approval: .approvalGiven
            case .consent: .consentGiven
            case .consentWithdrawn: .consentWithdrawn
            case .override, .seconded: .overrideGiven
            case .overrideWithdrawn: .overrideWithdrawn
            case .order: .courtOrderRecorded
            case .orderEnded: .courtOrderEnded
            }
        }

        /// Does what comes before it. Returns the act itself.
        func prepared(on bench: Bench) async throws -> () async throws -> Void {
            let packed = try await bench.held(["document,none,confidential", "intercept,none,none"])
            let days: Int64 = 30 * 24 * 60
            switch self {
            case .approval: return { try await bench.approve(packed, [2], by: .prosecutor) }
            case .consent: return { try await bench.consent(packed) }
            case .consentWithdrawn:
                let consent = try await bench.consent(packed)
                return { try await bench.withdraw(consent, of: packed) }
            case .override: return { try await bench.propose(packed, [1], minutes: days) }
            case .seconded:
                let proposed = try await bench.propose(packed, [1], minutes: days)
                return { try await bench.second(proposed) }
            case .overrideWithdrawn:
                let proposed = try await bench.propose(packed, [1], minutes: days)
                return { try await bench.withdraw(override: proposed, by: .prosecutor) }
            case .order: return { try await bench.order(packed, of: "KH", by: .prosecutor) }
            case .orderEnded:
                let order = try await bench.order(packed, of: "KH", by: .prosecutor)
                return { try await bench.end(order: order, by: .prosecutor) }
            }
        }
    }

    @Test(
        "Whenever somebody's time on the roster ends while they give or end something, it is taken within that time or refused",
        .timeLimit(.minutes(10)), arguments: Act.allCases)
    func decidedAsCommitted(_ act: Act) async throws {
        var reading: Int64 = 0
        var outcomes: Set<Bool> = []
        var isThrough = false
        while !isThrough {
            reading += 1
            try #require(reading < 200)
            let bench = try await Bench.lifting(Self.leaving(act.line))
            let perform = try await act.prepared(on: bench)
            func count() async throws -> Int { try await bench.events().count { $0.type == act.type } }
            let (before, given) = (bench.clock.now, try await count())
            bench.clock.leap(seconds: Self.threeDays, atReading: reading)
            let answer = await bench.refusal(perform)
            isThrough = bench.clock.isToLeap
            outcomes.insert(answer == nil)
            let isGiven = try await count() > given
            #expect(isGiven == (answer == nil), "\(reading): \(answer as Any)")
            guard isGiven else { continue }
            let committed = try #require(try await bench.events().last { $0.type == .recorded }?.recorded?.at)
            #expect(committed < before.adding(days: 2), "\(reading)")
            let audit = try await bench.audit()
            #expect(audit.findings.isEmpty, "\(audit.text)")
        }
        #expect(outcomes == [true, false])
    }
}
