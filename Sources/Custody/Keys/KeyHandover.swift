package import Seal
package import Vocabulary

/// The proof that one key of a log introduced the next: the event that adds it, under the last checkpoint that the old key
/// signed. A `.tlog-proof`, as a receipt is.
package struct KeyHandover: Hashable, Sendable {
    package let receipt: Receipt
    package let event: VerifiedEvent
    /// The new key.
    package let key: VerifierKey

    /// - Parameter certificates: those that lie beside it; whether they are to be trusted is for the trust list to say.
    package init(parsing bytes: [UInt8], certificates: [Certificate]) throws(CustodyError) {
        let receipt = try Receipt(parsing: bytes)
        let unverified = try UnverifiedEvent(receipt.envelope)
        let event = try unverified.verify(for: unverified.event.log) { digest in
            certificates.first { $0.digest == digest }
        }
        try self.init(receipt, of: event)
    }

    package init(_ receipt: Receipt, of event: VerifiedEvent) throws(CustodyError) {
        guard event.event.type == .keyAdded, event.event.actor == event.event.log.node,
            let key = event.event.key?.verifier, receipt.envelope == event.envelope
        else {
            throw CustodyError(
                .custodyReceiptEvent, "The proof is not for an event in which a node adds a log key.",
                next: "Take the proof that `saksid key show` writes.")
        }
        self.receipt = receipt
        self.event = event
        self.key = key
    }

    /// The size behind which the new key signs.
    package var size: Int { receipt.checkpoint.checkpoint.size }

    /// Whether a key that was in force signed for the event, at the size behind which the new one begins.
    func proves(_ key: VerifierKey, from size: Int, after old: LogKeys) -> Bool {
        guard self.key == key, event.event.log == old.origin, self.size == size - 1 else { return false }
        do throws(CustodyError) {
            _ = try receipt.checkpoint.verify(log: old)
            try receipt.proof.verify(
                leaf: Merkle.leaf(receipt.envelope.bytes), root: receipt.checkpoint.checkpoint.root)
            return true
        } catch {
            return false
        }
    }
}

extension LogKeys {
    /// As the trust list gives them for the log's node. A key that does not begin with the log counts only if the one
    /// before introduced it, or if the list says why it could not.
    /// - Throws: `VocabularyError` if a key of the list is not of its form.
    package init(origin: LogOrigin, of node: TrustedNode) throws(VocabularyError) {
        var entries: [Entry] = []
        var unannounced: [Entry] = []
        for given in node.logKeys {
            let key = try VerifierKey(parsing: given.verifierKey).named(origin)
            var own: [Entry] = []
            if let sizes = given.sizes(of: origin.lastPart) { own.append(Entry(key: key, sizes: sizes)) }
            if let sizes = given.cosignedSizes(of: origin.lastPart) {
                own.append(Entry(key: key, sizes: sizes, needsCosigner: true))
            }
            guard let first = own.first?.sizes.lowerBound else { continue }
            // With which the log began takes nobody's place. A list that leaves the one before it out proves nothing.
            let isFirst = first == 0
            let old = LogKeys(origin: origin, entries: entries)
            let isProven =
                isFirst || given.former != nil
                || given.proofs.contains {
                    (try? KeyHandover(parsing: $0.bytes, certificates: $0.certificates))?.proves(
                        key, from: first, after: old) ?? false
                }
            if isProven { entries += own } else { unannounced += own }
        }
        self.init(origin: origin, entries: entries, unannounced: unannounced)
    }
}
