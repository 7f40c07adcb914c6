import Vocabulary

/// The headings of a file, and what holds for an action under every agreement, as Cedar policies.
enum CedarGates {
    /// A court's order to produce is never blocked.
    static func exceptions(for actions: some Sequence<Action>) -> [String] {
        actions.contains(.produceInCourt) ? [ordered] : []
    }

    private static let ordered = "\(CedarText.action(.produceInCourt)) && context.courtOrder && principal has role"

    /// Permits what a court has ordered.
    static var courtOrder: CedarPolicy {
        var policy = CedarPolicy("court-order", .permit, CedarText.action(.produceInCourt))
        policy.when = ["context.courtOrder && principal has role"]
        return policy
    }

    /// What is produced in court is recorded where nothing forbids it, though nothing permits it.
    static var recorded: CedarPolicy { CedarPolicy("recorded", .permit, CedarText.action(.produceInCourt)) }

    static func term(_ term: Term, of grant: Agreement, isAgreement: Bool) -> CedarPolicy {
        var policy = heading(isAgreement ? .inForce : .basis)
        policy.unless.append(covers(term))
        return policy
    }

    /// From the first moment on and before the first moment after; milliseconds since 1970.
    static func covers(_ term: Term) -> String { "context.now >= \(term.start) && context.now < \(term.end)" }

    /// The gates that only the agreement itself has.
    static func agreement(_ agreement: Agreement) -> [CedarPolicy] {
        var members = heading(.members)
        members.unless.append(
            "principal has role && context.now >= principal.start && context.now < principal.end")
        var suspension = heading(.suspension, Action.allCases.filter(\.stopsWhenSuspended))
        suspension.when.append("context has suspendedSince && context.suspendedSince <= context.now")
        suspension.unless.append(
            "\(CedarText.actions(Action.allCases.filter(\.servesDangerToLife))) && context has purpose && "
                + "context.purpose == \(CedarText.string(Purpose.dangerToLife.rawValue))")
        var stopped = heading(.suspension)
        stopped.when.append(
            "context has suspendedSince && context.suspendedSince <= context.now && context.alsoStops.contains(action)")
        var purpose = heading(.purpose, Action.allCases.filter(\.needsPurpose))
        purpose.unless.append("context has purpose")
        var gates = [members, suspension, stopped, purpose]
        if let channel = agreement.channel {
            var policy = heading(.channel, Action.allCases.filter(\.testsChannel))
            policy.unless.append(
                "context has item && context.item has channel && context.item.channel == "
                    + CedarText.string(channel.rawValue))
            gates.append(policy)
        }
        return gates
    }

    /// The offences and the threshold of a file that lists its own.
    static func purpose(_ purpose: PurposeTerms, parties: [Party]) -> [CedarPolicy] {
        let tested = Action.allCases.filter(\.testsOffence)
        var offences = heading(.offences, tested)
        offences.unless.append(
            "context has offences && \(CedarText.some(CedarText.set(purpose.offences), of: "context.offences"))")
        guard let threshold = purpose.threshold else { return [offences] }
        let met = parties.map { party in
            "(context.penalties has \(party) && context.penalties.\(party) >= \(threshold.maximumPenaltyYears))"
        }
        var policy = heading(.threshold, tested)
        policy.unless.append(
            "context has penalties && (\(met.joined(separator: threshold.scope == .anyParty ? " || " : " && ")))")
        return [offences, policy]
    }

    /// Whether a law bears on the request. A link that is not known counts for those whom the agreement concerns.
    static func applies(_ law: Law, on agreement: Agreement) -> String {
        let isConcerned = agreement.concerned.contains(law.party)
        func link(_ has: String, _ is: String) -> String {
            isConcerned ? "(!(\(has)) || \(`is`))" : "(\(has) && \(`is`))"
        }
        let party = CedarText.string(law.party.text)
        var links: [String] = []
        if law.applies.contains(.actorParty) { links.append("principal.party == \(party)") }
        if law.applies.contains(.itemOrigin) {
            let always = CedarText.actions(Action.allCases.filter(\.needsItem))
            links.append(
                "(if context has item then \(link("context.item has origin", "context.item.origin == \(party)")) "
                    + "else \(isConcerned ? always : "false"))")
        }
        // What is declared adds a law, and takes none away.
        func declared(_ fact: String, _ established: String) -> String {
            "(\(link("context has \(established)", "context.\(established) == \(party)")) "
                + "|| (context has \(fact) && context.\(fact) == \(party)))"
        }
        if law.applies.contains(.place) {
            links.append(
                "(if principal has secondedTo then principal.secondedTo == \(party) "
                    + "else \(declared("place", "establishedPlace")))")
        }
        if law.applies.contains(.forum) { links.append(declared("forum", "establishedForum")) }
        return links.joined(separator: " || ")
    }

    private static func heading(_ heading: Heading, _ actions: [Action]? = nil) -> CedarPolicy {
        var policy = CedarPolicy("heading \(heading.rawValue)", .forbid, actions.map { CedarText.actions($0) })
        policy.unless = exceptions(for: actions ?? [.produceInCourt])
        return policy
    }
}
