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
        _ seed: UInt64, requests count: Int = requests,
        _ test: (GeneratedPolicy, PolicyLibrary, NaiveEngine, [GeneratedRequest], inout SeededGenerator) throws -> Void
    ) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<Self.policies {
            let policy = GeneratedPolicy(&random)
            let (library, naive) = try policy.library()
            let requests = try (0..<count).map { _ in try GeneratedRequest(&random) }
            try test(policy, library, naive, requests, &random)
        }
    }

    private func decide(_ library: PolicyLibrary, _ asked: GeneratedRequest) -> Decision {
        library.decide(asked.request, at: asked.instant, facts: facts(asked, library))
    }

    /// What both engines are told: never what one of them made of it.
    private func facts(_ asked: GeneratedRequest, _ library: PolicyLibrary) -> Facts {
        asked.facts(under: library.policyDigest(for: asked.request.agreement))
    }

    @Test(
        "The indexed engine decides as the naive one does, citing the same clauses and obligations: 100,000 requests",
        arguments: seeds)
    func naiveAgrees(seed: UInt64) throws {
        var seen: [String: Int] = [:]
        try each(seed, requests: 400) { _, library, naive, requests, _ in
            for asked in requests {
                let decision = decide(library, asked)
                let reference = naive.decide(asked.request, at: asked.instant, facts: facts(asked, library))
                seen[decision.code.name, default: 0] += 1
                guard
                    decision.outcome != reference.outcome || Set(decision.clauses) != reference.clauses
                        || decision.obligations != reference.obligations
                else { continue }
                Issue.record(
                    """
                    seed \(seed): \(asked.request)
                    \(facts(asked, library))
                    ours \(decision.outcome) \(decision.clauses) \(decision.obligations)
                    naive \(reference.outcome) \(reference.clauses.sorted()) \(reference.obligations)
                    """)
                return
            }
        }
        // A generator that never comes here would prove nothing.
        let wanted = [
            "policy.permitted", "policy.forbidden", "policy.no-permit", "policy.no-permit-in-basis",
            "policy.approval.needed", "policy.approval.impossible", "policy.obligation.cannot", "policy.recorded",
            "policy.obligation.rendition-needed", "policy.court-order", "policy.gate.threshold-unknown",
            "policy.gate.channel-unknown",
        ]
        for code in wanted { #expect(seen[code, default: 0] >= 3, "seed \(seed), \(code): \(seen)") }
    }

    @Test("What leaders lift is lifted by the naive engine too, and nothing else", arguments: seeds.prefix(3))
    func overriding(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let generator = ClauseGenerator()
        let everything = Action.allCases.map(\.rawValue).joined(separator: ", ")
        var overridden = 0
        for _ in 0..<25 {
            var policy = GeneratedPolicy(&random)
            let excluding = GeneratedClause(number: "I0-1", body: "    permit: [exclude-from-measure]")
            policy.instruments = [(clauses: [excluding], providesOverride: true)]
            policy.clauses = [GeneratedClause(number: "P", body: "    permit: [\(everything)]")]
            policy.clauses += (1...4).map { GeneratedClause(number: "A\($0)", body: generator.liftable(&random)) }
            let (library, naive) = try policy.library()
            for _ in 0..<100 {
                let asked = try GeneratedRequest(&random)
                let decision = decide(library, asked)
                let reference = naive.decide(asked.request, at: asked.instant, facts: facts(asked, library))
                #expect(decision.outcome == reference.outcome, "seed \(seed): \(decision.request)")
                #expect(decision.obligations == reference.obligations, "seed \(seed): \(decision.request)")
                if decision.reasons.contains(where: { $0.code == ErrorCode.policyOverridden.name }) { overridden += 1 }
            }
        }
        #expect(overridden >= 5, "seed \(seed)")
    }

    @Test(
        "Order and duplicates do not matter: of clauses, members, files, consents, approvals",
        arguments: seeds.prefix(5))
    func order(seed: UInt64) throws {
        try each(seed) { policy, library, _, requests, random in
            var other = policy
            other.clauses.shuffle(using: &random)
            other.roster.shuffle(using: &random)
            let shuffled = try PolicyLibrary(other.texts().shuffled(using: &random).map(GeneratedPolicy.document))
            if let clause = policy.clauses.randomElement(using: &random) {
                other.clauses.append(GeneratedClause(number: "Z9", body: clause.body))
            }
            if let law = policy.laws.first { other.laws.append(law) }
            let (doubled, _) = try other.library()
            for asked in requests {
                let decision = decide(library, asked)
                var mixed = asked
                mixed.facts.consents.shuffle(using: &random)
                mixed.facts.consents += asked.facts.consents.prefix(1)
                mixed.facts.approvals.shuffle(using: &random)
                mixed.facts.approvals += asked.facts.approvals.prefix(1)
                mixed.facts.overrides += asked.facts.overrides
                let again = decide(shuffled, mixed)
                #expect(again.clauses == decision.clauses, "seed \(seed)")
                #expect(again.reasons == decision.reasons, "seed \(seed)")
                // No reason names the permit that was taken; what it asks shows it.
                #expect(again.obligations == decision.obligations, "seed \(seed): \(asked.request)")
                #expect(again.approvalsNeeded == decision.approvalsNeeded, "seed \(seed): \(asked.request)")
                #expect(again.approvalsSpent == decision.approvalsSpent, "seed \(seed)")
                let twice = decide(doubled, asked)
                #expect(twice.outcome == decision.outcome, "seed \(seed): \(asked.request)")
                // What is lifted is marked with its number, and the double of a lifted clause is not lifted.
                if decision.outcome != .deny { #expect(twice.obligations == decision.obligations, "seed \(seed)") }
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
            based.instruments.append((generator.clauses(3, "Z", lawful: false, &random), false))
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

    @Test("10,000 recorded decisions replay to the same bytes after two later versions, under the files they name")
    func replay() throws {
        var random = SeededGenerator(seed: 77)
        var texts: [Digest: PolicyDocument] = [:]
        var records: [[UInt8]] = []
        var latest: [PolicyLibrary] = []
        let id = try AgreementID(parsing: GeneratedPolicy.agreementName)
        for _ in 0..<25 {
            var policy = GeneratedPolicy(&random)
            var before: Digest?
            for version in 1...3 {
                let documents = try policy.texts(version: version, superseding: before).map(GeneratedPolicy.document)
                for document in documents { texts[document.digest] = document }
                let library = try PolicyLibrary(documents)
                before = library.agreement(id)?.digest
                if version == 1 {
                    for _ in 0..<400 {
                        let asked = try GeneratedRequest(&random)
                        records.append(try decide(library, asked).record(id: DecisionID(from: SystemRandomness())))
                    }
                }
                if version == 3 { latest.append(library) }
                policy.clauses.removeLast()
                policy.clauses += ClauseGenerator().clauses(2, "V\(version)-", lawful: false, &random)
                policy.laws.append(("KH", "actor-party", ClauseGenerator().clauses(1, "N", lawful: true, &random)))
            }
        }
        #expect(records.count == 10_000)
        var libraries: [Digest: PolicyLibrary] = [:]
        for (turn, bytes) in records.enumerated() {
            let record = try DecisionRecord(reading: bytes)
            if libraries[record.policy] == nil {
                let sources = try record.sources.map { try #require(texts[$0.digest]) }
                libraries[record.policy] = try PolicyLibrary(of: id, from: sources)
            }
            let library = try #require(libraries[record.policy])
            let again = try library.replay(bytes)
            if again != bytes { Issue.record("Record \(turn) differs.") }
            if turn % 25 == 0 { #expect(throws: PolicyError.self) { try latest[turn / 400].replay(bytes) } }
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
