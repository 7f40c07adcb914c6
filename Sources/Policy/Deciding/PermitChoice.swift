import Vocabulary

/// Of the permits that match, those that ask least together with what is required: one in each file.
///
/// One that needs no approval and can be kept comes first; then those whose approvals are given, then those whose
/// approvals somebody can give; of equals the one with fewer kinds of obligations, then the first by number.
struct PermitChoice {
    struct Chosen {
        var clauses: [Int] = []
        var approvals = ApprovalState()
    }

    /// One permit of each file so far that asks for approvals, and all that they ask.
    private struct Combination {
        var clauses: [Int] = []
        var demand = ApprovalDemand()
        var cost = 0
    }

    private let policy: CompiledPolicy
    private let request: PolicyRequest
    private let instant: Instant
    private let facts: Facts
    private let manner: Manner
    /// Permits that ask for no approval.
    private var free: [Int] = []
    private var combinations = [Combination()]

    /// More ways than this to combine permits that ask for approvals are not followed up.
    private static let most = 64

    init(_ policy: CompiledPolicy, _ request: PolicyRequest, _ instant: Instant, _ facts: Facts, _ manner: Manner) {
        self.policy = policy
        self.request = request
        self.instant = instant
        self.facts = facts
        self.manner = manner
    }

    mutating func add(required clause: Int) {
        guard manner != .helpsTheAccused, let terms = policy.clauses[clause].source.approvals else { return }
        combinations[0].demand.add(terms, of: clause)
    }

    /// - Parameter permits: those of one file that match.
    /// - Returns: false if none of them counts.
    mutating func add(permits: ArraySlice<Int>) -> Bool {
        var best: (clause: Int, cost: Int)?
        var asking: [Int] = []
        for clause in permits {
            let source = policy.clauses[clause].source
            guard source.approvals == nil || manner == .helpsTheAccused else {
                asking.append(clause)
                continue
            }
            if source.obligations.isEmpty {
                best = (clause, 0)
                break
            }
            let cost = cost(of: clause)
            if best.map({ cost < $0.cost }) ?? true { best = (clause, cost) }
        }
        if let best, best.cost < Self.unkeepable || asking.isEmpty && manner != .recorded {
            free.append(best.clause)
            return true
        }
        if manner == .recorded { return take(firstMet: asking) }
        guard !asking.isEmpty else { return false }
        combine(asking)
        return true
    }

    var best: Chosen {
        guard combinations.count > 1 || !combinations[0].demand.seats.isEmpty else {
            return Chosen(clauses: free + combinations[0].clauses)
        }
        let ranked = combinations.map { (combination: $0, state: state($0.demand)) }
        let least = ranked.min { rank($0) < rank($1) }
        guard let least else { return Chosen(clauses: free) }
        return Chosen(clauses: free + least.combination.clauses, approvals: least.state)
    }

    private static let unkeepable = 100

    /// Kinds of obligations, or that something of it cannot be kept.
    private func cost(of clause: Int) -> Int {
        let obligations = policy.clauses[clause].source.obligations
        let (cannot, lacking) = policy.unkeepable(obligations, facts)
        return (cannot.isEmpty && lacking.isEmpty ? 0 : Self.unkeepable) + obligations.kinds.count
    }

    /// Where a permit that is lacking is only noted: the first whose approvals are given beside those that are required.
    private mutating func take(firstMet asking: [Int]) -> Bool {
        for clause in asking where cost(of: clause) < Self.unkeepable {
            guard let terms = policy.clauses[clause].source.approvals else { continue }
            var next = combinations[0]
            next.demand.add(terms, of: clause)
            guard state(next.demand).isMet else { continue }
            next.clauses.append(clause)
            combinations = [next]
            return true
        }
        return false
    }

    private func state(_ demand: ApprovalDemand) -> ApprovalState {
        policy.approvals(demand, request, at: instant, facts: facts)
    }

    /// Every way so far with each of these permits.
    private mutating func combine(_ asking: [Int]) {
        // Of permits that ask for the same approvals the cheapest will do.
        var cheapest: [(terms: ApprovalTerms, clause: Int, cost: Int)] = []
        for clause in asking {
            guard let terms = policy.clauses[clause].source.approvals else { continue }
            let cost = cost(of: clause)
            if let same = cheapest.firstIndex(where: { $0.terms == terms }) {
                if cost < cheapest[same].cost { cheapest[same] = (terms, clause, cost) }
            } else {
                cheapest.append((terms, clause, cost))
            }
        }
        cheapest.sort { $0.clause < $1.clause }
        combinations = combinations.flatMap { combination in
            cheapest.map { option in
                var next = combination
                next.clauses.append(option.clause)
                next.demand.add(option.terms, of: option.clause)
                next.cost += option.cost
                return next
            }
        }
        guard combinations.count > Self.most else { return }
        let ranked = combinations.map { (combination: $0, state: state($0.demand)) }.sorted { rank($0) < rank($1) }
        combinations = ranked.prefix(Self.most).map(\.combination)
    }

    private func rank(_ way: (combination: Combination, state: ApprovalState)) -> Int {
        let standing =
            !way.state.unfillable.isEmpty || way.combination.cost >= Self.unkeepable ? 2 : way.state.isMet ? 0 : 1
        return standing * 100_000 + way.combination.cost
    }
}
