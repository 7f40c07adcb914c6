package import Vocabulary

/// The rules of an agreement, of each instrument that it rests on and of each law, as Cedar policy sets that are asked one
/// by one (docs/spec/agreement.md, “Export to Cedar”). A request is permitted if every set permits it.
package struct CedarExport: Sendable, Encodable {
    /// What one document asks, as a policy set of its own.
    package struct PolicySet: Sendable, Encodable {
        package let document: AgreementID
        package let text: String
    }

    /// The agreement, then its instruments, then the laws.
    package let sets: [PolicySet]
    /// Satisfied policies of this set name what must be done along with what is permitted: approvals and obligations.
    package let requirements: String
    /// The members, with what the roster says of them: Cedar's JSON form of entities.
    package let entities: String

    package init(_ scope: PolicyScope) {
        let grants = scope.grants.map { grant in
            PolicySet(document: grant.id, text: Self.text(Self.policies(of: grant, in: scope), of: grant.id))
        }
        let laws = scope.laws.map { law in
            PolicySet(document: law.id, text: Self.text(Self.policies(of: law, in: scope), of: law.id))
        }
        sets = grants + laws
        requirements = Self.requirements(scope)
        entities = CedarEntities.text(scope.agreement.roster)
    }

    private static func text(_ policies: [CedarPolicy], of document: AgreementID) -> String {
        "// \(document): asked by itself.\n\n" + policies.map(\.text).joined(separator: "\n")
    }

    private static func policies(of grant: Agreement, in scope: PolicyScope) -> [CedarPolicy] {
        let isAgreement = grant.id == scope.agreement.id
        var policies = [
            CedarGates.courtOrder, CedarGates.recorded,
            CedarGates.term(grant.term, of: grant, isAgreement: isAgreement),
        ]
        if isAgreement { policies += CedarGates.agreement(grant) }
        if let purpose = grant.purpose {
            policies += CedarGates.purpose(purpose, parties: scope.agreement.partyList)
        }
        let clauses = CedarClause(
            document: grant.id, courts: scope.agreement.partyList, agreed: scope.purpose(of: grant)?.offences)
        policies += grant.clauses.compactMap { clause in
            switch clause.effect {
            case .permit: clauses.policy(clause, effect: .permit)
            case .forbid: clauses.policy(clause, effect: .forbid)
            case .require: nil
            }
        }
        if !isAgreement {
            // An instrument that has no permit for an action does not speak of it.
            let spoken = Set(grant.clauses.filter { $0.effect == .permit }.flatMap(\.actions))
            var silent = CedarPolicy("not-spoken-of", .permit)
            silent.unless = spoken.isEmpty ? [] : [CedarText.actions(spoken)]
            policies.append(silent)
        }
        return policies
    }

    private static func policies(of law: Law, in scope: PolicyScope) -> [CedarPolicy] {
        let clauses = CedarClause(document: law.id, courts: [law.party], agreed: nil, isLaw: true)
        return [CedarPolicy("not-forbidden", .permit)]
            + law.clauses.filter { $0.effect == .forbid }.map { clause in
                var policy = clauses.policy(clause, effect: .forbid)
                policy.when = [CedarGates.covers(law.term), CedarGates.applies(law, on: scope.agreement)] + policy.when
                return policy
            }
    }

    private static func requirements(_ scope: PolicyScope) -> String {
        var policies: [CedarPolicy] = []
        func add(_ clause: Clause, as terms: CedarClause, when: [String]) {
            guard clause.effect == .require else { return }
            var policy = terms.policy(clause, effect: .permit)
            policy.annotations[0].text = "\(terms.document) \(clause.number)"
            policy.when = when + policy.when
            policies.append(policy)
        }
        for grant in scope.grants {
            let terms = CedarClause(
                document: grant.id, courts: scope.agreement.partyList, agreed: scope.purpose(of: grant)?.offences)
            for clause in grant.clauses { add(clause, as: terms, when: []) }
        }
        for law in scope.laws {
            let terms = CedarClause(document: law.id, courts: [law.party], agreed: nil, isLaw: true)
            let when = [CedarGates.covers(law.term), CedarGates.applies(law, on: scope.agreement)]
            for clause in law.clauses { add(clause, as: terms, when: when) }
        }
        return "// What must be done along with what is permitted. Not part of the decision.\n\n"
            + policies.map(\.text).joined(separator: "\n")
    }
}

/// The roster as Cedar entities. Somebody who stands on it several times is several entities; the one whose days cover the
/// instant is the principal.
enum CedarEntities {
    /// `Member::"kh/ahtjpp/0101"`, and `#2` for the second time on the roster.
    static func name(_ member: MemberID, _ turn: Int) -> String { turn == 0 ? member.text : "\(member)#\(turn + 1)" }

    static func text(_ roster: Roster) -> String {
        var turns: [MemberID: Int] = [:]
        let entities = roster.entries.map { entry in
            let turn = turns[entry.member, default: 0]
            turns[entry.member] = turn + 1
            var attributes = [
                ("member", CedarText.string(entry.member.text)), ("party", CedarText.string(entry.member.party.text)),
                ("authority", CedarText.string(entry.member.authority.text)),
                ("role", CedarText.string(entry.role.rawValue)),
                ("start", String(entry.term.start)), ("end", String(entry.term.end)),
            ]
            if let parties = entry.leadsIn { attributes.append(("leadsIn", CedarText.set(parties))) }
            if let party = entry.secondedTo { attributes.append(("secondedTo", CedarText.string(party.text))) }
            let attrs = attributes.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ", ")
            return """
                {"uid": {"type": "Member", "id": \(CedarText.string(name(entry.member, turn)))}, \
                "attrs": {\(attrs)}, "parents": []}
                """
        }
        return "[\n\(entities.joined(separator: ",\n"))\n]\n"
    }
}
