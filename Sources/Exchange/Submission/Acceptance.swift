import Cooperation
import Custody
import EvidenceBundle
import Policy
import Seal
import Store
import Vocabulary

extension ExchangeNode {
    /// Commits a verified bundle, if policy permits it at that moment.
    func accept(
        _ candidate: Candidate, under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> Submission {
        let decision = try await refuseUnlessPermitted(candidate, under: active, by: caller)
        try await ofUpload { try folder.blobs.adopt(candidate.file) }
        let accepted = try nodeEvents.make(.accepted, in: active.ledger.origin, at: now) { event in
            event.case = candidate.record.case.number
            event.bundle = BundleMention(
                id: candidate.record.bundle, digest: candidate.bundleDigest, file: candidate.file.digest)
            event.counterpart = Counterpart(caller.member.identity)
            event.previous = [candidate.statement.event.mention]
            event.decision = decision.mention
            event.clauses = [decision].citations
            event.medium = .network
        }
        let committed = try await active.commit { [self] now in
            // Taken again at the moment of the commit: nothing may have changed between decision and effect.
            let again = try self.decision(on: candidate.question, under: active, by: caller, at: now)
            guard again.decision.outcome == .permit else { throw refusal(again, .submissionRefused, under: active) }
            let cases = deciding(under: active, for: caller, at: now).cases
            let declared =
                try cases.remembered(candidate.question.caseNumber) == nil ? candidate.question.offence : nil
            guard
                try folder.register.receipt(
                    submitter: caller.member.identity, agreement: active.agreement.id, blob: candidate.file.digest)
                    == nil
            else { throw AcceptedMeanwhile() }
            let held = try folder.register.bundle(candidate.record.bundle, agreement: active.agreement.id)
            guard held == nil || held?.blob == candidate.file.digest else {
                throw Verdict(
                    failure: ExchangeError(
                        .bundleKnown, "A bundle with this identifier is held here already.",
                        next: "Pack the exhibits again; every packing gives a new identifier."))
            }
            if held == nil, let hearing = candidate.hearing { try checkPlace(of: hearing, under: active) }
            return Draft(
                objects: try candidate.statement.objects + nodeEvents.objects() + candidate.evidence,
                events: [candidate.statement.event, accepted],
                alone: Set([candidate.hearing.map { "hearing \($0.session)" }].compactMap(\.self)),
                rows: {
                    candidate.rows(
                        at: $0, decision: decision, of: caller, under: active.agreement.id, isHeld: held != nil,
                        cases: cases.remembering(
                            declared, for: candidate.question.caseNumber, entry: Int64($0.indices[0])))
                })
        }
        let event = try recorded(accepted, in: committed, of: active)
        return Submission(
            bundle: candidate.record.bundle, agreement: active.agreement.id, bundleDigest: candidate.bundleDigest,
            fileDigest: candidate.file.digest, acceptedAt: committed.placement.time, receipt: event.receipt.bytes,
            certificates: keys.events.chain.all.map(\.der))
    }

    /// A refusal of policy is an event too, and is committed before it is told.
    private func refuseUnlessPermitted(
        _ candidate: Candidate, under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> RecordedDecision {
        let decision = try decision(on: candidate.question, under: active, by: caller, at: now)
        guard decision.decision.outcome != .permit else { return decision }
        let denied = try nodeEvents.make(decision.refusalType, in: active.ledger.origin, at: now) { event in
            event.case = candidate.record.case.number
            event.bundle = BundleMention(id: candidate.record.bundle, digest: candidate.bundleDigest)
            event.counterpart = Counterpart(caller.member.identity)
            event.previous = [candidate.statement.event.mention]
            event.decision = decision.mention
            event.clauses = [decision].citations
        }
        _ = try await active.commit { [self] _ in
            Draft(
                objects: try candidate.statement.objects + nodeEvents.objects(),
                events: [candidate.statement.event, denied],
                rows: {
                    Store.Commit(
                        decisions: [decision.refusal(of: caller, under: active, entry: $0.indices[1])],
                        forgetUploads: [candidate.file.id])
                })
        }
        throw Verdict(failure: refusal(decision, .submissionRefused, under: active))
    }

    func refusal(_ decision: RecordedDecision, _ code: ErrorCode, under active: ActiveAgreement) -> Refusal {
        Refusal(decision.decision, explained: active.library.safeExplanation(of: decision.decision), code: code)
    }
}
