import TestKit
import Testing
import Vocabulary

@testable import Store

extension RegisterTests {
    @Test("An override is found once two have signed it, while it lasts, and is signed a second time once")
    func secondedOnce() async throws {
        let (folder, log, _) = try await filled()
        let register = folder.register
        let (event, manifest) = (Digest(ofText: "override"), Digest(ofText: "manifest 1"))
        func open(_ action: Action = .retrieve, of bundle: Digest, at now: Instant) throws -> Int {
            try register.overrides(fixture.agreement, action, of: bundle, at: now).count
        }
        #expect(try open(of: manifest, at: fixture.now) == 0)
        #expect(try register.override(event)?.seconded == nil)
        var commit = Commit(step: fixture.step(log, from: 3, entries: ["override-given"]))
        commit.secondedOverrides = [event: SecondedOverride(given: fixture.now, entry: 3)]
        try await register.commit(commit)
        #expect(try open(of: manifest, at: fixture.now) == 1)
        #expect(try open(.list, of: manifest, at: fixture.now) == 0)
        #expect(try open(of: Digest(ofText: "manifest 2"), at: fixture.now) == 0)
        #expect(try open(of: manifest, at: fixture.now.adding(days: 1)) == 0)
        #expect(try register.override(event)?.seconded == 3)
        for other in [event, Digest(ofText: "no override")] {
            var again = Commit(step: fixture.step(log, from: 4, entries: ["override-given"]))
            again.secondedOverrides = [other: SecondedOverride(given: fixture.now, entry: 4)]
            let commit = again
            #expect(await code { try await register.commit(commit) } == .overrideSeconded)
        }
        #expect(try register.log(origin)?.size == 4)
    }

    @Test("An order about no bundle is found by its case, and by no other and no bundle")
    func ordersAboutCases() async throws {
        let (folder, log, _) = try await filled()
        let register = folder.register
        let numbers = try ["KH-AHTJPP-2026-000123", "KH-AHTJPP-2026-000124"].map { try CaseNumber(parsing: $0) }
        var commit = Commit(step: fixture.step(log, from: 3, entries: ["order of case 0", "order of case 1"]))
        for (place, number) in numbers.enumerated() {
            commit.courtOrders.append(
                CourtOrderRow(
                    event: Digest(ofText: "order of case \(place)"), agreement: fixture.agreement,
                    party: try Party(parsing: "KH"), bundle: nil, caseNumber: number, entry: 3 + Int64(place)))
        }
        try await register.commit(commit)
        for (place, number) in numbers.enumerated() {
            #expect(
                try register.standingCourtOrders(fixture.agreement, in: number).map(\.event) == [
                    Digest(ofText: "order of case \(place)")
                ])
        }
        #expect(
            try register.standingCourtOrders(fixture.agreement, of: Digest(ofText: "manifest 1")).map(\.event) == [
                Digest(ofText: "order")
            ])
        var end = Commit(step: fixture.step(log, from: 5, entries: ["end"]))
        end.endedCourtOrders = [Digest(ofText: "order of case 0"): 5]
        try await register.commit(end)
        #expect(try numbers.map { try register.standingCourtOrders(fixture.agreement, in: $0).count } == [0, 1])
        #expect(try register.check().isEmpty)
    }

    @Test("Words that are destroyed are in no byte of the folder any more")
    func destroyedWords() async throws {
        let (folder, log, _) = try await filled()
        let event = Digest(ofText: "override")
        let row = try #require(try folder.register.text(event))
        let words = try #require(row.words)
        try await folder.register.commit(
            Commit(step: fixture.step(log, from: 3, entries: ["words-destroyed"]), destroyedTexts: [event: 3]))
        #expect(
            try folder.register.text(event)
                == TextRow(event: event, agreement: row.agreement, words: nil, destroyed: 3, entry: row.entry))
        #expect(try folder.register.check().isEmpty)
        try folder.close()
        for secret in [words.text, words.salt.text] {
            let found = try Tool.run("grep", ["-r", "-a", "-c", "-F", secret, folder.path])
            #expect(found.output.split(separator: "\n").allSatisfy { $0.hasSuffix(":0") }, "\(found.everything)")
        }
    }

    @Test("What was given ends once: from then on it is found by who lists it, and by no decision")
    func endsOnce() async throws {
        let (folder, log, _) = try await filled()
        let register = folder.register
        let manifest = Digest(ofText: "manifest 1")
        let (override, order, consent) = (
            Digest(ofText: "override"), Digest(ofText: "order"), Digest(ofText: "consent")
        )
        var size: Int64 = 3
        func commit(_ change: (inout Commit) -> Void) async throws {
            var commit = Commit(step: fixture.step(log, from: size, entries: ["entry"]))
            change(&commit)
            try await register.commit(commit)
            size += 1
        }
        let now = fixture.now
        try await commit { $0.secondedOverrides = [override: SecondedOverride(given: now, entry: 3)] }
        #expect(try register.standingCourtOrders(fixture.agreement, of: manifest).map(\.event) == [order])
        #expect(try register.overrides(fixture.agreement, .retrieve, of: manifest, at: now).count == 1)
        try await commit {
            $0.withdrawnOverrides = [override: 4]
            $0.endedCourtOrders = [order: 4]
            $0.withdrawnConsents = [consent: 4]
        }
        #expect(try register.standingCourtOrders(fixture.agreement, of: manifest).isEmpty)
        #expect(try register.courtOrders(fixture.agreement, about: manifest).map(\.ended) == [4])
        #expect(try register.overrides(fixture.agreement, .retrieve, of: manifest, at: now).isEmpty)
        #expect(try register.overrides(fixture.agreement).map(\.withdrawn) == [4])
        #expect(try register.consent(consent)?.withdrawn == 4)
        for event in [override, order, consent, Digest(ofText: "nothing")] {
            #expect(await code { try await commit { $0.withdrawnOverrides = [event: 5] } } == .grantEnded)
            #expect(await code { try await commit { $0.endedCourtOrders = [event: 5] } } == .grantEnded)
            #expect(await code { try await commit { $0.withdrawnConsents = [event: 5] } } == .grantEnded)
        }
        #expect(try register.log(origin)?.size == 5)
    }
}
