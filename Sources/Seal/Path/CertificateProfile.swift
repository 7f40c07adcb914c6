import SwiftASN1
import Vocabulary

/// What every certificate of a path must be, root included: RFC 5280 as written, with nothing left to good will.
enum CertificateProfile {
    static func check(_ certificate: Certificate) throws(SealError) {
        let facts = certificate.facts
        let refuse = Refusal(certificate)
        guard facts.version == 3, !facts.hasUniqueIdentifiers else {
            throw refuse(.certificateVersion, "is not of version 3")
        }
        // Section 4.1.2.2: positive, at most 20 octets.
        guard let first = facts.serial.first, first < 0x80, facts.serial.count <= 20, facts.serial != [0] else {
            throw refuse(.certificateSerial, "has a serial number that is zero, negative or too long")
        }
        guard facts.innerAlgorithm == facts.outerAlgorithm else {
            throw refuse(.certificateAlgorithm, "names two different signature algorithms")
        }
        guard SignatureAlgorithm.isAcceptable(facts.outerAlgorithm) else {
            throw refuse(.certificateAlgorithm, "is signed with an algorithm below SHA-256")
        }
        if let weakness = facts.key.weakness {
            throw refuse(
                .certificateKey, "holds \(weakness); P-256, P-384, P-521 or RSA of 3072 bits and more is needed")
        }
        guard facts.notBefore <= facts.notAfter else { throw refuse(.certificateMalformed, "ends before it begins") }
        guard facts.issuer != Self.emptyName else { throw refuse(.certificateName, "names no issuer") }
        try checkExtensions(facts, refuse)
    }

    static let emptyName: [UInt8] = [0x30, 0x00]

    static func checkTime(_ certificate: Certificate, at instant: Instant) throws(SealError) {
        let now = instant.secondsSince1970
        guard certificate.notBefore.secondsSince1970 <= now else {
            throw SealError(
                .certificateNotYetValid,
                "The certificate “\(certificate.subject)” is valid only from \(certificate.notBefore).",
                next: "Check the clock of this computer; if it is right, wait or ask for another certificate.")
        }
        guard now <= certificate.notAfter.secondsSince1970 else {
            throw SealError(
                .certificateExpired, "The certificate “\(certificate.subject)” expired on \(certificate.notAfter).",
                next: "Ask the authority that issued it for a new one; check the clock of this computer.")
        }
    }

    /// Extensions that are understood here, and whether they may, must or must not be critical.
    private enum Criticality { case never, always, either }
    private static let known: [ASN1ObjectIdentifier: Criticality] = [
        KnownOID.subjectKeyIdentifier: .never, KnownOID.authorityKeyIdentifier: .never,
        KnownOID.authorityInformationAccess: .never, KnownOID.issuerAlternativeName: .never,
        KnownOID.policyConstraints: .always, KnownOID.inhibitAnyPolicy: .always,
        KnownOID.keyUsage: .either, KnownOID.extendedKeyUsage: .either, KnownOID.basicConstraints: .either,
        KnownOID.subjectAlternativeName: .either, KnownOID.nameConstraints: .always,
        KnownOID.certificatePolicies: .either, KnownOID.policyMappings: .either,
    ]

    private static func checkExtensions(_ facts: CertificateFacts, _ refuse: Refusal) throws(SealError) {
        guard Set(facts.extensions.map(\.kind)).count == facts.extensions.count else {
            throw refuse(.certificateExtension, "holds the same extension twice")
        }
        for one in facts.extensions {
            switch known[one.kind] {
            case nil where one.isCritical:
                throw refuse(.certificateExtension, "holds the critical extension \(one.kind), which is not understood")
            case .never where one.isCritical, .always where !one.isCritical:
                throw refuse(.certificateExtension, "marks the extension \(one.kind) wrongly as critical or not")
            default: break
            }
        }
        do {
            let names = try facts.alternativeNames()
            guard names.addresses.allSatisfy({ $0.count == 4 || $0.count == 16 }) else { throw MalformedDER() }
            _ = try facts.basicConstraints()
            _ = try facts.keyUsage()
            _ = try facts.extendedKeyUsage()
            _ = try facts.subjectKeyIdentifier()
            _ = try facts.authorityKeyIdentifier()
            _ = try facts.nameConstraints()
            try facts.checkAuthorityInformationAccess()
        } catch {
            throw refuse(.certificateExtension, "holds an extension that is not of its form")
        }
    }
}

/// Words an objection to one certificate.
struct Refusal {
    private let certificate: Certificate

    init(_ certificate: Certificate) { self.certificate = certificate }

    func callAsFunction(_ code: ErrorCode, _ objection: String) -> SealError {
        SealError(
            code, "The certificate “\(certificate.subject)” \(objection).",
            next: "Ask the authority “\(certificate.issuer)” for a certificate as docs/spec/trust.md describes.")
    }
}
