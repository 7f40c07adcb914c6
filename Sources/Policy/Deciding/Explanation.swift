package import Vocabulary

/// A decision in words.
package struct Explanation: Hashable, Sendable, Codable {
    package let code: String
    package let outcome: Decision.Outcome
    /// One for each reason, with the place that it speaks of.
    package let statements: [Statement]
    /// What the reader can do.
    package let nextStep: String
    package let clauses: [ClauseReference]

    /// A sentence about one clause or heading of one document, or about the whole.
    package struct Statement: Hashable, Sendable, Codable {
        package let document: AgreementID?
        /// The number of the clause, or the name of the heading.
        package let place: String?
        package let text: String

        package init(document: AgreementID?, place: String?, text: String) {
            self.document = document
            self.place = place
            self.text = text
        }
    }

    package var sentences: [String] { statements.map(\.text) }

    private enum CodingKeys: String, CodingKey {
        case code, outcome, statements, clauses
        case nextStep = "next"
    }
}

extension Decision {
    /// Everything, for auditors and for the record. For members use `PolicyLibrary.safeExplanation`.
    package func explanation() -> Explanation {
        var statements = reasons.map { statement($0, sentence($0)) }
        statements += warnings.map { statement($0, "Noted, without effect: " + sentence($0)) }
        statements += obligationSentences.map { Explanation.Statement(document: nil, place: nil, text: $0) }
        return Explanation(
            code: code.name, outcome: outcome, statements: statements, nextStep: nextStep, clauses: clauses)
    }

    private func statement(_ reason: Reason, _ text: String) -> Explanation.Statement {
        Explanation.Statement(
            document: reason.document, place: reason.clause?.text ?? reason.heading?.rawValue, text: text)
    }

    private func sentence(_ reason: Reason) -> String {
        switch reason.code {
        case ErrorCode.policyPermitted.name: "Clause \(place(reason)) permits this\(quotation(reason))."
        case ErrorCode.policyForbidden.name: "Clause \(place(reason)) forbids this\(quotation(reason))."
        case ErrorCode.policyNoPermit.name, ErrorCode.policyNoPermitInBasis.name: nearMiss(reason)
        case ErrorCode.policyApprovalNeeded.name:
            "Clause \(place(reason)) asks for the approval of \(reason.names.first ?? "somebody")"
                + (reason.names.count > 1 ? ": \(reason.names.dropFirst().joined(separator: " or "))." : ".")
        case ErrorCode.policyApprovalImpossible.name:
            "Clause \(place(reason)) asks for an approval that nobody on the roster can give for this request."
        case ErrorCode.policyCannotFulfil.name:
            "This node cannot carry out what is asked along with it: \(reason.names.joined(separator: ", "))."
        case ErrorCode.policyRenditionNeeded.name:
            "It may only be released without: \(reason.names.joined(separator: ", ")); no such rendition exists yet."
        case ErrorCode.policyRecorded.name: "It is recorded; nothing forbids it, and not everything needed permits it."
        case ErrorCode.policyOverridden.name:
            "Clause \(place(reason)) would forbid this; two leaders have lifted it for this use."
        case ErrorCode.policyCourtOrder.name: "A court's order is recorded, and is not for the node to block."
        default: gateSentence(reason)
        }
    }

    private func place(_ reason: Reason) -> String {
        let clause = reason.clause?.text ?? ""
        guard let document = reason.document, document != request.agreement else { return clause }
        return "\(clause) of \(document)"
    }

    /// The clause's own words.
    private func quotation(_ reason: Reason) -> String {
        guard let number = reason.clause,
            let index = policy.documents.firstIndex(where: { $0.id == reason.document }),
            let clause = policy.clauses.first(where: { $0.document == index && $0.source.number == number })
        else { return "" }
        return ": “\(clause.source.says.text())”"
    }

    private func nearMiss(_ reason: Reason) -> String {
        let document = reason.document == request.agreement ? "" : " in \(reason.document?.text ?? "the basis")"
        guard reason.clause != nil else { return "No clause\(document) permits “\(request.action)”." }
        guard !reason.misses.isEmpty else {
            return "Clause \(place(reason)) would permit this, but what it asks along with it is not given."
        }
        let misses = reason.misses.map { miss in
            let value = miss.is.map { "is \($0)" } ?? "is not known"
            let subject = "the \(miss.about.replacing("-", with: " "))"
            return miss.isExcepted ? "\(subject) \(value), which it excepts" : "\(subject) \(value)"
        }
        return "Clause \(place(reason)) would permit this, but \(misses.joined(separator: " and "))."
    }

    private func gateSentence(_ reason: Reason) -> String {
        let document = reason.document?.text ?? request.agreement.text
        let lead = "Heading “\(reason.heading?.rawValue ?? "")” of \(document): "
        return switch reason.code {
        case ErrorCode.policyUnknownAgreement.name: "The agreement \(document) is not in force on this node."
        case ErrorCode.policyNotYetInForce.name: lead + "it is not in force yet."
        case ErrorCode.policyEnded.name: lead + "it has ended."
        case ErrorCode.policyBasisNotInForce.name:
            lead + "this instrument, on which the agreement rests, is not in force."
        case ErrorCode.policySuspended.name: lead + "the agreement is suspended, and this would be new access."
        case ErrorCode.policyNotMember.name: lead + "\(request.actor) is not among the members."
        case ErrorCode.policyMembershipNotCurrent.name:
            lead + "the membership of \(request.actor) does not cover this day."
        case ErrorCode.policyPurposeMissing.name: lead + "this needs a purpose."
        case ErrorCode.policyOffenceNotListed.name: lead + "the case is about none of the offences that it lists."
        case ErrorCode.policyOffenceUnknown.name: lead + "the offence of the case is not known."
        case ErrorCode.policyThresholdNotMet.name: lead + "the penalty for the case's offence is too low."
        case ErrorCode.policyThresholdUnknown.name:
            lead + "the penalty for the case's offence is not known for each party."
        case ErrorCode.policyOtherChannel.name: lead + "the material came by another channel."
        case ErrorCode.policyChannelUnknown.name: lead + "it is not known by which channel the material came."
        default: reason.code
        }
    }

    private var obligationSentences: [String] {
        guard outcome != .deny else { return [] }
        var sentences: [String] = []
        func add(_ lead: String, _ values: [String]) {
            if !values.isEmpty { sentences.append("\(lead): \(values.joined(separator: ", ")).") }
        }
        add("Released without", obligations.redact.map(\.rawValue))
        add("To be notified", obligations.notify)
        add("Marked", obligations.mark)
        add("Sealed to", obligations.seal)
        if let day = obligations.deleteBy { sentences.append("To be destroyed by \(day), if nothing holds it.") }
        if obligations.log == .full { sentences.append("Logged in full.") }
        return sentences
    }
}
