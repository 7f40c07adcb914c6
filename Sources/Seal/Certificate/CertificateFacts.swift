import SwiftASN1
import Vocabulary

/// What stands in a certificate, read once. Only the shape is judged here; `CertificateProfile` judges the content.
final class CertificateFacts: Sendable {
    /// 1, 2 or 3.
    let version: Int
    /// The content bytes of the INTEGER, sign included.
    let serial: [UInt8]
    /// Encodings of the two places that name the signature's algorithm; RFC 5280 wants them equal.
    let innerAlgorithm: [UInt8]
    let outerAlgorithm: [UInt8]
    let issuer: [UInt8]
    let issuerText: String
    let subject: [UInt8]
    let subjectText: String
    let commonNames: [String]
    let notBefore: Instant
    let notAfter: Instant
    /// SubjectPublicKeyInfo, encoded.
    let keyInfo: [UInt8]
    let key: PublicKey
    let hasUniqueIdentifiers: Bool
    let extensions: [Extension]

    /// One extension, its value still encoded.
    struct Extension: Sendable {
        let kind: ASN1ObjectIdentifier
        let isCritical: Bool
        let value: [UInt8]
    }

    /// - Parameter der: one Certificate (RFC 5280, section 4.1) and nothing behind it.
    init(_ der: [UInt8]) throws {
        let parts = try DER.parse(der).parts()
        guard parts.count == 3 else { throw MalformedDER() }
        _ = try parts[2].bits()
        outerAlgorithm = Array(parts[1].encodedBytes)
        var fields = try parts[0].parts()[...]
        guard fields.count >= 6 else { throw MalformedDER() }
        if let first = fields.first, first.isTagged(0) {
            // The default, version 1, is not written in DER.
            version = try first.unwrapped().count() + 1
            guard version == 2 || version == 3 else { throw MalformedDER() }
            fields.removeFirst()
        } else {
            version = 1
        }
        let required = Array(fields.prefix(6))
        guard required.count == 6 else { throw MalformedDER() }
        serial = Array(try required[0].integer())
        innerAlgorithm = Array(required[1].encodedBytes)
        issuer = Array(required[2].encodedBytes)
        issuerText = try DistinguishedNameText.read(required[2])
        let validity = try required[3].parts()
        guard validity.count == 2 else { throw MalformedDER() }
        notBefore = try CertificateTime.read(validity[0])
        notAfter = try CertificateTime.read(validity[1])
        subject = Array(required[4].encodedBytes)
        subjectText = try DistinguishedNameText.read(required[4])
        commonNames = try DistinguishedNameText.commonNames(required[4])
        keyInfo = Array(required[5].encodedBytes)
        key = try PublicKey(required[5])

        var rest = fields.dropFirst(6)
        var unique = false
        while let next = rest.first, next.isTagged(1) || next.isTagged(2) {
            unique = true
            rest.removeFirst()
        }
        hasUniqueIdentifiers = unique
        if let last = rest.first {
            guard rest.count == 1, last.isTagged(3) else { throw MalformedDER() }
            extensions = try Self.extensions(try last.unwrapped())
        } else {
            extensions = []
        }
    }

    /// Extensions of a certificate, of a revocation list or of one of its entries.
    static func extensions(_ node: ASN1Node) throws -> [Extension] {
        let list = try node.parts().map { node in
            var parts = try node.parts()[...]
            guard let kind = try parts.popFirst()?.oid(), let value = try parts.popLast()?.octets() else {
                throw MalformedDER()
            }
            // The default, FALSE, is not written in DER.
            let critical = try parts.popFirst().map { try Bool(derEncoded: $0) }
            guard critical != false, parts.isEmpty else { throw MalformedDER() }
            return Extension(kind: kind, isCritical: critical ?? false, value: value)
        }
        guard !list.isEmpty else { throw MalformedDER() }
        return list
    }

    /// The one extension of this kind; a repeated one counts as malformed.
    func only(_ kind: ASN1ObjectIdentifier) throws -> Extension? {
        let found = extensions.filter { $0.kind == kind }
        guard found.count <= 1 else { throw MalformedDER() }
        return found.first
    }
}
