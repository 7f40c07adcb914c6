import Crypto
import FoundationEssentials
import SwiftASN1
import Vocabulary

/// Reads a CertificateList (RFC 5280, section 5.1) and notes what the profile does not allow.
struct RevocationListReading {
    let issuer: [UInt8]
    let issuerText: String
    let thisUpdate: Instant
    let nextUpdate: Instant
    private(set) var authorityKey: [UInt8]?
    private(set) var entries: [[UInt8]: RevocationList.Entry] = [:]
    private(set) var defect: String?

    /// SHA-256 of what is signed, and the signature, if that is ECDSA with SHA-256.
    let ecdsa: (body: SHA256.Digest, signature: [UInt8])?

    init(_ der: [UInt8]) throws {
        let outer = try DER.parse(der).parts()
        guard outer.count == 3 else { throw MalformedDER() }
        let signature = try outer[2].bits()
        ecdsa =
            SignatureAlgorithm.isECDSAWithSHA256(outer[1])
            ? (SHA256.hash(data: outer[0].encodedBytes), signature) : nil
        var parts = try outer[0].parts()[...]
        // Version 2 is the value 1; without it there are no extensions and so no list number.
        guard let version = parts.popFirst(), try version.count() == 1, let algorithm = parts.popFirst(),
            let issuer = parts.popFirst(), let thisUpdate = parts.popFirst(), let nextUpdate = parts.popFirst()
        else { throw MalformedDER() }
        self.issuer = Array(issuer.encodedBytes)
        issuerText = try DistinguishedNameText.read(issuer)
        self.thisUpdate = try CertificateTime.read(thisUpdate)
        self.nextUpdate = try CertificateTime.read(nextUpdate)
        if algorithm.encodedBytes != outer[1].encodedBytes
            || !SignatureAlgorithm.isAcceptable(Array(algorithm.encodedBytes))
        {
            defect = "its signature relies on an algorithm below SHA-256"
        }
        if self.nextUpdate < self.thisUpdate { defect = "it ends before it begins" }
        if let revoked = parts.first, revoked.identifier == .sequence {
            try readEntries(revoked)
            parts.removeFirst()
        }
        if let last = parts.popFirst() {
            guard last.isTagged(0), parts.isEmpty else { throw MalformedDER() }
            try readExtensions(try CertificateFacts.extensions(try last.unwrapped()))
        } else {
            defect = "it has no number"
        }
    }

    private mutating func readEntries(_ node: ASN1Node) throws {
        for entry in try node.parts() {
            let parts = try entry.parts()
            guard (2...3).contains(parts.count) else { throw MalformedDER() }
            var invalidSince: Instant?
            var reason: RevocationReason?
            for one in try parts.count == 3 ? CertificateFacts.extensions(parts[2]) : [] {
                switch one.kind {
                case KnownOID.invalidityDate: invalidSince = try CertificateTime.readGeneralized(DER.parse(one.value))
                case KnownOID.reasonCode:
                    reason = RevocationReason(rawValue: try DER.parse(one.value).count(.enumerated))
                    if reason == nil { throw MalformedDER() }
                // An indirect list's entries name other issuers: their serial numbers are not this issuer's.
                default: if one.isCritical { defect = "an entry has a critical extension that is not supported" }
                }
            }
            let serial = Array(try parts[0].integer())
            let new = RevocationList.Entry(
                revokedAt: try CertificateTime.read(parts[1]), invalidSince: invalidSince, reason: reason)
            guard entries.updateValue(new, forKey: serial) == nil else { throw MalformedDER() }
        }
    }

    private mutating func readExtensions(_ extensions: [CertificateFacts.Extension]) throws {
        guard Set(extensions.map(\.kind)).count == extensions.count else { throw MalformedDER() }
        var hasNumber = false
        for one in extensions {
            switch one.kind {
            case KnownOID.listNumber:
                let number = try DER.parse(one.value).integer()
                guard let first = number.first, first < 0x80, number.count <= 20, !one.isCritical else {
                    throw MalformedDER()
                }
                hasNumber = true
            case KnownOID.authorityKeyIdentifier:
                authorityKey = try CertificateFacts.authorityKeyIdentifier(DER.parse(one.value)).key
            case KnownOID.deltaList: defect = "it lists only changes"
            case KnownOID.issuingDistributionPoint: defect = "it covers only a part of the certificates"
            default: if one.isCritical { defect = "it has a critical extension that is not supported" }
            }
        }
        if !hasNumber { defect = "it has no number" }
        if authorityKey == nil { defect = "it does not name its issuer's key" }
    }
}
