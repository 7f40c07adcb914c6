import Custody
import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

@testable import Exchange

extension Optional<Bench.Answer> {
    /// Whether an answer is that of something which does not exist.
    var isNotThere: Bool {
        let unknown = ExchangeError.notThere
        return self == Bench.Answer(code: unknown.code.name, reason: unknown.reason, next: unknown.nextStep)
    }
}

/// What has ended goes on with a new version, from the first day of that.
@Suite("Renewing an agreement that has ended")
struct RenewalTests {
    private static let both: [Bench.Person] = [.ministry, .attorney]

    /// The next version of an agreement, from a day to a day.
    private func renewed(
        _ text: String, version: Int, after before: String, from: String, until: String
    ) -> String {
        text.replacing(/in-force: \{[^}]*\}/, with: "in-force: { from: \(from), until: \(until), zone: UTC }")
            .replacing(
                /version: \d+\nsupersedes: \{[^}]*\}\n/,
                with:
                    "version: \(version)\nsupersedes: { version: \(version - 1), digest: \"\(Digest(ofText: before))\" }\n"
            )
    }

    /// An agreement with its roster apart that ended yesterday, and its renewal from today, signed by all.
    private func ended(
        _ bench: Bench, roster: String, _ change: (String) -> String = { $0 },
        meanwhile: () async throws -> Void = {}
    ) async throws -> (renewal: String, roster: PolicyFile) {
        func day(_ days: Int) -> String { String(bench.clock.now.adding(days: days).text.prefix(10)) }
        let first = String(decoding: try bench.workspace.read("agreements/\(Bench.agreement).yaml"), as: UTF8.self)
        let second = change(
            try renewed(bench.annexed(), version: 2, after: first, from: day(-9), until: day(1)))
        let file = try bench.signed(roster, by: Self.both)
        _ = try await bench.node.activate([bench.signed(second, by: Self.both), file])
        try await meanwhile()
        bench.clock.advance(seconds: 2 * 86_400)
        return (renewed(second, version: 3, after: second, from: day(0), until: day(90)), file)
    }

    @Test("Whoever stood on the roster on an agreement's last day renews it with the same roster, and nobody else does")
    func renewal() async throws {
        let bench = try await Bench()
        let (renewal, _) = try await ended(bench, roster: bench.roster(without: ["th/dsi/0202"]))
        let file = try bench.signed(renewal, by: Self.both)
        for person in [Bench.Person.officer, .stranger] {
            let answer = await bench.refusal { _ = try await bench.handIn([file], by: person) }
            #expect(answer.isNotThere, "\(person): \(answer as Any)")
        }
        // Not by whoever may not activate it; and not without its signatures.
        let refused = await bench.refusal { _ = try await bench.handIn([file], by: .investigator) }
        #expect(refused?.code == "exchange.action.refused", "\(refused as Any)")
        let unsigned = await bench.refusal {
            _ = try await bench.handIn([bench.signed(renewal, by: [.ministry])], by: .ministry)
        }
        #expect(unsigned?.code == "exchange.agreement.unsigned", "\(unsigned as Any)")
        let activated = try await bench.handIn([file], by: .ministry)
        #expect(activated.map(\.version) == [3] && activated.map(\.isNew) == [true])
        #expect(try await bench.rosterInForce() == 1)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("Where a line of the roster ends before a renewal begins, a new roster comes with it")
    func renewalWithRoster() async throws {
        let bench = try await Bench()
        let yesterday = String(bench.clock.now.text.prefix(10))
        let gone = "{ id: th/dsi/0202, role: member, until: \(yesterday) }"
        let (renewal, roster) = try await ended(bench, roster: bench.roster(without: ["th/dsi/0202"], and: [gone]))
        let file = try bench.signed(renewal, by: Self.both)
        let same = await bench.refusal { _ = try await bench.handIn([file], by: .ministry) }
        #expect(same?.code == "policy.file.meaning", "\(same as Any)")
        // On the last day this person stood on it no more, so the renewal is none of theirs.
        let answer = await bench.refusal { _ = try await bench.handIn([file], by: .officer) }
        #expect(answer.isNotThere, "\(answer as Any)")
        let next = try bench.signed(
            bench.roster(without: ["th/dsi/0202"], version: 2, after: roster), by: Self.both)
        let activated = try await bench.handIn([file, next], by: .ministry)
        #expect(activated.map(\.version) == [3])
        #expect(try await bench.rosterInForce() == 2)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("What ended while it was suspended is renewed by the operator, and stays suspended")
    func renewalOfSuspended() async throws {
        let bench = try await Bench()
        func state(_ type: EventType) async -> String? {
            await bench.refusal {
                let stated = try bench.statement(type, by: .ministry) { _ in }
                _ = try await bench.node.record(stated, under: try bench.id, by: try await bench.caller(.ministry))
            }?.code
        }
        let (renewal, _) = try await ended(
            bench, roster: bench.roster(),
            { $0.replacing("permit: [activate]", with: "permit: [activate, suspend, resume]") },
            meanwhile: { #expect(await state(.agreementSuspended) == nil) })
        let file = try bench.signed(renewal, by: Self.both)
        #expect(
            await bench.refusal { _ = try await bench.handIn([file], by: .ministry) }?.code == "exchange.action.refused"
        )
        #expect(await state(.agreementResumed) != nil)
        #expect(try await bench.node.activate([file]).map(\.version) == [3])
        let suspension = try await bench.node.agreement(try bench.id, for: try await bench.caller(.ministry)).policy
            .suspension
        #expect(suspension != nil)
        #expect(await state(.agreementResumed) == nil)
        #expect(try await bench.audit().findings.isEmpty)
    }
}
