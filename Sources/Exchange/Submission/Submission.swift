import Custody
import EvidenceBundle
import Policy
import Seal
import Store
package import Vocabulary

/// An accepted bundle, as its submitter is told.
package struct Submission: Sendable {
    package let bundle: BundleID
    package let agreement: AgreementID
    package let bundleDigest: Digest
    package let fileDigest: Digest
    package let acceptedAt: Instant
    /// A C2SP `tlog-proof`.
    package let receipt: [UInt8]
    /// DER of the chain that signed the receipt's event, leaf first, without the root.
    package let certificates: [[UInt8]]
}

extension ExchangeNode {
    /// Turns a complete upload into an accepted bundle, or refuses it and keeps nothing of it.
    ///
    /// The order is that of `docs/spec/exchange-api.md`: verify, decide, make the blob durable, commit, answer.
    /// The same member who sends the same file again gets the same acceptance.
    package func submit(
        _ id: UploadID, with statement: Statement, claiming digest: Digest?, by caller: CallingMember
    ) async throws -> Submission {
        let upload = try await spooled(id, of: caller)
        let active = try agreement(upload.agreement, for: caller)
        let finished = try await ofUpload { try await upload.finish(by: upload.claim()) }
        if let digest, digest != finished.digest {
            try await folder.spool.discard(id)
            throw ExchangeError(
                .uploadDigest, "The bytes that arrived are not those that were announced.",
                next: "Run the same command again to send the bundle anew.")
        }
        if let earlier = try submission(of: finished.digest, by: caller, under: active) {
            try await folder.spool.discard(id)
            return earlier
        }
        do {
            let candidate = try await candidate(finished, statement, under: active, by: caller)
            let submission = try await accept(candidate, under: active, by: caller)
            try await folder.spool.forget(id)
            return submission
        } catch is AcceptedMeanwhile {
            try await folder.spool.discard(id)
            guard let earlier = try submission(of: finished.digest, by: caller, under: active) else {
                throw ExchangeError.notThere
            }
            return earlier
        } catch {
            // A fault of the node itself leaves the upload where it is, so that the same command can try again.
            if (error as? StoreError) == nil { try? await folder.spool.discard(id) }
            throw error
        }
    }

    /// The newest receipt of a bundle that the caller submitted.
    package func receipt(of bundle: BundleID, under id: AgreementID, for caller: CallingMember) throws -> Submission {
        let active = try agreement(id, for: caller)
        guard let row = try folder.register.bundle(bundle, agreement: id),
            let submission = try submission(of: row.blob, by: caller, under: active)
        else { throw ExchangeError.notThere }
        return submission
    }

    private func submission(
        of blob: Digest, by caller: CallingMember, under active: ActiveAgreement
    ) throws -> Submission? {
        let id = active.agreement.id
        guard
            let row = try folder.register.receipt(
                submitter: caller.member.identity, agreement: id, blob: blob),
            let bundle = try folder.register.bundle(row.bundle, agreement: id)
        else { return nil }
        let event = try active.log.event(at: Int(row.entry))
        // Who came second with the same file must not learn when the first came.
        let acceptedAt = bundle.entry == row.entry ? bundle.time : event.event.at
        return Submission(
            bundle: row.bundle, agreement: id, bundleDigest: bundle.digest, fileDigest: blob,
            acceptedAt: acceptedAt, receipt: try active.log.receipt(of: event, at: Int(row.entry)).bytes,
            certificates: try active.log.chain(of: event))
    }

    /// Commits a verified bundle, if policy permits it at that moment.
    private func accept(
        _ candidate: Candidate, under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> Submission {
        try await refuseUnlessPermitted(candidate, under: active, by: caller)
        try folder.blobs.adopt(candidate.file)
        let accepted = try nodeEvents.make(.accepted, in: active.ledger.origin, at: now) { event in
            event.case = candidate.record.case.number
            event.bundle = BundleMention(
                id: candidate.record.bundle, digest: candidate.bundleDigest, file: candidate.file.digest)
            event.counterpart = Counterpart(caller.member.identity)
            event.previous = [candidate.statement.event.mention]
            event.medium = .network
        }
        let committed = try await active.ledger.commit { [self] now in
            // Taken again at the moment of the commit: nothing may have changed between decision and effect.
            let decision = try decision(on: candidate, under: active, by: caller, at: now)
            guard decision.decision.outcome == .permit else { throw refusal(decision, .submissionRefused) }
            guard
                try folder.register.receipt(
                    submitter: caller.member.identity, agreement: active.agreement.id, blob: candidate.file.digest)
                    == nil
            else { throw AcceptedMeanwhile() }
            let held = try folder.register.bundle(candidate.record.bundle, agreement: active.agreement.id)
            guard held == nil || held?.blob == candidate.file.digest else {
                throw ExchangeError(
                    .bundleKnown, "A bundle with this identifier is held here already.",
                    next: "Pack the exhibits again; every packing gives a new identifier.")
            }
            return Draft(
                objects: try candidate.statement.objects + nodeEvents.objects() + candidate.evidence,
                events: [candidate.statement.event, accepted],
                rows: {
                    candidate.rows(
                        at: $0, decision: decision, of: caller, under: active.agreement.id, isHeld: held != nil)
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
    ) async throws {
        let decision = try decision(on: candidate, under: active, by: caller, at: now)
        guard decision.decision.outcome != .permit else { return }
        let denied = try nodeEvents.make(.decisionDenied, in: active.ledger.origin, at: now) { event in
            event.case = candidate.record.case.number
            event.bundle = BundleMention(id: candidate.record.bundle, digest: candidate.bundleDigest)
            event.counterpart = Counterpart(caller.member.identity)
            event.previous = [candidate.statement.event.mention]
            event.decision = decision.mention
            event.clauses = decision.citations.isEmpty ? nil : decision.citations
        }
        _ = try await active.ledger.commit { [self] _ in
            Draft(
                objects: try candidate.statement.objects + nodeEvents.objects(),
                events: [candidate.statement.event, denied],
                rows: { placement in
                    Store.Commit(
                        decisions: [
                            decision.row(
                                agreement: active.agreement.id, bundle: nil, member: caller.member,
                                entry: placement.indices[1])
                        ],
                        forgetUploads: [candidate.file.id])
                })
        }
        throw refusal(decision, .submissionRefused)
    }

    /// The decision that binds the whole bundle: the first exhibit that is not permitted decides.
    private func decision(
        on candidate: Candidate, under active: ActiveAgreement, by caller: CallingMember, at instant: Instant
    ) throws -> RecordedDecision {
        let deciding = deciding(under: active, for: caller, at: instant)
        var permitted: Policy.Decision?
        for facts in candidate.facts {
            let decision = deciding.decide(.submit, caseNumber: candidate.record.case.number, on: facts)
            guard decision.outcome == .permit else { return try RecordedDecision(decision, from: randomness) }
            permitted = permitted ?? decision
        }
        guard let permitted else {
            throw ExchangeError(
                .submissionRefused, "The bundle holds no exhibit.", next: "Pack a folder with at least one file.")
        }
        return try RecordedDecision(permitted, from: randomness)
    }

    func refusal(_ decision: RecordedDecision, _ code: ErrorCode) -> Refusal {
        Refusal(decision.decision, explained: library.safeExplanation(of: decision.decision), code: code)
    }
}

/// The same member sent the same file twice at the same time, and the other one came first.
private struct AcceptedMeanwhile: Error {}
