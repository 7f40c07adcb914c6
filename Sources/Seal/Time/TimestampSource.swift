package import Vocabulary

/// Where a signer gets time-stamps: asks an authority for one over a digest.
package typealias TimestampSource = @Sendable (_ digest: Digest) async throws(SealError) -> TimestampToken

extension Credential {
    /// A detached CAdES signature in DER, with a time-stamp over it if there is a source of time-stamps.
    ///
    /// - Throws: what the source says; then nothing is signed without a time-stamp instead.
    package func cms(
        over content: [UInt8], claimedAt: Instant? = nil, stampedBy source: TimestampSource?
    ) async throws(SealError) -> [UInt8] {
        let der = try cms(over: content, claimedAt: claimedAt)
        guard let source else { return der }
        let plain = try DetachedSignature(der: der)
        return try plain.adding(try await source(plain.valueDigest)).der
    }
}
