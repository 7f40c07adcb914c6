import Policy
import TestKit
import Testing
import Vocabulary

/// Another engine, which we did not write, decides the same requests by the same rules.
@Suite("A second opinion, by Cedar")
struct CedarSecondOpinionTests {
    static let seeds: [UInt64] = Array(1...8)
    static let agreements = 250
    static let requests = 20

    @Test(
        "Cedar decides as we do, by the same clauses; what is missing counts for a forbid and a requirement here alone",
        arguments: seeds)
    func agrees(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var asked: [(scope: PolicyScope, answered: [Answered])] = []
        var questions: [String] = []
        for _ in 0..<Self.agreements {
            let library = try Self.policy(&random).library().0
            let scope = try #require(library.scope(of: try AgreementID(parsing: GeneratedPolicy.agreementName)))
            let answered = try (0..<Self.requests).map { _ in Answered(try Self.request(&random), by: library) }
            asked.append((scope, answered))
            questions.append(
                try CedarPeer.question(
                    CedarExport(scope),
                    answered.map {
                        CedarExport.request($0.asked.request, at: $0.asked.instant, facts: $0.asked.facts, under: scope)
                    }))
        }
        let answers = try CedarPeer.ask(questions)
        try #require(answers.count == questions.count)
        var count = Count()
        for ((scope, answered), answer) in zip(asked, answers) {
            for (index, one) in answered.enumerated() {
                let (request, facts) = (one.asked.request, one.asked.facts)
                let opinion = Opinion(scope, answer.map { $0[index] }, to: request, facts)
                if let problem = opinion.difference(from: one.decision, &count) {
                    Issue.record("seed \(seed): \(problem)\n\(request)\n\(facts)")
                }
            }
        }
        print("seed \(seed): \(count)")
        #expect(count.allowed > 100 && count.forbidden > 100 && count.unpermitted > 100, "seed \(seed): \(count)")
        // Each kind of difference that the specification names is there, and no other is.
        let differences = [count.undecided, count.missing, count.missingRequirements]
        #expect(count.refusedAlone > 0 && differences.allSatisfy { !$0.isEmpty }, "seed \(seed): \(count)")
    }

    /// From 5 to 100 clauses, more often few than many.
    private static func policy(_ random: inout SeededGenerator) -> GeneratedPolicy {
        var policy = GeneratedPolicy(&random)
        let count = (0..<3).map { _ in Int.random(in: 5...100, using: &random) }.min() ?? 5
        policy.clauses = ClauseGenerator().clauses(count, "A", lawful: false, &random)
        return policy
    }

    /// Mostly a request that gets past the headings, so that clauses decide.
    private static func request(_ random: inout SeededGenerator) throws -> GeneratedRequest {
        let inForce = try Instant(parsing: "2026-05-10T05:00:00.000Z")
        var asked = try GeneratedRequest(&random)
        for _ in 0..<4 where asked.instant != inForce || asked.request.purpose == nil || asked.facts.suspension != nil {
            asked = try GeneratedRequest(&random)
        }
        return asked
    }

    /// A request as both engines are asked, and our answer.
    private struct Answered {
        let asked: GeneratedRequest
        let decision: Decision

        /// The node can do what is asked along with a permit, so that the rules alone decide.
        init(_ request: GeneratedRequest, by library: PolicyLibrary) {
            var asked = request
            asked.facts = request.facts(under: library.policyDigest(for: request.request.agreement))
            asked.facts.node.fulfils = ObligationKind.allCases
            asked.facts.item?.redactions = Fact(Redaction.allCases, from: .node)
            self.asked = asked
            decision = library.decide(asked.request, at: asked.instant, facts: asked.facts)
        }
    }
}

/// What became of the requests of one seed.
struct Count: CustomStringConvertible {
    var gated = 0
    var allowed = 0
    var forbidden = 0
    var unpermitted = 0
    /// Permitted by the rules, but not carried out yet or at all: approvals are needed or nobody could give one, or it is
    /// about no item and something of an item would have to be redacted. Of approvals and obligations Cedar knows
    /// nothing. By our answer.
    var undecided: [String: Int] = [:]
    var ordered = 0
    /// Refused by us alone, since something that a forbid asks about is missing.
    var refusedAlone = 0
    /// Forbids that we count because something is missing, alone or beside others; by clause.
    var missing: [String: Int] = [:]
    /// Requirements that we count because something is missing; by clause.
    var missingRequirements: [String: Int] = [:]

    var description: String {
        func listed(_ counts: [String: Int]) -> String {
            let each = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key): \($0.value)" }
            return "\(counts.values.reduce(0, +)) (\(each.joined(separator: ", ")))"
        }
        return """
            allowed by both \(allowed), forbidden \(forbidden), without a permit \(unpermitted), \
            stopped by a heading \(gated), by a court's order \(ordered); \
            permitted by Cedar, not decided by the rules alone here \(listed(undecided)); \
            refused by us alone \(refusedAlone); forbids on a missing fact \(listed(missing)); \
            requirements on a missing fact \(listed(missingRequirements))
            """
    }
}
