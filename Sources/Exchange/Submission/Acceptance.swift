import Cooperation
import Custody
import EvidenceBundle
import Policy
import Seal
import Store
import Vocabulary

/// What the register says of the place that an accepted bundle would take.
private struct Place {
    /// Another member submitted the same file before; then only the acceptance is new.
    let isHeld: Bool
    /// What the case is said to be about, where nobody said so before.
    let declared: Offence?

    /// What two submissions in one commit must not decide from alike.
    func alone(_ candidate: Candidate) -> Set<String> {
        var names: Set<String> = []
        if let hearing = candidate.hearing { names.insert("hearing \(hearing.session)") }
        if declared != nil { names.insert("case \(candidate.question.caseNumber)") }
        return names
    }
}

extension ExchangeNode {
    /// Commits a verified bundle, if policy permits it at that moment. Of a bundle that is refused nothing is kept.
    func accept(
        _ candidate: Candidate, under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> Submission {
        let (decision, common) = try decision(on: candidate.question, under: active, by: caller, at: now)
        if let refusal = try await refuse(
            decision, of: candidate.statement, under: active, by: caller,
            forgetting: decision.decision.outcome == .deny ? candidate.file.id : nil,
            {
                $0.case = candidate.record.case.number
                $0.bundle = BundleMention(id: candidate.record.bundle, digest: candidate.bundleDigest)
            })
        {
            // What waits for an approval comes again, and its bytes need not.
            if decision.decision.outcome == .pending { throw refusal }
            throw Verdict(failure: refusal)
        }
        // Looked at before the blob gets its place, and once more when all is committed.
        _ = try place(of: candidate, under: active, by: caller)
        let blob = candidate.file.digest
        await folder.holds.hold(blob)
        do {
            let submission = try await commit(candidate, decision, citing: common, under: active, by: caller)
            await folder.holds.letGo(blob)
            return submission
        } catch {
            await folder.holds.letGo(blob)
            throw error
        }
    }

    private func commit(
        _ candidate: Candidate, _ decision: RecordedDecision, citing common: [ClauseCitation],
        under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> Submission {
        try await ofUpload { try folder.blobs.adopt(candidate.file) }
        let accepted = try nodeEvents.make(.accepted, in: active.ledger.origin, at: now) { event in
            event.case = candidate.record.case.number
            event.bundle = BundleMention(
                id: candidate.record.bundle, digest: candidate.bundleDigest, file: candidate.file.digest)
            event.counterpart = Counterpart(caller.member.identity)
            event.previous = [candidate.statement.event.mention]
            event.decision = decision.mention
            event.clauses = common.isEmpty ? nil : Array(common.prefix(CustodyEvent.longestList))
            event.medium = .network
        }
        let committed = try await active.commit { [self] now in
            // Taken again at the moment of the commit: nothing may have changed between decision and effect.
            let again = try self.decision(on: candidate.question, under: active, by: caller, at: now).recorded
            guard again.decision.outcome == .permit else { throw refusal(again, .submissionRefused, under: active) }
            let place = try place(of: candidate, under: active, by: caller)
            let cases = deciding(under: active, for: caller, at: now).cases
            return Draft(
                objects: try candidate.statement.objects + nodeEvents.objects() + candidate.evidence,
                events: [candidate.statement.event, accepted],
                alone: place.alone(candidate),
                rows: {
                    candidate.rows(
                        at: $0, decision: decision, of: caller, under: active.agreement.id, isHeld: place.isHeld,
                        cases: cases.remembering(
                            place.declared, for: candidate.question.caseNumber, entry: Int64($0.indices[0])))
                })
        }
        let event = try recorded(accepted, in: committed, of: active)
        return Submission(
            bundle: candidate.record.bundle, agreement: active.agreement.id, bundleDigest: candidate.bundleDigest,
            fileDigest: candidate.file.digest, acceptedAt: committed.placement.time, entry: event.index,
            receipt: event.receipt.bytes, certificates: keys.events.chain.all.map(\.der),
            standing: .alone(under: active.agreement, node: keys.node))
    }

    /// - Throws: what stands against accepting it beside policy: it is accepted already, or its place is taken.
    private func place(
        of candidate: Candidate, under active: ActiveAgreement, by caller: CallingMember
    ) throws -> Place {
        let agreement = active.agreement.id
        guard
            try folder.register.receipt(
                submitter: caller.member.identity, agreement: agreement, blob: candidate.file.digest) == nil
        else { throw AcceptedMeanwhile() }
        let held = try folder.register.bundle(candidate.record.bundle, agreement: agreement)
        guard held == nil || held?.blob == candidate.file.digest else {
            throw Verdict(
                failure: ExchangeError(
                    .bundleKnown, "A bundle with this identifier is held here already.",
                    next: "Pack the exhibits again; every packing gives a new identifier."))
        }
        if held == nil, let hearing = candidate.hearing { try checkPlace(of: hearing, under: active) }
        let remembered = try deciding(under: active, for: caller).cases.remembered(candidate.question.caseNumber)
        return Place(isHeld: held != nil, declared: remembered == nil ? candidate.question.declared.offence : nil)
    }

    /// Commits that policy refuses, or asks for approvals first: that is an event too, and is committed before it is told.
    /// - Parameters:
    ///   - stated: the statement that is refused, which goes before; nil where nothing was stated.
    ///   - upload: what is forgotten with it.
    ///   - fill: sets what the event says beyond who was refused, and by which decision.
    /// - Returns: the refusal to throw; nil if policy permits.
    func refuse(
        _ decision: RecordedDecision, of stated: VerifiedStatement? = nil, under active: ActiveAgreement,
        by caller: CallingMember, as code: ErrorCode = .submissionRefused, forgetting upload: UploadID? = nil,
        _ fill: (inout CustodyEvent) -> Void
    ) async throws -> Refusal? {
        guard decision.decision.outcome != .permit else { return nil }
        let refused = try nodeEvents.make(decision.refusalType, in: active.ledger.origin, at: now) { event in
            event.counterpart = Counterpart(caller.member.identity)
            event.previous = stated.map { [$0.event.mention] }
            event.decision = decision.mention
            event.clauses = [decision].citations
            fill(&event)
        }
        let before = stated.map { [$0.event] } ?? []
        _ = try await active.commit { [self] _ in
            Draft(
                objects: try (stated?.objects ?? []) + nodeEvents.objects(), events: before + [refused],
                rows: {
                    Store.Commit(
                        decisions: [decision.refusal(of: caller, under: active, entry: $0.indices[before.count])],
                        forgetUploads: upload.map { [$0] } ?? [])
                })
        }
        return refusal(decision, code, under: active)
    }

    func refusal(_ decision: RecordedDecision, _ code: ErrorCode, under active: ActiveAgreement) -> Refusal {
        Refusal(decision.decision, explained: active.library.safeExplanation(of: decision.decision), code: code)
    }
}
