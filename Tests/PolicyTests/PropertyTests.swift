import Policy
import TestKit
import Testing
import Vocabulary

/// What must hold of every agreement, tried on generated ones. The seed is in the message of a failure.
@Suite("Properties of generated agreements")
struct PropertyTests {
    static let seeds: [UInt64] = Array(1...10)
    static let policies = 25
    static let requests = 20

    /// Tries every generated request of a seed.
    private func each(
        _ seed: UInt64,
        _ test: (GeneratedPolicy, PolicyLibrary, NaiveEngine, [GeneratedRequest], inout SeededGenerator) throws -> Void
    ) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<Self.policies {
            let policy = GeneratedPolicy(&random)
            let (library, naive) = try policy.library()
            let requests = try (0..<Self.requests).map { _ in try GeneratedRequest(&random) }
            try test(policy, library, naive, requests, &random)
        }
    }

    private func decide(_ library: PolicyLibrary, _ asked: GeneratedRequest) -> Decision {
        library.decide(
            asked.request, at: asked.instant,
            facts: asked.facts(under: library.policyDigest(for: asked.request.agreement)))
    }

    @Test("The indexed engine decides as the naive one does, citing the same clauses and obligations", arguments: seeds)
    func naiveAgrees(seed: UInt64) throws {
        var outcomes: [Decision.Outcome: Int] = [:]
        try each(seed) { _, library, naive, requests, _ in
            for asked in requests {
                let decision = decide(library, asked)
                let reference = naive.decide(asked.request, at: asked.instant, facts: decision.facts)
                outcomes[decision.outcome, default: 0] += 1
                #expect(decision.outcome == reference.outcome, "seed \(seed): \(asked.request)")
                #expect(Set(decision.clauses) == reference.clauses, "seed \(seed): \(asked.request)")
                #expect(decision.obligations == reference.obligations, "seed \(seed): \(asked.request)")
            }
        }
        // A generator that only ever refuses would prove nothing.
        #expect(outcomes[.permit, default: 0] > 20 && outcomes[.deny, default: 0] > 20, "seed \(seed): \(outcomes)")
    }

    @Test("Order and duplicates do not matter", arguments: seeds.prefix(3))
    func order(seed: UInt64) throws {
        try each(seed) { policy, library, _, requests, random in
            var other = policy
            other.clauses.shuffle(using: &random)
            let (shuffled, _) = try other.library()
            if let clause = policy.clauses.randomElement(using: &random) {
                other.clauses.append(GeneratedClause(number: "Z9", body: clause.body))
            }
            let (doubled, _) = try other.library()
            for asked in requests {
                let decision = decide(library, asked)
                #expect(decide(shuffled, asked).clauses == decision.clauses, "seed \(seed)")
                #expect(decide(shuffled, asked).reasons == decision.reasons, "seed \(seed)")
                #expect(decide(doubled, asked).outcome == decision.outcome, "seed \(seed)")
                #expect(decide(doubled, asked).obligations == decision.obligations, "seed \(seed)")
            }
        }
    }

    @Test("Adding a forbid, a requirement, a law or an instrument never permits more", arguments: seeds.prefix(3))
    func addingRestrictions(seed: UInt64) throws {
        let generator = ClauseGenerator()
        try each(seed) { policy, library, _, requests, random in
            var forbidding = policy
            forbidding.clauses.append(
                GeneratedClause(number: "Z1", body: generator.body(lawful: false, effect: "forbid", &random)))
            var requiring = policy
            requiring.clauses.append(
                GeneratedClause(number: "Z1", body: generator.body(lawful: false, effect: "require", &random)))
            var lawful = policy
            lawful.laws.append(("TH", "item-origin, place", generator.clauses(3, "Z", lawful: true, &random)))
            var based = policy
            based.instruments.append(generator.clauses(3, "Z", lawful: false, &random))
            for stricter in [forbidding, requiring, lawful, based] {
                let (other, _) = try stricter.library()
                for asked in requests {
                    #expect(decide(other, asked).outcome.rank <= decide(library, asked).outcome.rank, "seed \(seed)")
                }
            }
        }
    }

    @Test("Adding a permit never refuses more", arguments: seeds.prefix(3))
    func addingPermits(seed: UInt64) throws {
        try each(seed) { policy, library, _, requests, random in
            var wider = policy
            wider.clauses.append(
                GeneratedClause(number: "Z1", body: ClauseGenerator().body(lawful: false, effect: "permit", &random)))
            let (other, _) = try wider.library()
            for asked in requests {
                #expect(decide(other, asked).outcome.rank >= decide(library, asked).outcome.rank, "seed \(seed)")
            }
        }
    }

    @Test("An agreement never exceeds its basis, whatever it permits", arguments: seeds.prefix(3))
    func basisBounds(seed: UInt64) throws {
        try each(seed) { policy, library, _, requests, _ in
            var boundless = policy
            let everything = Action.allCases.map(\.rawValue).joined(separator: ", ")
            boundless.clauses = [GeneratedClause(number: "1", body: "    permit: [\(everything)]")]
            let (basisAlone, _) = try boundless.library()
            for asked in requests {
                #expect(decide(library, asked).outcome.rank <= decide(basisAlone, asked).outcome.rank, "seed \(seed)")
            }
        }
    }

    @Test("Filling in what was unknown never turns a permit into a refusal", arguments: seeds.prefix(5))
    func filling(seed: UInt64) throws {
        var permitted = 0
        try each(seed) { _, library, _, requests, random in
            for asked in requests where decide(library, asked).outcome == .permit {
                permitted += 1
                for _ in 0..<8 {
                    let filled = try asked.filled(&random)
                    #expect(decide(library, filled).outcome == .permit, "seed \(seed): \(asked.request)")
                }
            }
        }
        #expect(permitted > 20)
    }

    @Test("Each record replays to the same bytes", arguments: seeds.prefix(2))
    func replay(seed: UInt64) throws {
        try each(seed) { _, library, _, requests, _ in
            for asked in requests {
                let record = try decide(library, asked).record(id: DecisionID(from: SystemRandomness()))
                #expect(try library.replay(record) == record, "seed \(seed)")
            }
        }
    }
}

extension Decision.Outcome {
    /// How much it gives.
    var rank: Int {
        switch self {
        case .deny: 0
        case .pending: 1
        case .permit: 2
        }
    }
}
