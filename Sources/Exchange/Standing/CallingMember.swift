import Seal
package import Vocabulary

/// The member of some party's authority who asks, found good for this very request.
///
/// Whether an agreement knows the member is asked later.
package struct CallingMember: Hashable, Sendable {
    package let member: MemberID
    /// SHA-256 of the certificate.
    package let certificate: Digest

    /// - Parameter identity: what `ExchangeNode.authenticate` answered for this request.
    /// - Throws: `exchange.caller.not-a-member` for a node, a cosigner or a time-stamping authority.
    package init(identity: Identity, certificate: Digest) throws {
        do {
            member = try MemberID(identity)
        } catch {
            throw ExchangeError(
                .notAMember, "The certificate speaks for \(identity), which is not a person.",
                next: "Use the certificate of a member.")
        }
        self.certificate = certificate
    }
}
