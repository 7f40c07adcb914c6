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

    /// Only with the lines that hold under one of these keys.
    package func keeping(signedBy keys: [VerifierKey]) -> SignedCheckpoint {
        keeping { line in keys.contains { (try? note.verify(line, by: $0)) != nil } }
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
        var signing = Signing()
        // A line that is there twice is checked once: whoever sends it pays for no more than they send.
        var checked: Set<NoteSignature> = []
        for signature in note.signatures where checked.insert(signature).inserted {
            var isKnown = false
            for entry in keys.entries where try note.verify(signature, by: entry.key) != nil {
                isKnown = true
                guard entry.sizes.contains(checkpoint.size), entry.key.algorithm == .ed25519 else { continue }
                if entry.needsCosigner { signing.isByStolen = true } else { signing.isGood = true }
            }
            for entry in keys.unannounced where try note.verify(signature, by: entry.key) != nil {
                isKnown = true
                signing.isUnannounced = signing.isUnannounced || entry.sizes.contains(checkpoint.size)
            }
            for cosigner in cosigners where cosigner.key.algorithm == .cosignature {
                guard let time = try note.verify(signature, by: cosigner.key)?.time else { continue }
                isKnown = true
                seen.cosignatures.append(CheckpointSignatures.Cosigned(cosigner: cosigner, time: time))
            }
            if !isKnown { seen.unknown.append(signature) }
        }
        let isCosigned = seen.cosignatures.contains { $0.cosigner.identity.party != keys.origin.party }
        guard signing.isGood || signing.isByStolen && isCosigned else { throw refusal(signing, keys.origin) }
        return seen
    }

    /// Which keys of the log signed.
    private struct Signing {
        var isGood = false
        var isByStolen = false
        var isUnannounced = false
    }

    private func refusal(_ signing: Signing, _ origin: LogOrigin) -> CustodyError {
        let size = checkpoint.size.counted("entry", "entries")
        if signing.isByStolen {
            return CustodyError(
                .custodyKeyStolen,
                "The checkpoint of \(origin) at \(size) is signed with a key that was stolen, and no cosigner of another party confirms it.",
                next: "Ask the node for it again (of a receipt: saksi receipt upgrade), and rely on the new one.")
        }
        if signing.isUnannounced {
            return CustodyError(
                .custodyKeyUnannounced,
                "The checkpoint of \(origin) at \(size) is signed with a key that took the place of another one, which did not introduce it.",
                next: "Do not rely on it. Ask the central authorities for the trust list with the proof of the new key."
            )
        }
        return CustodyError(
            .custodyNoteUnsigned,
            "The checkpoint is not signed with a key that the trust list gives for \(origin) at \(size).",
            next: "Check that the trust list is the current one; if it is, the checkpoint is not from this log.")
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
