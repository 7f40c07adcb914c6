import SwiftASN1
import Vocabulary

/// What the certificate at the end of a path must be.
enum LeafProfile {
    static func check(_ leaf: Certificate, purpose: PathPurpose) throws(SealError) {
        let facts = leaf.facts
        let refuse = Refusal(leaf)
        do {
            try checkAuthority(facts, refuse)
            try checkUsage(facts, purpose, refuse)
            try checkNames(facts, refuse)
            guard try facts.authorityKeyIdentifier()?.key != nil else {
                throw refuse(.certificateKeyIdentifier, "does not name its issuer's key")
            }
        } catch let error as SealError {
            throw error
        } catch {
            throw refuse(.certificateExtension, "holds an extension that is not of its form")
        }
    }

    private static func checkAuthority(_ facts: CertificateFacts, _ refuse: Refusal) throws {
        let usage = try facts.keyUsage() ?? []
        guard try facts.basicConstraints()?.isAuthority != true, usage.isDisjoint(with: [.keyCertSign, .crlSign]) else {
            throw refuse(.certificateIsAuthority, "is an authority's own, which signs certificates and nothing else")
        }
        guard try facts.nameConstraints() == nil, try facts.only(KnownOID.policyConstraints) == nil else {
            throw refuse(.certificateExtension, "holds constraints that only an authority's certificate may hold")
        }
    }

    private static func checkUsage(_ facts: CertificateFacts, _ purpose: PathPurpose, _ refuse: Refusal) throws {
        if purpose.needsKeyUsage {
            guard try facts.keyUsage()?.contains(.digitalSignature) == true else {
                throw refuse(.certificateUsage, "is not made for digital signatures")
            }
        } else if let usage = try facts.keyUsage(), !usage.contains(.digitalSignature) {
            throw refuse(.certificateUsage, "is not made for digital signatures")
        }
        let usages = try facts.extendedKeyUsage() ?? []
        guard !usages.contains(KnownOID.anyExtendedKeyUsage) else {
            throw refuse(.certificateUsage, "claims every purpose, and so none")
        }
        let missing = purpose.usages.filter { !usages.contains($0) }
        guard missing.isEmpty else {
            throw refuse(
                .certificateUsage,
                "is not made for this: it lacks \(missing.map(UsageName.text).joined(separator: ", "))")
        }
        if purpose.isExclusive {
            guard usages.count == 1, try facts.only(KnownOID.extendedKeyUsage)?.isCritical == true else {
                throw refuse(.certificateUsage, "is not for time-stamping alone, marked critical")
            }
        } else {
            guard !usages.contains(KnownOID.timeStamping) else {
                throw refuse(.certificateUsage, "is for time-stamping, which stands alone")
            }
            guard try facts.only(KnownOID.extendedKeyUsage)?.isCritical != true else {
                throw refuse(
                    .certificateUsage, "marks its extended key usages as critical, which only time-stamping does")
            }
        }
    }

    /// RFC 5280, section 4.2.1.6: names are there, and critical exactly if the subject is empty.
    private static func checkNames(_ facts: CertificateFacts, _ refuse: Refusal) throws {
        guard let names = try facts.only(KnownOID.subjectAlternativeName) else {
            throw refuse(.identityMissing, "has no alternative names; the common name counts for nothing")
        }
        guard names.isCritical == (facts.subject == CertificateProfile.emptyName) else {
            throw refuse(.certificateName, "marks its alternative names wrongly as critical or not")
        }
    }
}

/// The names of extended key usages in messages.
enum UsageName {
    static func text(_ usage: ASN1ObjectIdentifier) -> String {
        switch usage {
        case KnownOID.serverAuth: "serverAuth"
        case KnownOID.clientAuth: "clientAuth"
        case KnownOID.emailProtection: "emailProtection"
        case KnownOID.documentSigning: "documentSigning"
        case KnownOID.timeStamping: "timeStamping"
        default: usage.description
        }
    }
}
