import Vocabulary

/// A clause as one Cedar policy.
///
/// The order of the conditions does not matter for a permit: what is missing is an error, and a policy with an error does
/// not count. In a forbid that is where Cedar and this module differ: Cedar passes over it, this module refuses.
struct CedarClause {
    let document: AgreementID
    /// The parties whose courts can lift or open it.
    let courts: [Party]
    /// The offences that `agreed-offence` stands for in the clause's document.
    let agreed: Set<Offence>?
    /// What is only declared is not known to a law.
    var isLaw = false

    private var place: String { isLaw ? "establishedPlace" : "place" }
    private var forum: String { isLaw ? "establishedForum" : "forum" }

    func policy(_ clause: Clause, effect: CedarPolicy.Effect) -> CedarPolicy {
        var policy = CedarPolicy(clause.number.text, effect, CedarText.actions(clause.actions))
        policy.annotations.append(("says", clause.says.text()))
        if let approvals = clause.approvals {
            let seats = approvals.seats.map(\.description).joined(separator: "; ")
            policy.annotations.append(
                ("approvals", "\(seats); persons: \(approvals.seats.count); days: \(approvals.withinDays)"))
        }
        if !clause.obligations.isEmpty { policy.annotations.append(("then", Self.words(clause.obligations))) }
        if clause.effect == .forbid {
            policy.unless += CedarGates.exceptions(for: clause.actions)
        }
        policy.when += who(clause) + item(clause.item)
        policy.when += clause.conditions.map { freed($0, of: clause, "\(Self.helps) || ") }
        policy.unless += clause.exceptions.map { freed($0, of: clause, "!\(Self.helps) && ", isExcepted: true) }
        return policy
    }

    private func who(_ clause: Clause) -> [String] {
        let who = clause.who
        var tests: [String] = []
        if let roles = who.roles {
            let text = CedarText.one(CedarText.set(roles), of: role(among: roles))
            tests.append(Self.turnsOnPlace(roles) ? listing(clause, "principal has leadsIn", text) : text)
        }
        if let members = who.members {
            tests.append(CedarText.one(CedarText.set(members.map(\.text)), of: "principal.member"))
        }
        if let authorities = who.authorities {
            tests.append(CedarText.one(CedarText.set(authorities.map(\.text)), of: "principal.authority"))
        }
        if let parties = who.parties {
            // Names first: they need no origin.
            tests.append(
                parties.sorted().map { reference in
                    switch reference {
                    case .party(let party): "principal.party == \(CedarText.string(party.text))"
                    case .itemOrigin: "principal.party == context.item.origin"
                    case .otherParties: "principal.party != context.item.origin"
                    }
                }.joined(separator: " || "))
        }
        return tests
    }

    /// A leader who does not lead everywhere is a member elsewhere, where the clause tells the two apart.
    private func role(among roles: Set<RosterRole>) -> String {
        guard Self.turnsOnPlace(roles) else { return "principal.role" }
        return "(if principal has leadsIn then (if principal.leadsIn.contains(context.\(place)) then principal.role "
            + "else \(CedarText.string(RosterRole.member.rawValue))) else principal.role)"
    }

    private static func turnsOnPlace(_ roles: Set<RosterRole>) -> Bool {
        roles.contains(.teamLeader) != roles.contains(.member)
    }

    /// What turns on a place or a forum holds for the register, under the agreement and its basis, and excepts nothing.
    private func listing(_ clause: Clause, _ whose: String, _ text: String, isExcepted: Bool = false) -> String {
        guard !isLaw, clause.actions.contains(where: \.isPlaceless) else { return text }
        return isExcepted
            ? "(!(\(CedarText.action(.list)) && \(whose)) && \(text))"
            : "(\(CedarText.action(.list)) && \(whose) || \(text))"
    }

    private func item(_ item: ItemTerms) -> [String] {
        var tests: [String] = []
        func one(_ set: String?, _ fact: String) {
            if let set { tests.append(CedarText.one(set, of: "context.item.\(fact)")) }
        }
        func some(_ set: String?, _ fact: String) {
            if let set { tests.append(CedarText.some(set, of: "context.item.\(fact)")) }
        }
        one(item.categories.map { CedarText.set($0) }, "category")
        one(item.victimIdentity.map { CedarText.set($0) }, "victimIdentity")
        some(item.flags.map { CedarText.set($0) }, "flags")
        some(item.handling.map { CedarText.set($0) }, "handling")
        one(item.channels.map { CedarText.set($0) }, "channel")
        one(item.origins.map { CedarText.set($0) }, "origin")
        one(item.copies.map { CedarText.set($0) }, "copy")
        one(item.evaluations.map { CedarText.set($0.map(\.text)) }, "evaluation")
        return tests
    }

