import Cooperation
import Custody
import EvidenceBundle
import Policy
import Seal
import Store
import Vocabulary

/// A bundle that was verified and is about to be decided on.
struct Candidate: Sendable {
    let file: FinishedUpload
    let statement: VerifiedStatement
    let record: BundleRecord
    let exhibits: [ExhibitRecord]
    let bundleDigest: Digest
    /// The packer's certificates and the revocation lists of the check, which enter the log.
    let evidence: [TrustObject]
    /// The accounts of hearings among the exhibits.
    let hearings: [HearingDocument]
    let encoded: Encoded
    /// Each set of facts that some exhibit has, once.
    let facts: [ItemFacts]

    /// The register rows that follow from the acceptance.
    /// - Parameter isHeld: another member submitted the same file before; then only the acceptance is new.
    func rows(
        at placement: Placement, decision: RecordedDecision, of caller: CallingMember, under agreement: AgreementID,
        isHeld: Bool
    ) -> Store.Commit {
        let entry = Int64(placement.indices[1])
        let receipts = [
            ReceiptRow(
                submitter: caller.member.identity, agreement: agreement, blob: file.digest, bundle: record.bundle,
                entry: entry)
        ]
        let decisions = [
            decision.row(
                agreement: agreement, bundle: record.bundle, member: caller.member, entry: placement.indices[1])
        ]
        guard !isHeld else {
            return Store.Commit(receipts: receipts, decisions: decisions, forgetUploads: [file.id])
        }
        let row = BundleRow(
            id: record.bundle, agreement: agreement, digest: bundleDigest, blob: file.digest, size: file.size,
            submitter: caller.member.identity, caseNumber: record.case.number, channel: record.channel,
            state: .accepted, time: placement.time, entry: entry)
        return Store.Commit(
            bundles: [NewBundle(row: row, record: encoded.record)],
            exhibits: zip(exhibits, encoded.exhibits).map { exhibit, bytes in
                ExhibitRow(
                    agreement: agreement, bundle: record.bundle, number: exhibit.number, category: exhibit.category,
                    handling: exhibit.handling, victimIdentity: exhibit.victimIdentity, origin: exhibit.origin,
                    flags: exhibit.flags, size: exhibit.size, digest: exhibit.sha256, path: exhibit.path.text,
                    mediaType: exhibit.mediaType, renditionOf: exhibit.renditionOf?.exhibit,
                    renditionKind: exhibit.renditionOf?.kind, record: bytes, entry: entry)
            },
            receipts: receipts, decisions: decisions,
            hearings: zip(hearings, encoded.hearings).map { document, bytes in
                HearingRow(
                    agreement: agreement, session: document.session, side: document.side.rawValue,
                    bundle: record.bundle, record: bytes, entry: entry)
            },
            forgetUploads: [file.id])
    }

    /// The exact bytes that the register keeps, made before anything is committed.
    struct Encoded: Sendable {
        let record: [UInt8]
        let exhibits: [[UInt8]]
        let hearings: [[UInt8]]
    }
}

extension ExchangeNode {
    /// Verifies what was uploaded as `saksi verify` does, and that it is what the statement says.
    func candidate(
        _ file: FinishedUpload, _ statement: Statement, under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> Candidate {
        let verified = try await VerifiedStatement(
            statement, from: caller, in: active.ledger.origin, as: [.submitted], trust: trust, now: now)
        let trust = await trust.current()
        let verification = await (try UnverifiedBundle(path: file.path)).verify(
            VerificationRequest(trust: trust, time: .now(now)))
        guard let bundle = verification.bundle else { throw BundleRefusal(verification.report) }
        let record = bundle.record
        try check(record, digest: bundle.digest, against: verified, under: active, by: caller)
        let hearings = try hearingDocuments(in: bundle)
        return Candidate(
            file: file, statement: verified, record: record, exhibits: bundle.exhibits, bundleDigest: bundle.digest,
            evidence: try bundle.signers.flatMap(\.chain.all).map { try TrustObject(certificate: $0) },
            hearings: hearings,
            encoded: Candidate.Encoded(
                record: try CanonicalJSON.encode(record),
                exhibits: try bundle.exhibits.map { try CanonicalJSON.encode($0) },
                hearings: try hearings.map { try $0.canonical }),
            facts: facts(of: bundle))
    }

    private func facts(of bundle: VerifiedBundle) -> [ItemFacts] {
        let redacted = Set(Redactions(bundle.exhibits).substitutes.keys)
        let all = bundle.exhibits.map { exhibit in
            var facts = ItemFacts(exhibit, channel: bundle.record.channel, redacted: redacted)
            facts.bundle = bundle.digest
            return facts
        }
        var seen: Set<ItemFacts> = []
        return all.filter { seen.insert($0).inserted }
    }

    private func check(
        _ record: BundleRecord, digest: Digest, against statement: VerifiedStatement, under active: ActiveAgreement,
        by caller: CallingMember
    ) throws {
        let event = statement.event.event
        guard event.bundle?.id == record.bundle, event.bundle?.digest == digest, event.case == record.case.number else {
            throw ExchangeError(
                .statementMismatch, "The statement is about another bundle or case than the one that was sent.",
                next: "Run `saksi submit` on the bundle again.")
        }
        let terms = active.agreement
        guard record.agreement.id == terms.id, record.agreement.version == terms.version,
            record.agreement.digest == terms.digest
        else {
            throw ExchangeError(
                .bundleAgreement,
                "The bundle was packed under \(record.agreement.id) version \(record.agreement.version); "
                    + "\(terms.id) version \(terms.version) is in force here.",
                next: "Get the agreement that is in force and pack the exhibits under it.")
        }
        guard terms.channel == nil || record.channel == terms.channel else {
            throw ExchangeError(
                .bundleAgreement,
                "The bundle was packed for the channel \(record.channel), which is not the agreement's.",
                next: "Pack the exhibits for the channel of \(terms.id).")
        }
        let strangers = record.recipients.filter { recipient in
            !terms.roster.entries.contains {
                recipient.text == $0.member.text || recipient.text == $0.member.authority.text
            }
        }
        guard strangers.isEmpty else {
            throw ExchangeError(
                .bundleRecipient,
                "The bundle is meant for \(strangers.map(\.text).joined(separator: ", ")), who is not on the roster of "
                    + "\(terms.id).",
                next: "Submit it under the agreement that it is meant for, or pack it for members of this one.")
        }
        let packer = try MemberID(record.packer)
        guard packer.party == caller.member.party, terms.roster.names(packer) else {
            throw ExchangeError(
                .statementActor, "The bundle was packed by somebody who is not of your side of \(terms.id).",
                next: "Let a member of the agreement pack the exhibits.")
        }
    }
}

/// A bundle that does not verify, with the first thing that is wrong as its code.
struct BundleRefusal: Failure {
    let code: ErrorCode
    let reason: String
    let nextStep: String

    init(_ report: VerificationReport) {
        let failed = report.checks.first { $0.outcome == .failed }
        code = failed?.code ?? .submissionRefused
        reason = failed.map { "The bundle does not verify: \($0.message)" } ?? "The bundle does not verify."
        nextStep = failed?.next ?? "Run `saksi verify` on the bundle; it lists everything that is wrong."
    }
}
