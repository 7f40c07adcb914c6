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
    /// The certificates that lead from each of its signers to a root; they enter the log.
    let evidence: [TrustObject]
    /// The account of a hearing that it brings.
    let hearing: HearingDocument?
    let encoded: Encoded
    let question: SubmissionQuestion

    /// The register rows that follow from the acceptance.
    /// - Parameter isHeld: another member submitted the same file before; then only the acceptance is new.
    func rows(
        at placement: Placement, decision: RecordedDecision, of caller: CallingMember, under agreement: AgreementID,
        isHeld: Bool, cases: [CaseRow]
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
            return Store.Commit(receipts: receipts, decisions: decisions, cases: cases, forgetUploads: [file.id])
        }
        let row = BundleRow(
            id: record.bundle, agreement: agreement, digest: bundleDigest, blob: file.digest, size: file.size,
            submitter: caller.member.identity, caseNumber: record.case.number, channel: record.channel,
            time: placement.time, entry: entry)
        return Store.Commit(
            bundles: [NewBundle(row: row, record: encoded.record)],
            exhibits: zip(exhibits, encoded.exhibits).map { exhibit, bytes in
                ExhibitRow(exhibit, of: record.bundle, under: agreement, record: bytes, entry: entry)
            },
            receipts: receipts, decisions: decisions, cases: cases,
            hearings: [hearing].compactMap(\.self).map { document in
                HearingRow(
                    agreement: agreement, session: document.session, side: document.side.rawValue,
                    bundle: record.bundle, record: encoded.hearing, entry: entry)
            },
            forgetUploads: [file.id])
    }

    /// The exact bytes that the register keeps, made before anything is committed.
    struct Encoded: Sendable {
        let record: [UInt8]
        let exhibits: [[UInt8]]
        /// Empty if there is none.
        let hearing: [UInt8]
    }
}

extension ExchangeNode {
    /// Verifies what was uploaded as `saksi verify` does, and that it is what the statement says.
    func candidate(
        _ file: FinishedUpload, _ statement: VerifiedStatement, under active: ActiveAgreement,
        by caller: CallingMember
    ) async throws -> Candidate {
        let said = StatementCheck(statement.event.event)
        try said.check(file)
        let verification = await (try UnverifiedBundle(path: file.path)).verify(
            VerificationRequest(trust: await trust.current(), time: .now(now)))
        try Task.checkCancellation()
        guard let bundle = verification.bundle else {
            let refusal = BundleRefusal(verification.report)
            throw refusal.isAboutBytes ? Verdict(failure: refusal) : refusal
        }
        let people = try PeopleOfBundle(bundle.record, under: active, memory: PolicyMemory(in: folder))
        let hearing: HearingDocument?
        do {
            try check(bundle.record, of: people, under: active, by: caller)
            hearing = try hearingDocument(in: bundle)
        } catch let failure as any Failure {
            throw Verdict(failure: failure)
        }
        try said.check(bundle)
        return Candidate(
            file: file, statement: statement, record: bundle.record, exhibits: bundle.exhibits,
            bundleDigest: bundle.digest,
            evidence: try bundle.signers.flatMap(\.chain.all).map { try TrustObject(certificate: $0) },
            hearing: hearing,
            encoded: Candidate.Encoded(
                record: try CanonicalJSON.encode(bundle.record),
                exhibits: try bundle.exhibits.map { try CanonicalJSON.encode($0) },
                hearing: try hearing?.canonical ?? []),
            question: SubmissionQuestion(
                caseNumber: bundle.record.case.number, facts: facts(of: bundle), bringsHearing: hearing != nil,
                declared: try statement.event.event.declared))
    }

    private func facts(of bundle: VerifiedBundle) -> [ItemFacts] {
        let redacted = Redactions(bundle.exhibits).redacted
        let all = bundle.exhibits.map { exhibit in
            var facts = ItemFacts(exhibit, channel: bundle.record.channel, redacted: redacted)
            facts.bundle = bundle.digest
            return facts
        }
        var seen: Set<ItemFacts> = []
        return all.filter { seen.insert($0).inserted }
    }

