package import Vocabulary

/// A trust list as it was read, before anybody judged its signers: for which instant depends on what it is needed for.
package struct TrustOffer: Sendable {
    let file: SignedFile
    /// What the files say. Only to find out the trusted time by; then `store` judges the list for that time.
    package let unjudged: TrustStore

    package init(reading path: String) throws(SealError) {
        file = try SignedFile(reading: path)
        unjudged = try TrustStore(file, path)
    }

    /// The list, if its signatures hold and its signers were to be trusted at the instant.
    ///
    /// A list that was issued after the instant is judged by its own time of issue: its signers may not have had
    /// certificates before.
    package func store(at instant: Instant, now: Instant) throws(SealError) -> TrustStore {
        try TrustStore(self, at: max(instant, min(unjudged.list.issued, now)))
    }
}