    /// For what helps the accused it does not matter for which purposes a permit was written.
    private func freed(
        _ condition: Condition, of clause: Clause, _ lead: String, isExcepted: Bool = false
    ) -> String {
        let text = self.condition(condition, of: clause, isExcepted)
        guard clause.effect == .permit, clause.actions.contains(.disclose), case .purpose = condition else {
            return text
        }
        return "\(lead)(\(text))"
    }

    private static let helps =
        "(\(CedarText.action(.disclose)) && context has purpose && "
        + "context.purpose == \(CedarText.string(Purpose.exculpatory.rawValue)))"

    private func condition(_ condition: Condition, of clause: Clause, _ isExcepted: Bool) -> String {
        switch condition {
        case .purpose(let references): purpose(references)
        case .consentOf(let givers): consents(givers.sorted())
        case .offence(let offences): CedarText.some(CedarText.set(offences), of: "context.offences")
        case .place(let parties):
            listing(
                clause, "!(principal has secondedTo)",
                CedarText.one(
                    CedarText.set(parties),
                    of: "(if principal has secondedTo then principal.secondedTo else context.\(place))"),
                isExcepted: isExcepted)
        case .forum(let parties):
            listing(
                clause, "true", CedarText.one(CedarText.set(parties), of: "context.\(forum)"), isExcepted: isExcepted)
        case .courtOrder: CedarText.some(CedarText.set(courts.map(\.text)), of: "context.courts")
        case .override: "context.lifted.contains(\(CedarText.string("\(document) \(clause.number)")))"
        }
    }

    /// A consent of which it is not known whether it stands for this use is missing. One that does not stand decides,
    /// whatever else is missing.
    private func consents(_ givers: [PartyReference]) -> String {
        let each = givers.map { giver in
            switch giver {
            case .party(let party): "context.consents.\(party)"
            case .itemOrigin: "context.consents.origin"
            case .otherParties: "false"
            }
        }
        guard each.count > 1 else { return each.joined() }
        let refused = each.map { consent in
            let name = consent.split(separator: ".").last.map(String.init) ?? ""
            return "(context.consents has \(name) && !\(consent))"
        }
        return "(if \(refused.joined(separator: " || ")) then false else \(each.joined(separator: " && ")))"
    }

    private func purpose(_ references: Set<PurposeReference>) -> String {
        var tests: [String] = []
        let named = references.compactMap { reference -> String? in
            if case .purpose(let purpose) = reference { purpose.rawValue } else { nil }
        }
        if !named.isEmpty { tests.append(CedarText.one(CedarText.set(named), of: "context.purpose")) }
        if references.contains(.agreedOffence) {
            let serving = CedarText.set(Purpose.allCases.filter(\.servesOffence).map(\.rawValue))
            let listed = CedarText.set(agreed ?? [])
            tests.append(
                "(\(CedarText.one(serving, of: "context.purpose")) && (if context has offence then "
                    + "\(CedarText.one(listed, of: "context.offence")) && context.offences.contains(context.offence) else "
                    + "\(CedarText.some(listed, of: "context.offences"))))")
        }
        return tests.joined(separator: " || ")
    }

    private static func words(_ obligations: Obligations) -> String {
        var parts: [String] = []
        func add(_ kind: ObligationKind, _ words: [String]) {
            if !words.isEmpty { parts.append("\(kind.rawValue): \(words.joined(separator: ", "))") }
        }
        add(.redact, obligations.redact.map(\.rawValue))
        add(.notify, obligations.notify)
        add(.mark, obligations.mark)
        add(.seal, obligations.seal)
        add(.deleteBy, obligations.deleteBy.map { [$0.text] } ?? [])
        add(.log, obligations.log.map { [$0.rawValue] } ?? [])
        return parts.joined(separator: "; ")
    }
}
