import Crypto
import FoundationEssentials
import SwiftASN1
import Vocabulary

/// A revocation list of version 2 (RFC 5280, section 5), which swift-certificates does not make.
struct MintedList {
    let authority: Mint.Authority
    let number: Int
    let thisUpdate: Instant
    let nextUpdate: Instant
    /// Whose entries stay on the list.
    var earlier: RevocationList?

    func list() throws(SealError) -> RevocationList {
        do {
            return try RevocationList(der: try der())
        } catch let error as SealError {
            throw error
        } catch {
            throw SealError(.cryptography, "A revocation list could not be made.", next: "Please report this.")
        }
    }

    private func der() throws -> [UInt8] {
        let key = try P256.Signing.PrivateKey(derRepresentation: Data(authority.privateKey.revealed))
        var body = DER.Serializer()
        try body.appendConstructedNode(identifier: .sequence) { try writeBody(&$0, key) }
        let signature = try key.signature(for: SHA256.hash(data: body.serializedBytes))
        var whole = DER.Serializer()
        try whole.appendConstructedNode(identifier: .sequence) { whole in
            whole.serializeRawBytes(body.serializedBytes)
            try writeAlgorithm(&whole)
            try whole.serialize(ASN1BitString(bytes: Array(signature.derRepresentation)[...]))
        }
        return whole.serializedBytes
    }

    private func writeAlgorithm(_ out: inout DER.Serializer) throws {
        try out.appendConstructedNode(identifier: .sequence) { try $0.serialize(KnownOID.ecdsaWithSHA256) }
    }

    private func writeBody(_ out: inout DER.Serializer, _ key: P256.Signing.PrivateKey) throws {
        try out.serialize(1)
        try writeAlgorithm(&out)
        out.serializeRawBytes(authority.certificate.facts.subject)
        Self.writeTime(thisUpdate, &out)
        Self.writeTime(nextUpdate, &out)
        var entries = earlier?.facts.entries ?? [:]
        for one in authority.revoked {
            entries[one.certificate.facts.serial] = RevocationList.Entry(
                revokedAt: one.at, invalidSince: one.invalidSince, reason: one.reason)
        }
        if !entries.isEmpty {
            try out.appendConstructedNode(identifier: .sequence) { out in
                for (serial, entry) in entries.sorted(by: { $0.value.revokedAt < $1.value.revokedAt }) {
                    try Self.writeEntry(serial, entry, &out)
                }
            }
        }
        try out.appendConstructedNode(identifier: .context(0)) { out in
            try out.appendConstructedNode(identifier: .sequence) { out in
                try Self.writeExtension(KnownOID.authorityKeyIdentifier, &out) { value in
                    value.appendConstructedNode(identifier: .sequence) { value in
                        value.appendPrimitiveNode(identifier: .context(0)) {
                            $0.append(contentsOf: MintedCertificate.identifier(key.publicKey))
                        }
                    }
                }
                try Self.writeExtension(KnownOID.listNumber, &out) { try $0.serialize(number) }
            }
        }
    }

    private static func writeEntry(
        _ serial: [UInt8], _ entry: RevocationList.Entry, _ out: inout DER.Serializer
    ) throws {
        try out.appendConstructedNode(identifier: .sequence) { out in
            out.appendPrimitiveNode(identifier: .integer) { $0.append(contentsOf: serial) }
            writeTime(entry.revokedAt, &out)
            guard entry.invalidSince != nil || entry.reason != nil else { return }
            try out.appendConstructedNode(identifier: .sequence) { out in
                if let reason = entry.reason {
                    try writeExtension(KnownOID.reasonCode, &out) { value in
                        value.appendPrimitiveNode(identifier: .enumerated) { $0.append(UInt8(reason.rawValue)) }
                    }
                }
                guard let since = entry.invalidSince else { return }
                try writeExtension(KnownOID.invalidityDate, &out) { value in
                    value.appendPrimitiveNode(identifier: .generalizedTime) {
                        $0.append(contentsOf: digits(since).utf8)
                    }
                }
            }
        }
    }

    private static func writeExtension(
        _ kind: ASN1ObjectIdentifier, _ out: inout DER.Serializer, _ write: (inout DER.Serializer) throws -> Void
    ) throws {
        var value = DER.Serializer()
        try write(&value)
        try out.appendConstructedNode(identifier: .sequence) { out in
            try out.serialize(kind)
            try out.serialize(ASN1OctetString(contentBytes: value.serializedBytes[...]))
        }
    }

    private static func writeTime(_ instant: Instant, _ out: inout DER.Serializer) {
        let text = digits(instant)
        let isShort = text < "2050"
        out.appendPrimitiveNode(identifier: isShort ? .utcTime : .generalizedTime) {
            $0.append(contentsOf: text.dropFirst(isShort ? 2 : 0).utf8)
        }
    }

    /// `YYYYMMDDHHMMSSZ`
    private static func digits(_ instant: Instant) -> String {
        String(instant.text.prefix(19).filter(\.isNumber)) + "Z"
    }
}
