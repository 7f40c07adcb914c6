import Policy
import Vocabulary

/// What Cedar said of one request, over all policy sets.
struct Opinion {
    private let sets: [(document: AgreementID, answer: CedarPeer.Answer)]
    private let requirements: CedarPeer.Answer?

    init(_ scope: PolicyScope, _ answers: [CedarPeer.Answer]) {
        let names = [scope.agreement.id] + scope.instruments.map(\.id) + scope.laws.map(\.id)
        sets = Array(zip(names, answers))
        requirements = answers.last
    }

    private static let own: Set<String> = ["court-order", "recorded", "not-spoken-of", "not-forbidden"]

    /// Clauses among the policies that are named, of the sets that answered so.
    private func clauses(_ allowed: Bool, _ names: (CedarPeer.Answer) -> [String]) -> Set<String> {
        var clauses: Set<String> = []
        for (document, answer) in sets where answer.allowed == allowed {
            for name in names(answer) where !Self.own.contains(name) && !name.hasPrefix("heading ") {
                clauses.insert("\(document) \(name)")
            }
        }
        return clauses
    }

    private var headings: Set<String> {
        Set(sets.filter { !$0.answer.allowed }.flatMap(\.answer.reasons).filter { $0.hasPrefix("heading ") })
    }

    private var isAllowed: Bool { sets.allSatisfy(\.answer.allowed) }

    /// Forbids that Cedar passed over, since it could not evaluate them.
    private var passedOver: Set<String> {
        Set(sets.flatMap { set in set.answer.errors.map { "\(set.document) \($0)" } })
    }

    /// - Returns: what differs and may not; nil if nothing does.
    func difference(from decision: Decision, _ count: inout Count) -> String? {
        let cited = Set(decision.clauses.map(\.description))
        if decision.code == .policyCourtOrder {
            count.ordered += 1
            return isAllowed ? nil : "a court's order: Cedar refuses, by \(clauses(false, \.reasons)) \(headings)"
        }
        let gates = Set(decision.reasons.compactMap { $0.heading.map { "heading \($0.rawValue)" } })
        guard gates.isEmpty else {
            count.gated += 1
            return !isAllowed && headings == gates ? nil : "headings \(gates), Cedar \(headings)"
        }
        guard headings.isEmpty else { return "Cedar stops it by \(headings)" }
        if decision.code == .policyForbidden { return forbidden(cited, &count) }
        let forbids = clauses(false, \.reasons)
        guard forbids.isEmpty else { return "Cedar forbids it by \(forbids)" }
        switch decision.code {
        case .policyNoPermit, .policyNoPermitInBasis:
            count.unpermitted += 1
            if isAllowed { return "Cedar permits it by \(clauses(true, \.reasons))" }
            let theirs = clauses(true, \.reasons)
            return theirs == cited ? nil : "without a permit, Cedar cites \(theirs), we \(cited)"
        case .policyPermitted, .policyRecorded, .policyApprovalNeeded: count.allowed += 1
        case .policyApprovalImpossible, .policyRenditionNeeded: count.unkept += 1
        default: return "an unexpected answer: \(decision.code.name)"
        }
        return isAllowed ? permitted(cited, &count) : "Cedar does not permit it; we do by \(cited)"
    }

    private func forbidden(_ cited: Set<String>, _ count: inout Count) -> String? {
        let forbids = clauses(false, \.reasons)
        guard forbids.isSubset(of: cited) else { return "Cedar forbids also by \(forbids.subtracting(cited))" }
        let ours = cited.subtracting(forbids)
        guard ours.isSubset(of: passedOver) else { return "we forbid also by \(ours.subtracting(passedOver))" }
        if forbids.isEmpty {
            for clause in ours { count.missing[clause, default: 0] += 1 }
        } else {
            count.forbidden += 1
        }
        return nil
    }

    private func permitted(_ cited: Set<String>, _ count: inout Count) -> String? {
        let met = Set(requirements?.reasons ?? [])
        let theirs = clauses(true, \.reasons).union(met)
        guard theirs.isSubset(of: cited) else { return "Cedar cites also \(theirs.subtracting(cited))" }
        let ours = cited.subtracting(theirs)
        guard ours.isSubset(of: Set(requirements?.errors ?? [])) else { return "we cite also \(ours)" }
        if !ours.isEmpty { count.missingRequirements += 1 }
        return nil
    }
}
