import Policy
import TestKit
import Testing
import Vocabulary

/// What an agreement rests on and the laws that bear on it, each tried by itself: its clauses are put in the place of the
/// agreement's own, so that nothing turns on whether the engine heeds a basis or a law.
@Suite("Bounds of generated agreements")
struct BasisTests {
    static let seeds: [UInt64] = Array(1...5)
    private static let policies = 25
    private static let requests = 40

    @Test("An agreement never exceeds an instrument of its basis, and cites a permit of each", arguments: seeds)
    func instruments(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var count = (refused: 0, cited: 0)
        for _ in 0..<Self.policies {
            let policy = GeneratedPolicy(&random)
            let (library, naive) = try policy.library()
            let treaty = try #require(naive.instruments.first)
            #expect(naive.instruments.count == policy.instruments.count + 1)
            let alone = try policy.instruments.indices.map { number in
                try policy.alone(instrument: number, as: naive.instruments[number + 1]).library().0
            }
            for _ in 0..<Self.requests {
                let asked = try Self.request(&random)
                let decision = Self.decide(library, asked)
                for instrument in alone {
                    let bound = Self.decide(instrument, asked)
                    #expect(decision.outcome.rank <= bound.outcome.rank, "seed \(seed): \(asked.request)")
                    if bound.outcome == .deny { count.refused += 1 }
                }
                // What is produced in court is recorded though nothing permits it.
                guard decision.outcome != .deny, asked.request.action != .produceInCourt else { continue }
                for document in [naive.agreement, treaty] + naive.instruments.dropFirst() {
                    let permits = document.clauses.filter {
                        $0.effect == .permit && $0.actions.contains(asked.request.action)
                    }
                    guard document.id == naive.agreement.id || !permits.isEmpty else { continue }
                    count.cited += 1
                    let isCited = decision.clauses.contains { clause in
                        clause.document == document.id && permits.contains { $0.number == clause.clause }
                    }
                    #expect(isCited, "seed \(seed): \(document.id) for \(asked.request): \(decision.clauses)")
                }
            }
        }
        #expect(count.refused > 50 && count.cited > 50, "seed \(seed): \(count)")
    }

    @Test("An agreement never exceeds a law that is sure to bear", arguments: seeds)
    func laws(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var refused = 0
        for _ in 0..<Self.policies {
            let policy = GeneratedPolicy(&random)
            let library = try policy.library().0
            let alone = try policy.laws.indices.map { try policy.alone(law: $0).library().0 }
            for _ in 0..<Self.requests {
                var asked = try Self.request(&random)
                // A law heeds the courts of its own party alone, an agreement those of all its parties.
                asked.facts.courtOrders = []
                let decision = Self.decide(library, asked)
                for (law, other) in zip(policy.laws, alone) where Self.isSure(law, asked) {
                    let bound = Self.decide(other, asked)
                    #expect(decision.outcome.rank <= bound.outcome.rank, "seed \(seed): \(asked.request)")
                    if bound.outcome == .deny { refused += 1 }
                }
            }
        }
        #expect(refused > 10, "seed \(seed): \(refused)")
    }

    /// The links that are known and that nobody declares.
    private static func isSure(
        _ law: (party: String, applies: String, clauses: [GeneratedClause]), _ asked: GeneratedRequest
    ) -> Bool {
        law.applies.contains("actor-party") && asked.request.actor.party.text == law.party
            || law.applies.contains("item-origin") && asked.facts.item?.origin.value?.text == law.party
    }

    /// Without overrides: they lift a clause by the name of its file.
    private static func request(_ random: inout SeededGenerator) throws -> GeneratedRequest {
        var asked = try GeneratedRequest(&random)
        asked.facts.overrides = []
        return asked
    }

    private static func decide(_ library: PolicyLibrary, _ asked: GeneratedRequest) -> Decision {
        library.decide(
            asked.request, at: asked.instant,
            facts: asked.facts(under: library.policyDigest(for: asked.request.agreement)))
    }
}

extension GeneratedPolicy {
    /// The agreement with the clauses of one of its instruments for its own. Of what that one does not speak, everything
    /// is permitted.
    fileprivate func alone(instrument number: Int, as parsed: Agreement) -> GeneratedPolicy {
        let spoken = parsed.clauses.filter { $0.effect == .permit }.flatMap(\.actions)
        var alone = self
        alone.clauses = instruments[number].clauses + Self.permit(Action.allCases.filter { !spoken.contains($0) })
        alone.instruments = []
        if number == 1 { alone.offences = Self.instrumentOffences }
        return alone
    }

    /// The agreement with the clauses of a law for its own. Whatever that one does not forbid is permitted.
    fileprivate func alone(law number: Int) -> GeneratedPolicy {
        var alone = self
        alone.clauses = laws[number].clauses + Self.permit(Action.allCases)
        alone.instruments = []
        alone.laws = []
        return alone
    }

    private static func permit(_ actions: [Action]) -> [GeneratedClause] {
        actions.isEmpty
            ? []
            : [GeneratedClause(number: "P", body: "    permit: [\(actions.map(\.rawValue).joined(separator: ", "))]")]
    }
}
