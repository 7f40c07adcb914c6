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
    /// Where the acceptance stands in the log.
    let entry: Int
    /// A C2SP `tlog-proof`.
    package fileprivate(set) var receipt: [UInt8]
    /// DER of the chain that signed the receipt's event, leaf first, without the root.
    package let certificates: [[UInt8]]
    /// What the receipt's checkpoint has, and what it lacks.
    package fileprivate(set) var standing: CheckpointStanding

    /// How many cosigners of other parties the receipt lacks for the quorum of the agreement.
    package var cosignersMissing: Int { standing.cosignersMissing }
}

/// What will be wrong with these bytes however often they are submitted: the upload is of no further use.
struct Verdict: Error {
    let failure: any Failure
}

extension ExchangeNode {
    /// Turns a complete upload into an accepted bundle, or refuses it.
    ///
    /// The order is that of `docs/spec/exchange-api.md`: verify, decide, make the blob durable, commit, answer.
    /// The upload goes with its acceptance, with a committed refusal, or when its bytes can never be accepted;
    /// whatever else is wrong leaves it where it is, so that the same command can try again.
    /// The same member who sends the same file again gets the same acceptance.
    package func submit(
        _ id: UploadID, with statement: Statement, claiming digest: Digest?, by caller: CallingMember
    ) async throws -> Submission {
        try await submissions.run(Submissions.Key(upload: id, member: caller.member)) { [self] in
            let upload: Upload
            do {
                upload = try await spooled(id, of: caller)
            } catch {
                // The answer to an earlier request may have got lost on its way.
                guard let earlier = try? await earlierSubmission(by: statement, of: caller) else { throw error }
                return earlier
            }
            do {
                return try await submit(upload, with: statement, claiming: digest, by: caller)
            } catch let verdict as Verdict {
                try await folder.spool.discard(id)
                throw verdict.failure
            }
        }
    }

    private func submit(
        _ upload: Upload, with statement: Statement, claiming digest: Digest?, by caller: CallingMember
    ) async throws -> Submission {
        let active = try await agreement(upload.agreement, for: caller)
        let verified = try await VerifiedStatement(
            statement, from: caller, in: active.ledger.origin, as: [.submitted], trust: trust, now: now)
        let claim = try await ofUpload { try await upload.claim() }
        let finished = try await ofUpload { try await upload.finish(by: claim) }
        guard digest == nil || digest == finished.digest else {
            throw Verdict(
                failure: ExchangeError(
                    .uploadDigest, "The bytes that arrived are not those that were announced.",
                    next: "Run the same command again to send the bundle anew."))
        }
        do {
            if let earlier = try await submission(of: finished.digest, by: caller, under: active) {
                try await folder.spool.discard(upload.id)
                return earlier
            }
            let candidate = try await candidate(finished, verified, under: active, by: caller)
            let submission = try await accept(candidate, by: caller, under: active)
            try await folder.spool.forget(upload.id)
            return await confirmed(submission, under: active)
        } catch is AcceptedMeanwhile {
            guard let earlier = try await submission(of: finished.digest, by: caller, under: active) else {
                throw ExchangeError.notThere
            }
            try await folder.spool.discard(upload.id)
            return earlier
        }
    }

    /// Accepts under what is in force when it is committed. What was verified stays so if that changes meanwhile.
    private func accept(
        _ candidate: Candidate, by caller: CallingMember, under active: ActiveAgreement
    ) async throws -> Submission {
        var active = active
        while true {
            do {
                return try await accept(candidate, under: active, by: caller)
            } catch is PolicyChanged {
                active = try await agreement(active.agreement.id, for: caller)
                let people = try PeopleOfBundle(candidate.record, under: active, memory: PolicyMemory(in: folder))
                do {
                    try check(candidate.record, of: people, under: active, by: caller)
                } catch {
                    throw Verdict(failure: error)
                }
            }
        }
    }

    /// The newest receipt of a bundle that the caller submitted.
    package func receipt(
        of bundle: BundleID, under id: AgreementID, for caller: CallingMember
    ) async throws -> Submission {
        try await elsewhere { [self] in try await newestReceipt(of: bundle, under: id, for: caller) }
    }

    private func newestReceipt(
        of bundle: BundleID, under id: AgreementID, for caller: CallingMember
    ) async throws -> Submission {
        let active = try await agreement(id, for: caller)
        // One read for what is not there and for what somebody else submitted.
        guard
            let row = try folder.register.receipt(submitter: caller.member.identity, agreement: id, bundle: bundle),
            let submission = try await submission(row, under: active)
        else { throw ExchangeError.notThere }
        return submission
    }

    /// What became of the bundle that a statement names, if the caller submitted it before.
    private func earlierSubmission(by statement: Statement, of caller: CallingMember) async throws -> Submission {
        let event = try UnverifiedEvent(parsing: statement.envelope).event
        guard let bundle = event.bundle, let agreement = event.log.agreement else { throw ExchangeError.notThere }
        let earlier = try await newestReceipt(of: bundle.id, under: agreement, for: caller)
        guard earlier.bundleDigest == bundle.digest else { throw ExchangeError.notThere }
        return earlier
    }

    private func submission(
        of blob: Digest, by caller: CallingMember, under active: ActiveAgreement
    ) async throws -> Submission? {
        let row = try folder.register.receipt(
            submitter: caller.member.identity, agreement: active.agreement.id, blob: blob)
        guard let row else { return nil }
        return try await submission(row, under: active)
    }

    private func submission(_ row: ReceiptRow, under active: ActiveAgreement) async throws -> Submission? {
        let id = active.agreement.id
        guard let bundle = try folder.register.bundle(row.bundle, agreement: id) else { return nil }
        let event = try active.log.event(at: Int(row.entry))
        // Who came second with the same file must not learn when the first came.
        let acceptedAt = bundle.entry == row.entry ? bundle.time : event.event.at
        let proven = try await active.log.receipt(
            of: event, at: Int(row.entry), for: try await confirmation(of: active))
        return Submission(
            bundle: row.bundle, agreement: id, bundleDigest: bundle.digest, fileDigest: row.blob,
            acceptedAt: acceptedAt, entry: Int(row.entry), receipt: proven.receipt.bytes,
            certificates: try active.log.chain(of: event), standing: proven.standing)
    }

    /// The acceptance with what cosigners sign in the time that they are given. It is committed, whatever becomes of this.
    private func confirmed(_ accepted: Submission, under active: ActiveAgreement) async -> Submission {
        guard accepted.standing.cosignersMissing > 0, limits.cosigningPatience > .zero,
            let confirmation = try? await confirmation(of: active)
        else { return accepted }
        await waitForCosigners(of: accepted.entry, in: active.log, confirmation)
        guard let event = try? active.log.event(at: accepted.entry),
            let proven = try? await active.log.receipt(of: event, at: accepted.entry, for: confirmation)
        else { return accepted }
        var confirmed = accepted
        confirmed.receipt = proven.receipt.bytes
        confirmed.standing = proven.standing
        return confirmed
    }
}

/// The same member sent the same file twice at the same time, and the other one came first.
struct AcceptedMeanwhile: Error {}
