package import Vocabulary

/// Somebody whose certificate chain was found good: a member, or the node of another party.
package struct Caller: Hashable, Sendable {
    /// The identity that the certificate names.
    package let identity: Identity
    /// SHA-256 of the certificate itself.
    package let certificate: Digest

    package init(identity: Identity, certificate: Digest) {
        self.identity = identity
        self.certificate = certificate
    }
}

/// What the trust list says of a presented chain.
package enum CallerStanding: Sendable {
    case trusted(Caller)
    /// The chain is not good; the failure says why, with the code of the trust function.
    case refused(any Failure)
}

/// Decides on a presented chain, the caller's own certificate first, each as DER.
///
/// It is asked again at every request: a revoked member's open connection ends with the next one.
package typealias CallerValidator = @Sendable (_ presented: [[UInt8]]) async -> CallerStanding
