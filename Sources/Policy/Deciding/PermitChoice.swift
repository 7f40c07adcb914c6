import Vocabulary

/// Of the permits that match, those that ask least together with what is required: one in each file.
///
/// One that needs no approval and can be kept comes first; then those whose approvals are given, then those whose
/// approvals somebody can give; of equals the one with fewer kinds of obligations, then the first by number.
struct PermitChoice: ~Copyable {
    struct Chosen: ~Copyable {
        var clauses = ClauseList()
        var approvals = ApprovalState()
    }

    /// One permit of each file so far that asks for approvals, and all that they ask.
    private struct Combination {
        var clauses: [Int] = []
        var demand = ApprovalDemand()
        var cost = 0
    }

    private let manner: Manner
    /// Permits that ask for no approval.
    private var free = ClauseList()
    /// What is required whichever permits are taken.
    private var required = ApprovalDemand()
    /// Empty as long as no permit that was taken asks for approvals.
    private var combinations: [Combination] = []

    /// More ways than this to combine permits that ask for approvals are not followed up.
    private static let most = 64

    init(_ manner: Manner) {
        self.manner = manner
    }

    mutating func add(required clause: Int, _ policy: CompiledPolicy) {
        guard manner != .helpsTheAccused, let terms = policy.clauses[clause].source.approvals else { return }
        required.add(terms, of: clause)
    }

    /// - Parameters:
    ///   - permits: those that match.
    ///   - first: where those of this file begin.
    /// - Returns: false if none of them counts.
    mutating func add(permits: borrowing ClauseList, from first: Int, _ policy: CompiledPolicy, _ asked: Asked) -> Bool
    {
        var best: (clause: Int, cost: Int)?
        var asking = ClauseList()
        for place in first..<permits.count {
            let clause = permits[place]
            let shape = policy.shapes[clause]
            guard !shape.asksApprovals || manner == .helpsTheAccused else {
                asking.append(clause)
                continue
            }
            // Nothing is cheaper, and there is nothing of it to be carried out.
            if !shape.asksDuties { return true }
            let cost = Self.cost(of: clause, policy, asked)
            if best.map({ cost < $0.cost }) ?? true { best = (clause, cost) }
        }
        if let best, best.cost < Self.unkeepable || asking.isEmpty && manner != .recorded {
            free.append(best.clause)
            return true
        }
        if manner == .recorded { return take(firstMet: asking, policy, asked) }
        guard !asking.isEmpty else { return false }
        combine(asking, policy, asked)
        return true
    }

    consuming func best(_ policy: CompiledPolicy, _ asked: Asked) -> Chosen {
        guard !combinations.isEmpty else {
            return Chosen(
                clauses: free, approvals: required.seats.isEmpty ? ApprovalState() : policy.approvals(required, asked))
        }
        let ranked = combinations.map { (combination: $0, state: policy.approvals($0.demand, asked)) }
        guard let least = ranked.min(by: { Self.rank($0) < Self.rank($1) }) else { return Chosen(clauses: free) }
        var chosen = Chosen(clauses: free, approvals: least.state)
        for clause in least.combination.clauses { chosen.clauses.append(clause) }
        return chosen
    }

    private static let unkeepable = 100

    /// Kinds of obligations, or that something of it cannot be kept.
    private static func cost(of clause: Int, _ policy: CompiledPolicy, _ asked: Asked) -> Int {
        let obligations = policy.clauses[clause].source.obligations
        let (cannot, lacking) = policy.unkeepable(obligations, asked)
        return (cannot.isEmpty && lacking.isEmpty ? 0 : unkeepable) + obligations.kinds.count
    }

    private var begun: [Combination] { combinations.isEmpty ? [Combination(demand: required)] : combinations }

    /// Where a permit that is lacking is only noted: the first whose approvals are given beside those that are required.
    private mutating func take(firstMet asking: borrowing ClauseList, _ policy: CompiledPolicy, _ asked: Asked) -> Bool
    {
        for place in 0..<asking.count {
            let clause = asking[place]
            guard Self.cost(of: clause, policy, asked) < Self.unkeepable,
                let terms = policy.clauses[clause].source.approvals
            else { continue }
            var next = begun[0]
            next.demand.add(terms, of: clause)
            guard policy.approvals(next.demand, asked).isMet else { continue }
            next.clauses.append(clause)
            combinations = [next]
            return true
        }
        return false
    }

    /// Every way so far with each of these permits.
    private mutating func combine(_ asking: borrowing ClauseList, _ policy: CompiledPolicy, _ asked: Asked) {
        // Of permits that ask for the same approvals the cheapest will do.
        var cheapest: [(terms: ApprovalTerms, clause: Int, cost: Int)] = []
        for place in 0..<asking.count {
            let clause = asking[place]
            guard let terms = policy.clauses[clause].source.approvals else { continue }
            let cost = Self.cost(of: clause, policy, asked)
            if let same = cheapest.firstIndex(where: { $0.terms == terms }) {
                if cost < cheapest[same].cost { cheapest[same] = (terms, clause, cost) }
            } else {
                cheapest.append((terms, clause, cost))
            }
        }
        cheapest.sort { $0.clause < $1.clause }
        combinations = begun.flatMap { combination in
            cheapest.map { option in
                var next = combination
                next.clauses.append(option.clause)
                next.demand.add(option.terms, of: option.clause)
                next.cost += option.cost
                return next
            }
        }
        guard combinations.count > Self.most else { return }
        let ranked = combinations.map { (combination: $0, state: policy.approvals($0.demand, asked)) }
        combinations = ranked.sorted { Self.rank($0) < Self.rank($1) }.prefix(Self.most).map(\.combination)
    }

    private static func rank(_ way: (combination: Combination, state: ApprovalState)) -> Int {
        let isImpossible = !way.state.unfillable.isEmpty || way.combination.cost >= unkeepable
        return (isImpossible ? 2 : way.state.isMet ? 0 : 1) * 100_000 + way.combination.cost
    }
}