    /// Whether the bundle is for this agreement, from the caller's side, and for its members.
    func check(
        _ record: BundleRecord, of people: PeopleOfBundle, under active: ActiveAgreement, by caller: CallingMember
    ) throws(ExchangeError) {
        let terms = active.agreement
        // A new version that came into force while a bundle was on its way does not turn it back.
        guard record.agreement.id == terms.id,
            record.agreement.digest == terms.digest && record.agreement.version == terms.version
                || active.log.wasActivated(version: record.agreement.version, digest: record.agreement.digest)
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
        let strangers = record.recipients.filter { !people.has($0) }
        guard strangers.isEmpty else {
            throw ExchangeError(
                .bundleRecipient,
                "The bundle is meant for \(strangers.map(\.text).joined(separator: ", ")), who is not on the roster of "
                    + "\(terms.id).",
                next: "Submit it under the agreement that it is meant for, or pack it for members of this one.")
        }
        guard record.packer.party == caller.member.party, people.has(record.packer) else {
            throw ExchangeError(
                .statementActor, "The bundle was packed by somebody who is not of your side of \(terms.id).",
                next: "Let a member of the agreement pack the exhibits.")
        }
    }
}

/// Holds what a `submitted` event says against what arrived: nobody's signature under a falsehood enters the log.
private struct StatementCheck {
    private let event: CustodyEvent

    init(_ event: CustodyEvent) {
        self.event = event
    }

    /// What is known before the bundle is read.
    func check(_ file: FinishedUpload) throws(ExchangeError) {
        if let said = event.bundle?.file, said != file.digest {
            throw ExchangeError(
                .statementMismatch, "The statement is about another file than the one that arrived.",
                next: "Cancel the upload if the bytes are wrong; else state the digest of the file that was sent.")
        }
    }

    func check(_ bundle: VerifiedBundle) throws(ExchangeError) {
        let record = bundle.record
        guard event.bundle?.id == record.bundle, event.bundle?.digest == bundle.digest,
            event.case == record.case.number
        else {
            throw ExchangeError(
                .statementMismatch, "The statement is about another bundle or case than the one that was sent.",
                next: "Run `saksi submit` on the bundle again.")
        }
        for mention in event.exhibits ?? [] {
            guard let exhibit = bundle.exhibit(mention.number), let bytes = try? CanonicalJSON.encode(exhibit),
                ExhibitMention(
                    number: exhibit.number, commitment: SaltedCommitment(salt: exhibit.salt, content: bytes)) == mention
            else {
                throw ExchangeError(
                    .statementMismatch, "The statement names an exhibit \(mention.number) that is not in the bundle.",
                    next: "Name the exhibits as they are packed, or none: then it is about the whole bundle.")
            }
        }
    }
}

extension ExhibitRow {
    /// What the register keeps of an exhibit.
    /// - Parameter record: its exact record.
    init(_ exhibit: ExhibitRecord, of bundle: BundleID, under agreement: AgreementID, record: [UInt8], entry: Int64) {
        self.init(
            agreement: agreement, bundle: bundle, number: exhibit.number, category: exhibit.category,
            handling: exhibit.handling, victimIdentity: exhibit.victimIdentity, origin: exhibit.origin,
            flags: exhibit.flags, size: exhibit.size, digest: exhibit.sha256, path: exhibit.path.text,
            mediaType: exhibit.mediaType, renditionOf: exhibit.renditionOf?.exhibit,
            renditionKind: exhibit.renditionOf?.kind, record: record, entry: entry)
    }
}

/// A bundle that does not verify, with the first thing that is wrong as its code.
struct BundleRefusal: Failure {
    let code: ErrorCode
    let reason: String
    let nextStep: String
    /// Whether the bytes themselves are wrong, rather than what is known of certificates at this moment.
    let isAboutBytes: Bool

    init(_ report: VerificationReport) {
        let failures = report.checks.filter { $0.outcome == .failed }
        let failed = failures.first
        code = failed?.code ?? .submissionRefused
        reason = failed.map { "The bundle does not verify: \($0.message)" } ?? "The bundle does not verify."
        nextStep = failed?.next ?? "Run `saksi verify` on the bundle; it lists everything that is wrong."
        isAboutBytes = failures.contains { $0.code?.exit == .evidence }
    }
}
