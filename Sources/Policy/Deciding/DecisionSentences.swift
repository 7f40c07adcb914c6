import Vocabulary

/// Says the reasons of a decision, and what is asked along with it.
struct DecisionSentences {
    let decision: Decision
    let catalogue: MessageCatalogue

    init(_ decision: Decision, _ catalogue: MessageCatalogue) {
        self.decision = decision
        self.catalogue = catalogue
    }

    var statements: [Explanation.Statement] {
        decision.reasons.map { statement($0, sentence($0)) }
            + decision.warnings.map {
                statement($0, catalogue.text(.explainNoted, ["sentence": sentence($0)]))
            }
            + obligations.map { Explanation.Statement(document: nil, place: nil, text: $0) }
    }

    private func statement(_ reason: Reason, _ text: String) -> Explanation.Statement {
        Explanation.Statement(
            document: reason.document, place: reason.clause?.text ?? reason.heading?.rawValue, text: text)
    }

    private func sentence(_ reason: Reason) -> String {
        func say(_ id: MessageID, _ name: String, _ value: String) -> String { catalogue.text(id, [name: value]) }
        switch reason.code {
        case ErrorCode.policyPermitted.name: return quoting(.explainPermits, reason)
        case ErrorCode.policyForbidden.name: return quoting(.explainForbids, reason)
        case ErrorCode.policyNoPermit.name, ErrorCode.policyNoPermitInBasis.name: return nearMiss(reason)
        case ErrorCode.policyApprovalNeeded.name: return approval(reason)
        case ErrorCode.policyApprovalImpossible.name:
            return say(.explainApprovalImpossible, "clause", place(reason))
        case ErrorCode.policyCannotFulfil.name:
            return say(.explainCannotFulfil, "duties", words(ObligationKind.self, reason))
        case ErrorCode.policyRenditionNeeded.name:
            return say(.explainRendition, "parts", words(Redaction.self, reason))
        case ErrorCode.policyRecorded.name: return catalogue.text(.explainRecorded)
        case ErrorCode.policyOverridden.name: return say(.explainOverridden, "clause", place(reason))
        case ErrorCode.policyCourtOrder.name: return catalogue.text(.explainCourtOrder)
        default: return heading(reason)
        }
    }

    private func words<Value: Word>(_ type: Value.Type, _ reason: Reason) -> String {
        catalogue.allOf(reason.names.map { name in (try? Value(parsing: name)).map { catalogue.word($0) } ?? name })
    }

    private func place(_ reason: Reason) -> String {
        let clause = reason.clause?.text ?? ""
        guard let document = reason.document, document != decision.request.agreement else { return clause }
        return catalogue.text(.explainOtherDocument, ["clause": clause, "document": document.text])
    }

    /// With the clause's own words; whatever sign ends them ends the quotation, and the sentence has its own.
    private func quoting(_ id: MessageID, _ reason: Reason) -> String {
        let policy = decision.policy
        var quotation = ""
        if let number = reason.clause,
            let index = policy.documents.firstIndex(where: { $0.id == reason.document }),
            let clause = policy.clauses.first(where: { $0.document == index && $0.source.number == number })
        {
            let says = clause.source.says.text(in: catalogue.language)
            quotation = catalogue.text(
                .explainQuotation, ["says": says.hasSuffix(".") ? String(says.dropLast()) : says])
        }
        return catalogue.text(id, ["clause": place(reason), "quotation": quotation])
    }

    private func approval(_ reason: Reason) -> String {
        let candidates = catalogue.anyOf(Array(reason.names.dropFirst()))
        return catalogue.text(
            .explainApproval,
            [
                "clause": place(reason), "seat": seat(reason),
                "candidates": candidates.isEmpty
                    ? "" : catalogue.text(.explainApprovalCandidates, ["members": candidates]),
            ])
    }

    private func seat(_ reason: Reason) -> String {
        guard let name = reason.names.first else { return catalogue.text(.explainSomebody) }
        return (try? ApprovalSeat(parsing: name)).map(TermWords(catalogue).seat) ?? name
    }

    private func nearMiss(_ reason: Reason) -> String {
        let action = TermWords(catalogue).doing([decision.request.action], nil)
        guard reason.clause != nil else {
            if reason.document == decision.request.agreement {
                return catalogue.text(.explainNoPermit, ["action": action])
            }
            let document = reason.document?.text ?? catalogue.text(.explainTheBasis)
            return catalogue.text(.explainNoPermitInBasis, ["action": action, "document": document])
        }
        guard !reason.misses.isEmpty else { return catalogue.text(.explainNearestAsks, ["clause": place(reason)]) }
        let misses = reason.misses.map(MissWords(catalogue, of: decision.request.actor).text)
        return catalogue.text(.explainNearest, ["clause": place(reason), "misses": catalogue.allOf(misses)])
    }

    private func heading(_ reason: Reason) -> String {
        let document = reason.document?.text ?? decision.request.agreement.text
        if reason.code == ErrorCode.policyUnknownAgreement.name {
            return catalogue.text(.explainUnknownAgreement, ["document": document])
        }
        guard let id = Self.headings[reason.code] else { return reason.code }
        return catalogue.text(
            .explainHeading,
            [
                "heading": reason.heading?.rawValue ?? "", "document": document,
                "text": catalogue.text(id, ["actor": decision.request.actor.text]),
            ])
    }

    private static let headings: [String: MessageID] = [
        ErrorCode.policyNotYetInForce.name: .explainNotYetInForce,
        ErrorCode.policyEnded.name: .explainEnded,
        ErrorCode.policyBasisNotInForce.name: .explainBasisNotInForce,
        ErrorCode.policySuspended.name: .explainSuspended,
        ErrorCode.policyNotMember.name: .explainNotMember,
        ErrorCode.policyMembershipNotCurrent.name: .explainMembershipNotCurrent,
        ErrorCode.policyPurposeMissing.name: .explainPurposeMissing,
        ErrorCode.policyOffenceNotListed.name: .explainOffenceNotListed,
        ErrorCode.policyOffenceUnknown.name: .explainOffenceUnknown,
        ErrorCode.policyThresholdNotMet.name: .explainThresholdNotMet,
        ErrorCode.policyThresholdUnknown.name: .explainThresholdUnknown,
        ErrorCode.policyOtherChannel.name: .explainOtherChannel,
        ErrorCode.policyChannelUnknown.name: .explainChannelUnknown,
    ]

    private var obligations: [String] {
        guard decision.outcome != .deny else { return [] }
        let asked = decision.obligations
        var sentences: [String] = []
        func add(_ id: MessageID, _ values: [String]) {
            if !values.isEmpty { sentences.append(catalogue.text(id, ["values": values.joined(separator: ", ")])) }
        }
        add(.explainRedact, asked.redact.map { catalogue.word($0) })
        add(.explainNotify, asked.notify)
        add(.explainMark, asked.mark)
        add(.explainSeal, asked.seal)
        add(.explainDelete, asked.deleteBy.map { [$0.text] } ?? [])
        if asked.log == .full { sentences.append(catalogue.text(.explainLogFull)) }
        return sentences
    }
}
