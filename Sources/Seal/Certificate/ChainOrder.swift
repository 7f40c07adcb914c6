/// Puts certificates in the order from the leaf to the one below the root.
enum ChainOrder {
    /// Follows the issuers' names; what is not on the way is left out, and so is a self-signed root.
    static func chain(from leaf: Certificate, among certificates: [Certificate]) -> CertificateChain {
        var intermediates: [Certificate] = []
        var current = leaf
        while !current.isSelfIssued,
            let next = certificates.first(where: { candidate in
                candidate.mayHaveIssued(current) && candidate != leaf && !intermediates.contains(candidate)
                    && !candidate.isSelfIssued
            })
        {
            intermediates.append(next)
            current = next
        }
        return CertificateChain(leaf: leaf, intermediates: intermediates)
    }
}

extension Certificate {
    /// Whether issuer and subject are the same name (RFC 5280, section 3.2).
    var isSelfIssued: Bool { facts.issuer == facts.subject }

    /// Whether names and key identifiers allow that this certificate issued the other one.
    package func mayHaveIssued(_ other: Certificate) -> Bool {
        guard facts.subject == other.facts.issuer else { return false }
        guard let wanted = try? other.facts.authorityKeyIdentifier()?.key,
            let own = try? facts.subjectKeyIdentifier()
        else { return true }
        return wanted == own
    }
}
