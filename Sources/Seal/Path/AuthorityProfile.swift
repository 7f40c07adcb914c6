import SwiftASN1
import Vocabulary

/// What an issuing certificate must be, at the root and below it.
enum AuthorityProfile {
    static func check(_ authority: Certificate, isRoot: Bool, purpose: PathPurpose) throws(SealError) {
        let facts = authority.facts
        let refuse = Refusal(authority)
        do {
            // RFC 5280, section 4.2.1.9: present, critical, cA.
            guard let constraints = try facts.basicConstraints(), constraints.isAuthority,
                try facts.only(KnownOID.basicConstraints)?.isCritical == true
            else { throw refuse(.chainAuthority, "may not issue certificates") }
            guard try facts.keyUsage()?.contains(.keyCertSign) == true else {
                throw refuse(.chainAuthority, "is not made for signing certificates")
            }
            guard facts.subject != CertificateProfile.emptyName else {
                throw refuse(.certificateName, "is an authority's and has no name")
            }
            try checkKeyIdentifiers(authority, isRoot: isRoot, refuse)
            try checkUsage(facts, isRoot: isRoot, purpose, refuse)
        } catch let error as SealError {
            throw error
        } catch {
            throw refuse(.certificateExtension, "holds an extension that is not of its form")
        }
    }

    /// RFC 5280, sections 4.2.1.1 and 4.2.1.2.
    private static func checkKeyIdentifiers(_ authority: Certificate, isRoot: Bool, _ refuse: Refusal) throws {
        let facts = authority.facts
        guard let own = try facts.subjectKeyIdentifier() else {
            throw refuse(.certificateKeyIdentifier, "is an authority's and does not identify its key")
        }
        let issuer = try facts.authorityKeyIdentifier()
        // Self-signed means by its own key, whatever the names say (RFC 5280, section 4.2.1.1).
        if isRoot, try facts.issuer == facts.subject || PathCheck.isSelfSigned(authority) {
            guard let issuer else { return }
            guard issuer.key == own, !issuer.namesIssuer else {
                throw refuse(.certificateKeyIdentifier, "is a root and names another key than its own as its issuer's")
            }
        } else {
            guard issuer?.key != nil else {
                throw refuse(.certificateKeyIdentifier, "does not name its issuer's key")
            }
        }
    }

    /// An authority that is limited to usages may not issue for others.
    private static func checkUsage(
        _ facts: CertificateFacts, isRoot: Bool, _ purpose: PathPurpose, _ refuse: Refusal
    ) throws {
        guard let usages = try facts.extendedKeyUsage() else { return }
        guard !isRoot else { throw refuse(.certificateUsage, "is a root and has usages of its own") }
        guard usages.contains(KnownOID.anyExtendedKeyUsage) || purpose.usages.allSatisfy(usages.contains) else {
            throw refuse(.certificateUsage, "may not issue certificates for this purpose")
        }
    }
}
