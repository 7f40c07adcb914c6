package import Seal
package import Vocabulary

/// What a receipt proves.
package struct ReceiptVerdict: Hashable, Sendable {
    package enum Standing: Hashable, Sendable {
        /// Every cosignature that the agreement asks for is there.
        case complete
        /// The log signed; so many cosigners are missing.
        case provisional(missing: Int)
    }

    /// The node's signed acceptance.
    package let event: VerifiedEvent
    package let index: Int
    package let checkpoint: Checkpoint
    package let standing: Standing
    /// When the quorum was first whole, by the times that cosigners claim (`CosignerQuorum.completed`).
    package let completedAt: Instant?
    /// All that are valid, those of the node's own party included, which do not count.
    package let cosignatures: [CheckpointSignatures.Cosigned]
    /// Signature lines of keys that nobody told us of. They prove nothing; the reader is shown them.
    package let unknown: [NoteSignature]

    /// The time that the receipt vouches for: never before the node's own time, so that nobody dates it back alone, and
    /// never after now.
    package func trustedTime(now: Instant) -> Instant? { completedAt.map { min(max($0, event.event.at), now) } }
}

extension Receipt {
    /// Checks everything that needs neither the node nor the network. Trust in the certificate that signed the event
    /// is for the trust list to say.
    /// - Parameters:
    ///   - keys: the log's keys, from the pinned trust list.
    ///   - certificate: a certificate by its digest, from the files beside the receipt.
    ///   - type: what the receipt must be for; a node gives one for a release as well.
    /// - Throws: `CustodyError` for the first thing that is wrong. Missing cosigners are no error but a `Standing`.
    package func verify(
        keys: LogKeys, quorum: CosignerQuorum, of type: EventType = .accepted, certificate: (Digest) -> Certificate?
    ) throws(CustodyError) -> ReceiptVerdict {
        let signatures = try checkpoint.verify(log: keys, cosigners: quorum.cosigners)
        try proof.verify(leaf: Merkle.leaf(envelope.bytes), root: checkpoint.checkpoint.root)
        let event = try UnverifiedEvent(envelope).verify(for: keys.origin, certificate: certificate)
        guard event.event.type == type else {
            throw CustodyError(
                .custodyReceiptEvent,
                "The receipt is for an event of type “\(event.event.type)”, and “\(type)” was expected.",
                next: "Take the receipt that belongs to this step, or ask the node for it again.")
        }
        return ReceiptVerdict(
            event: event,
            index: index,
            checkpoint: checkpoint.checkpoint,
            standing: quorum.standing(of: signatures, node: keys.origin.node),
            completedAt: quorum.completed(by: signatures, node: keys.origin.node),
            cosignatures: signatures.cosignatures,
            unknown: signatures.unknown)
    }
}
