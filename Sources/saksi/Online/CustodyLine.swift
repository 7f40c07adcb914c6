import Custody
import Seal
import Vocabulary

/// What proves the custody of a bundle, from a node or from files; nothing of it is checked yet.
struct CustodyProofs: Sendable {
    struct Entry: Sendable {
        /// The exact entry of the log.
        let bytes: [UInt8]
        let proof: InclusionProof
    }

    let checkpoint: SignedCheckpoint
    let entries: [Entry]
    /// Of those who signed, and of the authorities that issued theirs.
    let certificates: [Certificate]
    /// Revocation lists that lie with them, beside those of the trust list.
    var lists: [RevocationList] = []
}

/// One step in the custody of a bundle, with its proof checked.
struct CustodyStep: Sendable {
    let verified: VerifiedEvent
    let proof: InclusionProof
    /// How the signers' certificates stand; nil if all are good.
    let standing: CertificateStanding?

    var index: Int { proof.index }
    var event: CustodyEvent { verified.event }
    var digest: Digest { verified.digest }
    var mention: EventMention { EventMention(event: event.event, digest: digest) }

    /// What to say of a certificate that is not known to be good.
    var remark: String? {
        let stated = "at \(event.at), which the event itself says"
        return switch standing {
        case nil: nil
        case .ended: "the certificate has ended; it was good \(stated)"
        case .replaced:
            "the certificate was revoked later, for a reason that leaves earlier steps standing; it was good \(stated)"
        case .unjudged:
            "whether the certificate is revoked is not known: the lists at hand ran out; it was good \(stated)"
        case .revoked:
            "the certificate was revoked, and whoever had its key could have signed this and stated any time: \(event.at)"
        }
    }
}

/// The custody of one bundle: every step in the order of the log, none of which had to be believed.
struct CustodyLine: Sendable {
    let bundle: BundleID
    let log: LogOrigin
    let steps: [CustodyStep]
    let proofs: CustodyProofs
    let signatures: CheckpointSignatures
    /// Cosigners of other parties who have seen that checkpoint.
    let cosigners: [Identity]

    /// How many entries the checkpoint covers.
    var size: Int { proofs.checkpoint.checkpoint.size }

    /// Checks the checkpoint with the pinned key, every inclusion proof, every signature and every certificate.
    ///
    /// - Throws: the first thing that does not hold.
    init(_ proofs: CustodyProofs, of bundle: BundleID, in log: PinnedLog, trust: TrustStore, now: Instant) throws {
        let signatures = try log.check(proofs.checkpoint)
        var check = StepCheck(log: log.origin, bundle: bundle, proofs: proofs, trust: trust, now: now)
        var steps: [CustodyStep] = []
        for entry in proofs.entries {
            let step = try check.step(entry)
            guard steps.last.map({ $0.index < step.index }) ?? true else {
                throw OnlineError(
                    .onlineProof, "The steps of custody are out of order.",
                    next: "Do not rely on them; ask for them again.")
            }
            steps.append(step)
        }
        self.bundle = bundle
        self.log = log.origin
        self.steps = steps
        self.proofs = proofs
        self.signatures = signatures
        cosigners = log.others(in: signatures)
    }
}

/// Checks one entry of a custody.
struct StepCheck {
    private let log: LogOrigin
    private let bundle: BundleID
    private let proofs: CustodyProofs
    private let byDigest: [Digest: Certificate]
    private var judge: SignerJudge

    init(log: LogOrigin, bundle: BundleID, proofs: CustodyProofs, trust: TrustStore, now: Instant) {
        self.log = log
        self.bundle = bundle
        self.proofs = proofs
        judge = SignerJudge(
            trust.list, at: now, certificates: proofs.certificates, lists: trust.revocationLists + proofs.lists)
        byDigest = Dictionary(proofs.certificates.map { ($0.digest, $0) }) { first, _ in first }
    }

    /// Every signer must be trusted now, or have been at the time that they state, which is then said.
    mutating func step(_ entry: CustodyProofs.Entry) throws -> CustodyStep {
        try entry.proof.verify(leaf: Merkle.leaf(entry.bytes), root: proofs.checkpoint.checkpoint.root)
        let event = try UnverifiedEvent(parsing: entry.bytes).verify(for: log, certificate: { byDigest[$0] })
        guard event.event.bundle?.id == bundle else {
            throw OnlineError(
                .onlineProof, "Entry \(entry.proof.index) is about another bundle.",
                next: "Do not rely on these steps; ask for them again.")
        }
        return CustodyStep(verified: event, proof: entry.proof, standing: try judge.standing(of: event))
    }
}
