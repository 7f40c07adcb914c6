import Courier
import Custody
import Seal
import Vocabulary
import Wire

/// One step in the custody of a bundle, with its proof checked.
struct CustodyStep: Sendable {
    let index: Int
    let event: CustodyEvent
    let digest: Digest
    /// Set where the signer's certificate was good when it signed, as it says, and is not now.
    let remark: String?

    var mention: EventMention { EventMention(event: event.event, digest: digest) }
}

/// The custody of one bundle: every step in the order of the log, none of which had to be believed.
struct CustodyLine: Sendable {
    let bundle: BundleID
    let log: LogOrigin
    let steps: [CustodyStep]
    /// How many entries the checkpoint covers.
    let size: Int
    /// Cosigners of other parties who have seen that checkpoint.
    let cosigners: [Identity]

    /// Checks the checkpoint with the pinned key, every inclusion proof, every signature and every certificate.
    ///
    /// - Throws: the first thing that does not hold.
    init(_ page: CustodyPage, of bundle: BundleID, in log: PinnedLog, trust: TrustStore, now: Instant) throws {
        let checkpoint = try SignedCheckpoint(parsing: Array(page.checkpoint.utf8))
        let signatures = try log.check(checkpoint)
        let certificates = try page.certificates.map { try Certificate(der: $0.bytes) }
        let check = StepCheck(
            log: log.origin, bundle: bundle, checkpoint: checkpoint.checkpoint, certificates: certificates,
            trust: trust,
            now: now)
        var steps: [CustodyStep] = []
        for entry in page.entries {
            let step = try check.step(entry)
            guard steps.last.map({ $0.index < step.index }) ?? true else {
                throw OnlineError(
                    .onlineProof, "The node gave the steps of custody out of order.",
                    next: "Do not rely on this answer; tell the operator of the node.")
            }
            steps.append(step)
        }
        self.bundle = bundle
        self.log = log.origin
        self.steps = steps
        size = checkpoint.checkpoint.size
        cosigners = Set(signatures.cosignatures.map(\.cosigner.identity)).filter { $0.party != log.origin.party }
            .sorted()
    }
}

/// Checks one entry of a custody page.
private struct StepCheck {
    let log: LogOrigin
    let bundle: BundleID
    let checkpoint: Checkpoint
    let byDigest: [Digest: Certificate]
    let certificates: [Certificate]
    let trust: TrustStore
    let now: Instant

    init(
        log: LogOrigin, bundle: BundleID, checkpoint: Checkpoint, certificates: [Certificate], trust: TrustStore,
        now: Instant
    ) {
        self.log = log
        self.bundle = bundle
        self.checkpoint = checkpoint
        self.certificates = certificates
        self.trust = trust
        self.now = now
        byDigest = Dictionary(certificates.map { ($0.digest, $0) }) { first, _ in first }
    }

    func step(_ entry: CustodyPage.Entry) throws -> CustodyStep {
        guard entry.index < UInt64(checkpoint.size) else {
            throw OnlineError(
                .onlineProof, "The node gave an entry behind the end of its own log.",
                next: "Do not rely on this answer; tell the operator of the node.")
        }
        let index = Int(entry.index)
        let proof = try InclusionProof(
            index: index, size: checkpoint.size, hashes: try entry.proof.map { try Digest(bytes: $0.bytes) })
        try proof.verify(leaf: Merkle.leaf(entry.entry.bytes), root: checkpoint.root)
        let event = try UnverifiedEvent(parsing: entry.entry.bytes).verify(for: log, certificate: { byDigest[$0] })
        guard event.event.bundle?.id == bundle else {
            throw OnlineError(
                .onlineProof, "Entry \(index) is about another bundle.",
                next: "Do not rely on this answer; tell the operator of the node.")
        }
        return CustodyStep(index: index, event: event.event, digest: event.digest, remark: try remark(on: event))
    }

    /// Every signer must be trusted now; one whose time is over, at the time of the event, which is then said.
    private func remark(on event: VerifiedEvent) throws -> String? {
        var remark: String?
        for signer in event.signers {
            let chain = CertificateChain(
                leaf: signer, intermediates: certificates.filter { $0.digest != signer.digest })
            do {
                _ = try trust.validate(chain, for: .events, at: now)
            } catch {
                _ = try trust.validate(chain, for: .events, at: event.event.at)
                remark =
                    "the certificate is no longer good today; it was at \(event.event.at), which the event itself says"
            }
        }
        return remark
    }
}

extension NodeSession {
    /// Fetches the custody of a bundle and checks all of it.
    func custody(of bundle: BundleID, under agreement: AgreementID) async throws -> CustodyLine {
        let page = try await client.send(.get, Routes.custody.path(agreement, bundle), limit: 64 << 20)
            .record(CustodyPage.self, noun: "custody of a bundle", limit: 64 << 20)
        return try CustodyLine(
            page, of: bundle, in: try PinnedLog(try log(of: agreement), trust: trust), trust: trust, now: session.now)
    }
}
