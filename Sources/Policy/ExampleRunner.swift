import Vocabulary

/// An example that does not come out as its author expected.
package struct ExampleFailure: Hashable, Sendable, CustomStringConvertible {
    /// file:line:column
    package let place: String
    package let problem: String

    package var description: String { "\(place): \(problem)" }
}

extension PolicyLibrary {
    /// Runs the examples of a file.
    ///
    /// What an example leaves out is filled in plainly: an item of the agreement's channel without flags and handling
    /// codes, an evidentiary copy with every rendition made, a case of the agreement's first offence with the penalty
    /// that the threshold asks for, an operation that is known to be on the territory of the actor's party and before its
    /// courts, and a node that can fulfil every obligation. A place or forum that is said is one that the actor declares. Category, origin and victim identity are never filled in.
    package func failures(inExamplesOf document: PolicyDocument) -> [ExampleFailure] {
        document.examples.flatMap { failures(of: $0, in: document.id) }
    }

    private func failures(of example: Example, in file: AgreementID) -> [ExampleFailure] {
        func failure(_ problem: String) -> ExampleFailure { ExampleFailure(place: example.place, problem: problem) }
        let name = example.under ?? file
        guard let agreement = agreement(name), let policy = policyDigest(for: name) else {
            return [failure("The agreement \(name) is not here.")]
        }
        let noon = Instant(
            millisecondsSince1970: Int64(example.on.daysSince1970) * 86_400_000 + 43_200_000
                - Int64(agreement.term.zone.offset.minutes) * 60_000)
        let request = PolicyRequest(
            agreement: name, actor: example.who, action: example.does, purpose: example.purpose,
            offence: example.offence)
        let decision = decide(request, at: noon, facts: facts(of: example, agreement, policy: policy, at: noon))
        var failures: [ExampleFailure] = []
        if decision.outcome != example.expect {
            let why = decision.explanation().sentences.joined(separator: " ")
            failures.append(failure("The example expects \(example.expect), the answer is \(decision.outcome). \(why)"))
        }
        for citation in example.by where !Self.cites(decision, citation, file) {
            failures.append(failure("The decision does not cite \(Self.words(citation)), \(Self.cited(by: decision))."))
        }
        if let expected = example.obligations, expected != decision.obligations {
            failures.append(
                failure("The obligations differ: \(decision.explanation().sentences.joined(separator: " "))"))
        }
        return failures
    }

    private static func cites(_ decision: Decision, _ citation: Citation, _ file: AgreementID) -> Bool {
        switch citation {
        case .clause(let document, let number):
            decision.clauses.contains(ClauseReference(document: document ?? file, clause: number))
        case .nearest(let document, let number):
            (decision.reasons + decision.warnings).contains {
                $0.document == document ?? file && $0.clause == number && !$0.misses.isEmpty
            }
        case .heading(let heading): decision.reasons.contains { $0.heading == heading }
        }
    }

    /// What a decision cites in truth.
    private static func cited(by decision: Decision) -> String {
        let all = decision.reasons + decision.warnings
        func words(_ reason: Reason) -> String? {
            reason.document.flatMap { document in
                if let heading = reason.heading { return "the heading \(heading) of \(document)" }
                return reason.misses.isEmpty ? nil : reason.clause.map { "\(document) \($0) as the nearest" }
            }
        }
        let cited = decision.clauses.map(\.description) + all.compactMap(words)
        if !cited.isEmpty { return "but: \(cited.joined(separator: ", "))" }
        return "and no other: no clause speaks of “\(decision.request.action)”"
    }

    private static func words(_ citation: Citation) -> String {
        switch citation {
        case .clause(let document, let number): [document?.text, number.text].compactMap(\.self).joined(separator: " ")
        case .nearest(let document, let number):
            [document?.text, number.text].compactMap(\.self).joined(separator: " ") + " as the nearest"
        case .heading(let heading): "the heading \(heading)"
        }
    }

    private func facts(of example: Example, _ agreement: Agreement, policy: Digest, at noon: Instant) -> Facts {
        let bundle = Digest(ofText: "example")
        let log = "example"
        let given = noon.adding(seconds: -3_600)
        let later = noon.adding(days: 1)
        return Facts(
            item: example.item.map { Self.item($0, agreement, bundle) },
            caseFacts: example.caseFacts ?? Self.caseFacts(agreement),
            node: NodeFacts(party: example.who.party, log: log, fulfils: ObligationKind.allCases),
            place: example.placeOfOperation ?? Fact(example.who.party, from: .caseRegister),
            forum: example.forum ?? Fact(example.who.party, from: .caseRegister),
            consents: example.consents.map {
                Consent(
                    party: $0, actions: Action.allCases, purposes: Purpose.allCases, bundle: nil, given: given,
                    expires: later,
                    event: Digest(ofText: "consent \($0)"))
            },
            approvals: example.approvedBy.map {
                Approval(
                    approver: $0, log: log, action: example.does, bundle: example.item == nil ? nil : bundle,
                    requester: example.who, purpose: example.purpose, offence: example.offence,
                    place: example.placeOfOperation?.value, forum: example.forum?.value, policy: policy, given: given,
                    expires: later,
                    event: Digest(ofText: "approval \($0)"), isSpent: false)
            },
            courtOrders: example.hasCourtOrder
                ? [
                    CourtOrder(
                        party: example.who.party, bundle: example.item == nil ? nil : bundle,
                        event: Digest(ofText: "order"))
                ] : [],
            suspension: example.isSuspended ? Suspension(since: given) : nil)
    }

    private static func item(_ example: ExampleItem, _ agreement: Agreement, _ bundle: Digest) -> ItemFacts {
        var item = ItemFacts()
        item.bundle = bundle
        item.category = example.category ?? .unknown
        item.victimIdentity = example.victimIdentity ?? .unknown
        item.origin = example.origin ?? .unknown
        item.flags = example.flags ?? Fact([], from: .bundleRecord)
        item.handling = example.handling ?? Fact([], from: .bundleRecord)
        item.channel = example.channel ?? agreement.channel.map { Fact($0, from: .bundleRecord) } ?? .unknown
        item.copy = example.copy ?? Fact(.evidentiary, from: .bundleRecord)
        item.evaluation = example.evaluation ?? .unknown
        item.redactions = example.redactions ?? Fact(Redaction.allCases, from: .node)
        return item
    }

    private static func caseFacts(_ agreement: Agreement) -> CaseFacts {
        guard let purpose = agreement.purpose, let offence = purpose.offences.min() else { return .unknown }
        let years = purpose.threshold?.maximumPenaltyYears ?? 0
        return CaseFacts(
            offences: Fact([offence], from: .caseRegister),
            penalties: Fact(agreement.partyList.map { Penalty(party: $0, years: years) }, from: .caseRegister))
    }
}
