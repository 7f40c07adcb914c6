extension SignedCheckpoint {
    /// The checkpoint as the log alone signed it. Only after it was verified.
    package func signedByLog(_ keys: LogKeys) -> SignedCheckpoint {
        keeping { signature in keys.entries.contains { signature.isBy($0.key) } }
    }
}
