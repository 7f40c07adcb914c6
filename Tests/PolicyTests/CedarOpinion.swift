import Vocabulary

@testable import Policy

/// What Cedar said of one request, over all policy sets.
struct Opinion {
    private let sets: [(document: AgreementID, answer: CedarPeer.Answer)]
    private let requirements: CedarPeer.Answer?
    /// The clauses that forbid.
    private let forbids: Set<String>
    /// The clauses about material, where the request is about none: they do not match, and to Cedar it is missing.
    private let aboutNothing: Set<String>
    /// The attributes that were left out of the request, since nobody knows them.
    private let unknown: Set<String>
    private let isPersonKnown: Bool

    init(_ scope: PolicyScope, _ answers: [CedarPeer.Answer], to request: PolicyRequest, _ facts: Facts) {
        let names = [scope.agreement.id] + scope.instruments.map(\.id) + scope.laws.map(\.id)
        sets = Array(zip(names, answers))
        requirements = answers.last
        let grants = [scope.agreement] + scope.instruments
        let clauses = grants.map { ($0.id, $0.clauses) } + scope.laws.map { ($0.id, $0.clauses) }
        func named(_ isMeant: (Clause) -> Bool) -> Set<String> {
            Set(clauses.flatMap { id, clauses in clauses.filter(isMeant).map { "\(id) \($0.number)" } })
        }
        forbids = named { $0.effect == .forbid }
        let isAboutItem = facts.item != nil || request.action.needsItem
        aboutNothing = isAboutItem ? [] : named { $0.isAboutItem(for: request.actor.party) }
        unknown = Self.unknown(request, facts)
        isPersonKnown = scope.agreement.roster.names(request.actor)
    }

    /// What Cedar may find missing, told from what is asked and not from what was exported.
    private static func unknown(_ request: PolicyRequest, _ facts: Facts) -> Set<String> {
        let item = facts.item
        // The register is listed in no place and before no court.
        let (place, forum) = request.action == .list ? (.unknown, .unknown) : (facts.place, facts.forum)
        let offences = facts.caseFacts.offences.value
        let isKnown = [
            "item": item != nil, "purpose": request.purpose != nil, "offences": offences != nil,
            "place": place.value != nil, "establishedPlace": place.value != nil && place.source != .request,
            "forum": forum.value != nil, "establishedForum": forum.value != nil && forum.source != .request,
            "category": item?.category.value != nil, "victimIdentity": item?.victimIdentity.value != nil,
            "flags": item?.flags.value != nil, "handling": item?.handling.value != nil,
            "channel": item?.channel.value != nil, "origin": item?.origin.value != nil,
            "copy": item?.copy.value != nil, "evaluation": item?.evaluation.value != nil,
        ]
        var unknown = Set(isKnown.filter { !$0.value }.keys)
        for consent in facts.consents {
            let isOffenceOpen = consent.offence != nil && request.offence == nil && offences == nil
            guard request.purpose == nil || isOffenceOpen else { continue }
            unknown.insert(consent.party.text)
            if item?.origin.value == consent.party { unknown.insert("origin") }
        }
        return unknown
    }

    /// A policy that failed for another reason than that something is not known: an export that cannot work.
    private var mistake: CedarPeer.PassedOver? {
        (sets.flatMap(\.answer.errors) + (requirements?.errors ?? [])).first { error in
            if let attribute = error.missingAttribute { return !unknown.contains(attribute) }
            return isPersonKnown || !error.lacksPerson
        }
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

    /// Whether a forbid or a requirement that Cedar passed over counts with us: nothing known of it fails to hold.
    private func isOpen(_ clause: String, _ error: CedarPeer.PassedOver) -> Bool {
        error.refuted.isEmpty && !aboutNothing.contains(clause)
    }

    /// Forbids that Cedar passed over, since it could not evaluate them, and that what it knows leaves open.
    private var open: Set<String> {
        let errors = sets.flatMap { set in set.answer.errors.map { ("\(set.document) \($0.policy)", $0) } }
        return Set(errors.filter { forbids.contains($0) && isOpen($0, $1) }.map(\.0))
    }

    /// - Returns: what differs and may not; nil if nothing does.
    func difference(from decision: Decision, _ count: inout Count) -> String? {
        if let mistake { return "Cedar passes over \(mistake), though that is known" }
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
        guard open.isEmpty else { return "what is missing under \(open) does not stop it" }
        switch decision.code {
        case .policyNoPermit, .policyNoPermitInBasis:
            count.unpermitted += 1
            if isAllowed { return "Cedar permits it by \(clauses(true, \.reasons))" }
            let theirs = clauses(true, \.reasons)
            return theirs == cited ? nil : "without a permit, Cedar cites \(theirs), we \(cited)"
        case .policyPermitted, .policyRecorded: count.allowed += 1
        case .policyApprovalNeeded, .policyApprovalImpossible, .policyRenditionNeeded:
            count.undecided[decision.code.name, default: 0] += 1
        default: return "an unexpected answer: \(decision.code.name)"
        }
        return isAllowed ? permitted(cited, &count) : "Cedar does not permit it; we do by \(cited)"
    }

    private func forbidden(_ cited: Set<String>, _ count: inout Count) -> String? {
        let forbids = clauses(false, \.reasons)
        guard forbids.isSubset(of: cited) else { return "Cedar forbids also by \(forbids.subtracting(cited))" }
        let ours = cited.subtracting(forbids)
        guard ours == open else { return "we forbid also by \(ours); Cedar leaves open \(open)" }
        for clause in ours { count.missing[clause, default: 0] += 1 }
        if forbids.isEmpty { count.refusedAlone += 1 } else { count.forbidden += 1 }
        return nil
    }

    private func permitted(_ cited: Set<String>, _ count: inout Count) -> String? {
        let met = Set(requirements?.reasons ?? [])
        let theirs = clauses(true, \.reasons).union(met)
        guard theirs.isSubset(of: cited) else { return "Cedar cites also \(theirs.subtracting(cited))" }
        let ours = cited.subtracting(theirs)
        let open = Set((requirements?.errors ?? []).filter { isOpen($0.policy, $0) }.map(\.policy))
        guard ours == open else { return "we cite also \(ours); Cedar leaves open \(open)" }
        for clause in ours { count.missingRequirements[clause, default: 0] += 1 }
        return nil
    }
}

extension Clause {
    /// Whoever is of a party that it names needs no origin.
    fileprivate func isAboutItem(for party: Party) -> Bool {
        let parties = who.parties ?? []
        return item != .anything
            || !parties.contains(.party(party)) && !parties.isDisjoint(with: [.itemOrigin, .otherParties])
    }
}
