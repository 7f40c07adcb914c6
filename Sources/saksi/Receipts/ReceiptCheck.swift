import Custody
import Foundation
import Seal
import Vocabulary

/// Checks a receipt without a network: with the trust list, and with the certificate of the node that lies beside it.
struct ReceiptCheck {
    /// What a receipt proves.
    struct Proven: Sendable {
        let node: Identity
        let log: LogOrigin
        let index: Int
        let acceptedAt: Instant
        let mention: BundleMention
        /// How many cosignatures of other parties are still missing.
        let missingCosigners: Int
        /// Of those whose signature counts.
        let cosigners: [Identity]
        /// Whose signatures hold and do not count: of the node's own party, and of those outside the agreement.
        let uncountedCosigners: [Identity]
        /// The time at which the quorum of cosigners was first whole: what the receipt vouches for. Never before the node's
        /// own time, so that nobody dates it back alone, and never after now. Nil while the receipt is provisional, if
        /// nobody has to cosign, and if it is not known who has to.
        let seenAt: Instant?
        /// Signature lines of keys that the trust list does not name. They prove nothing.
        let unknownSignatures: [String]
        /// The time-stamp beside the receipt, of an authority that the trust list vouches for.
        let timestamp: TrustedTimestamp?
        /// Whether the agreement asks for one of another party, and there is none.
        let lacksTimestamp: Bool

        /// Whether it is known how many cosigners the agreement asks for, and of whom.
        let knowsQuorum: Bool

        var isComplete: Bool { missingCosigners == 0 && !lacksTimestamp }
        /// What the agreement asks for and is not there yet; nil if nothing.
        var lacking: String? {
            var parts: [String] = []
            if missingCosigners > 0 {
                let cosigners = missingCosigners.counted(
                    "cosigner of another party has", "cosigners of other parties have")
                parts.append("\(cosigners) not signed yet")
            }
            if lacksTimestamp { parts.append("another party's time-stamp is missing yet") }
            return parts.isEmpty ? nil : parts.joined(separator: ", and ")
        }
        /// The time-stamp, if it is not of the node's own party.
        var trustedTime: TrustedTimestamp? { timestamp.flatMap { $0.counts(against: node.party) ? $0 : nil } }
    }

    let receipt: Receipt
    private let certificates: [Digest: Certificate]
    private let chain: [Certificate]
    private let token: TimestampToken?

    /// - Parameter path: of the receipt; the certificates are read from the file of the same name with `.pem` behind it,
    ///   and a time-stamp over its checkpoint, if there is one, from that with `.tst`.
    init(reading path: String) throws {
        let bytes = try InputFile.read(path)
        let beside = path + Self.certificateSuffix
        let pem = FileManager.default.fileExists(atPath: beside) ? try InputFile.read(beside) : []
        let stamp = path + Self.timestampSuffix
        let token = FileManager.default.fileExists(atPath: stamp) ? try InputFile.read(stamp) : nil
        try self.init(receipt: bytes, certificates: try Certificate.list(pem: pem), timestamp: token)
    }

    /// - Parameters:
    ///   - certificates: of the node that signed the acceptance, the leaf first.
    ///   - timestamp: an RFC 3161 token over the checkpoint.
    init(receipt bytes: [UInt8], certificates: [Certificate], timestamp: [UInt8]? = nil) throws {
        token = try timestamp.map { try TimestampToken(der: $0) }
        receipt = try Receipt(parsing: bytes)
        chain = certificates
        self.certificates = Dictionary(certificates.map { ($0.digest, $0) }) { first, _ in first }
    }

    /// Another receipt of the same event, with the certificates of this one, and with its time-stamp if no other comes
    /// and the checkpoint is the same.
    func renewed(_ bytes: [UInt8], timestamp: [UInt8]?) throws -> ReceiptCheck {
        let newer = try Receipt(parsing: bytes)
        let isSame = newer.checkpoint.timestampedDigest == receipt.checkpoint.timestampedDigest
        return try ReceiptCheck(
            receipt: bytes, certificates: chain, timestamp: timestamp ?? (isSame ? self.timestamp : nil))
    }

    /// The RFC 3161 token beside the receipt.
    var timestamp: [UInt8]? { token?.der }

    static let certificateSuffix = ".pem"
    static let timestampSuffix = ".tst"

    /// The agreement under which the bundle was accepted.
    var agreement: AgreementID? {
        get throws { try origin().agreement }
    }

    /// The bundle that the event names; nothing is checked.
    var bundle: BundleID {
        get throws {
            guard let mention = try UnverifiedEvent(receipt.envelope).event.bundle else { throw Self.otherBundle }
            return mention.id
        }
    }

