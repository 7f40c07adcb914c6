package import Vocabulary

extension SignedCheckpoint {
    /// SHA-256 of the note's text, without the signatures: what a time-stamp over the checkpoint is over. Cosignatures
    /// that arrive later change nothing about it.
    package var timestampedDigest: Digest { Digest(ofText: note.text) }
}
