package import Vocabulary

/// A checkpoint as it is stored and served: its text and everybody's signatures.
package struct SignedCheckpoint: Hashable, Sendable {
    package let checkpoint: Checkpoint
    package let note: SignedNote

    private init(checkpoint: Checkpoint, note: SignedNote) {
        self.checkpoint = checkpoint
        self.note = note
    }

    package init(parsing bytes: [UInt8]) throws(CustodyError) {
        note = try SignedNote(parsing: bytes)
        checkpoint = try Checkpoint(parsing: note.text)
    }

    /// As it came, also with a root of an empty log that no empty log has (`Checkpoint.init(form:)`).
    init(asReceived bytes: [UInt8]) throws(CustodyError) {
        note = try SignedNote(parsing: bytes)
        checkpoint = try Checkpoint(form: note.text)
    }

    /// Signs with the node's key, under the name of the log.
    package init(signing checkpoint: Checkpoint, with key: SignerKey) throws(CustodyError) {
        self.checkpoint = checkpoint
        let signature = try SignedNote.signing(checkpoint.text, with: key.named(checkpoint.origin))
        note = SignedNote(text: checkpoint.text, signatures: [signature])
    }

    package var bytes: [UInt8] { note.bytes }

    package func adding(_ signatures: [NoteSignature]) -> SignedCheckpoint {
        SignedCheckpoint(checkpoint: checkpoint, note: signatures.reduce(note) { $0.adding($1) })
    }

    /// The same checkpoint with some of its signatures, each once.
    package func keeping(_ isKept: (NoteSignature) -> Bool) -> SignedCheckpoint {
        let bare = SignedCheckpoint(checkpoint: checkpoint, note: SignedNote(text: note.text, signatures: []))
        return bare.adding(note.signatures.filter(isKept))
    }

    /// What a cosigner adds, once it has checked and stored.
    package func cosignature(by key: SignerKey, at time: Instant) throws(CustodyError) -> NoteSignature {
        try NoteSignature(cosigning: note.text, with: key, at: time)
    }

    /// Checks that the log signed, with a key that covers this size, and checks every cosigner that is known.
    /// - Throws: `CustodyError` if the log's signature is missing, or any known key's signature is wrong.
    package func verify(
        log keys: LogKeys, cosigners: [Cosigner] = []
    ) throws(CustodyError) -> CheckpointSignatures {
        guard checkpoint.origin.sameBytes(as: keys.origin.text) else {
            throw CustodyError(
                .custodyCheckpointOtherLog,
                "The checkpoint is of the log “\(checkpoint.origin.shownInMessage)”, not of “\(keys.origin)”.",
                next: "Ask for the checkpoint of the right log.")
        }
        guard checkpoint.extensions.isEmpty else {
            throw Checkpoint.malformed("has extension lines, which these logs never have")
        }
        var seen = CheckpointSignatures()
        var isSigned = false
        // A line that is there twice is checked once: whoever sends it pays for no more than they send.
        var checked: Set<NoteSignature> = []
        for signature in note.signatures where checked.insert(signature).inserted {
            var isKnown = false
            for entry in keys.entries where try note.verify(signature, by: entry.key) != nil {
                isKnown = true
                isSigned = isSigned || (entry.sizes.contains(checkpoint.size) && entry.key.algorithm == .ed25519)
            }
            for cosigner in cosigners where cosigner.key.algorithm == .cosignature {
                guard let time = try note.verify(signature, by: cosigner.key)?.time else { continue }
                isKnown = true
                seen.cosignatures.append(CheckpointSignatures.Cosigned(cosigner: cosigner, time: time))
            }
            if !isKnown { seen.unknown.append(signature) }
        }
        guard isSigned else {
            throw CustodyError(
                .custodyNoteUnsigned,
                "The checkpoint is not signed with a key that the trust list gives for \(keys.origin) at \(checkpoint.size.counted("entry", "entries")).",
                next: "Check that the trust list is the current one; if it is, the checkpoint is not from this log.")
        }
        return seen
    }
}

/// What the signatures below a checkpoint amount to, the log's own aside.
package struct CheckpointSignatures: Hashable, Sendable {
    package struct Cosigned: Hashable, Sendable {
        package let cosigner: Cosigner
        /// As the cosigner claims.
        package let time: Instant
    }

    package fileprivate(set) var cosignatures: [Cosigned] = []
    /// Lines of keys that nobody told us of: they count for nothing, and are shown.
    package fileprivate(set) var unknown: [NoteSignature] = []
}