    private static var otherBundle: CommandError {
        CommandError(
            .receiptOtherBundle, "The receipt names no bundle.", next: "Ask the node for the receipt of the submission."
        )
    }

    /// What is in a receipt was written by a node; a name of a log that is none is damage, not wrong use.
    func origin() throws(CustodyError) -> LogOrigin {
        do {
            return try LogOrigin(parsing: receipt.checkpoint.checkpoint.origin)
        } catch {
            throw CustodyError(
                .custodyCheckpointForm, "The receipt's checkpoint does not name a log of the exchange.",
                next: "Do not use this receipt; ask the node for it again.")
        }
    }

    /// - Parameters:
    ///   - terms: what the agreement asks for before the receipt is complete.
    ///   - now: when certificates are judged, unless the receipt or its time-stamp vouches for an earlier time.
    /// - Throws: the first thing that is wrong, of `CustodyError`, `SealError` or `CommandError`.
    func prove(trust: TrustStore, terms: ReceiptTerms, now: Instant) throws -> Proven {
        let origin = try origin()
        guard let node = trust.list.nodes[origin.node] else {
            throw CommandError(
                .receiptNodeUnknown, "The receipt is from the node \(origin.node), which the trust list does not name.",
                next: "Check that the trust list is the current one.")
        }
        guard !chain.isEmpty else {
            throw CommandError(
                .receiptCertificateMissing, "The certificate of the node that signed the receipt is not beside it.",
                next: "Keep the receipt together with the file of the same name that ends in “.pem”.")
        }
        let cosigners = try trust.list.knownCosigners()
        let verdict = try receipt.verify(
            keys: try LogKeys(origin: origin, of: node),
            quorum: CosignerQuorum(cosigners: cosigners, terms: terms.quorum),
            certificate: { certificates[$0] })
        let event = verdict.event.event
        let seenAt = verdict.trustedTime(now: now)
        let timestamp = try token.map { try trust.validate($0, over: receipt.checkpoint.timestampedDigest, now: now) }
        let stamp = timestamp.flatMap { $0.counts(against: origin.node.party) ? $0 : nil }
        try timestamp?.check(after: event.at)
        try checkSigner(of: verdict.event, node: origin.node, trust: trust, at: stamp?.latest ?? seenAt ?? now)
        guard let mention = event.bundle else { throw Self.otherBundle }
        let missing: Int =
            switch verdict.standing {
            case .complete: 0
            case .provisional(let missing): missing
            }
        let signers = Set(verdict.cosignatures.map(\.cosigner.identity)).sorted()
        return Proven(
            node: origin.node, log: origin, index: verdict.index, acceptedAt: event.at, mention: mention,
            missingCosigners: missing, cosigners: signers.filter { terms.quorum.counts($0, node: origin.node) },
            uncountedCosigners: signers.filter { !terms.quorum.counts($0, node: origin.node) }, seenAt: seenAt,
            unknownSignatures: verdict.unknown.map(\.name), timestamp: timestamp,
            lacksTimestamp: terms.needsTimestamp && stamp == nil, knowsQuorum: terms.quorum.isKnown)
    }

    /// The event must be signed by the node that keeps the log, with a certificate that was good at that time. The event's
    /// own time decides nothing: whoever holds a key that was revoked could write any.
    private func checkSigner(of event: VerifiedEvent, node: Identity, trust: TrustStore, at instant: Instant) throws {
        for signer in event.signers {
            let others = chain.filter { $0.digest != signer.digest }
            let trusted = try trust.validate(
                CertificateChain(leaf: signer, intermediates: others), for: .events, at: instant)
            guard trusted.identity == node else {
                throw CommandError(
                    .receiptOtherSigner, "The acceptance is signed by \(trusted.identity), not by the node \(node).",
                    next: "Do not rely on this receipt. Ask the node for it again.")
            }
        }
    }
}

extension ErrorCode {
    static let receiptNodeUnknown = ErrorCode("command.receipt.node-unknown", .trust)
    static let receiptCertificateMissing = ErrorCode("command.receipt.certificate-missing", .trust)
    static let receiptOtherSigner = ErrorCode("command.receipt.other-signer", .trust)
    static let receiptOtherBundle = ErrorCode("command.receipt.other-bundle", .evidence)
}

extension TrustedTimestamp {
    /// What it is over was not there before the node wrote it; of two clocks that are both kept, minutes.
    /// - Throws: `seal.timestamp.clock`
    func check(after recorded: Instant) throws(SealError) {
        guard latest.adding(seconds: CosignerClock.tolerance) < recorded else { return }
        throw SealError(
            .timestampClock, "The time-stamp says \(time), and what it is over was there from \(recorded) on.",
            next: "Do not rely on this time-stamp. Tell both operators: one of the two clocks is wrong.")
    }
}
