import Vocabulary

/// Says what a check found in the space of facts.
struct SpaceFindings {
    private let check: SpaceCheck
    private let catalogue: MessageCatalogue

    init(_ check: SpaceCheck, _ catalogue: MessageCatalogue) {
        self.check = check
        self.catalogue = catalogue
    }

    var all: [AgreementFinding] {
        check.scope.agreement.clauses.compactMap(finding) + approvals
            + check.accused.findings(Set(check.scope.agreement.partyList), catalogue) + idle
    }

    private func finding(_ clause: Clause) -> AgreementFinding? {
        let number = clause.number
        func finding(
            _ code: ErrorCode, _ sentence: MessageID, _ next: MessageID,
            _ value: (name: String, text: String) = ("", "")
        ) -> AgreementFinding {
            let text = catalogue.text(sentence, ["clause": number.text, value.name: value.text])
            return AgreementFinding(code: code, clauses: [number], sentence: text, next: catalogue.text(next))
        }
        guard check.alive.contains(number) else { return finding(.checkDeadClause, .checkDead, .checkDeadNext) }
        guard clause.effect == .permit else { return nil }
        if !check.unbarred.contains(number), let others = check.barring[number], !others.isEmpty {
            return finding(
                .checkBarredPermit, .checkBarred, .checkBarredNext,
                ("others", catalogue.allOf(others.sorted().map(name))))
        }
        if let wide = check.wider[number] {
            let basis = ("basis", catalogue.allOf(wide.instruments.sorted().map(\.text)))
            guard check.effective.contains(number) else {
                return finding(.checkWiderThanBasis, .checkWider, .checkWiderNext, basis)
            }
            let actions = catalogue.allOf(wide.actions.sorted().map { catalogue.word($0) })
            let text = catalogue.text(
                .checkWiderPartly, ["clause": number.text, "basis": basis.1, "actions": actions])
            return AgreementFinding(
                code: .checkPartlyWider, clauses: [number], sentence: text, next: catalogue.text(.checkWiderNext))
        }
        if !check.needed.contains(number), let others = check.covering[number], !others.isEmpty {
            return finding(
                .checkShadowedPermit, .checkShadowed, .checkShadowedNext,
                ("others", catalogue.allOf(others.sorted().map(\.text))))
        }
        return nil
    }

    /// The clause, with its document where that is another one.
    private func name(_ reference: ClauseReference) -> String {
        reference.document == check.scope.agreement.id ? reference.clause.text : reference.description
    }

    private var approvals: [AgreementFinding] {
        check.asking.sorted { $0.key < $1.key }.compactMap { reference, askers in
            let cannot = askers.filter { !$0.value }.keys.sorted()
            guard !cannot.isEmpty, let terms = check.terms[reference] else { return nil }
            let isAlways = cannot.count == askers.count
            let words = TermWords(catalogue)
            return AgreementFinding(
                code: isAlways ? .checkApprovals : .checkApprovalsForSome, clauses: [reference.clause],
                sentence: catalogue.text(
                    isAlways ? .checkApprovalsNobody : .checkApprovalsSome,
                    [
                        "clause": reference.clause.text,
                        "seats": catalogue.allOf(terms.seats.map(words.seat)),
                        "members": catalogue.anyOf(cannot.map(\.text)),
                    ]),
                next: catalogue.text(.checkApprovalsNext))
        }
    }

    private var idle: [AgreementFinding] {
        var seen: Set<MemberID> = check.busy
        return check.scope.agreement.roster.entries.filter { seen.insert($0.member).inserted }.map { entry in
            AgreementFinding(
                code: .checkIdleMember, clauses: [],
                sentence: catalogue.text(
                    .checkIdleMember, ["member": entry.member.text, "role": catalogue.word(entry.role)]),
                next: catalogue.text(.checkIdleMemberNext))
        }
    }
}
