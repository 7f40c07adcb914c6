import SwiftASN1

/// The extensions that decide something, each read strictly when it is asked for.
extension CertificateFacts {
    private func value<Value>(_ kind: ASN1ObjectIdentifier, _ read: (ASN1Node) throws -> Value) throws -> Value? {
        try only(kind).map { try read(try DER.parse($0.value)) }
    }

    func alternativeNames() throws -> AlternativeNames {
        try value(KnownOID.subjectAlternativeName) { try AlternativeNames($0) } ?? AlternativeNames()
    }

    /// RFC 5280, section 4.2.1.9.
    struct BasicConstraints {
        let isAuthority: Bool
        let pathLength: Int?
    }

    func basicConstraints() throws -> BasicConstraints? {
        try value(KnownOID.basicConstraints) { node in
            var parts = try node.parts()[...]
            var isAuthority = false
            if let first = parts.first, first.identifier == .boolean {
                isAuthority = try Bool(derEncoded: first)
                // The default, FALSE, is not written in DER.
                guard isAuthority else { throw MalformedDER() }
                parts.removeFirst()
            }
            let length = try parts.popFirst().map { try $0.count() }
            guard parts.isEmpty else { throw MalformedDER() }
            return BasicConstraints(isAuthority: isAuthority, pathLength: length)
        }
    }

    /// RFC 5280, section 4.2.1.3; bit 0 is digitalSignature.
    struct KeyUsage: OptionSet {
        let rawValue: UInt16
        static let digitalSignature = KeyUsage(rawValue: 1 << 0)
        static let contentCommitment = KeyUsage(rawValue: 1 << 1)
        static let keyCertSign = KeyUsage(rawValue: 1 << 5)
        static let crlSign = KeyUsage(rawValue: 1 << 6)
    }

    func keyUsage() throws -> KeyUsage? {
        try value(KnownOID.keyUsage) { node in
            let string = try ASN1BitString(derEncoded: node)
            guard !string.bytes.isEmpty, string.bytes.count <= 2 else { throw MalformedDER() }
            var usage: UInt16 = 0
            for (index, byte) in string.bytes.enumerated() {
                for bit in 0..<8 where byte & (0x80 >> bit) != 0 { usage |= 1 << UInt16(index * 8 + bit) }
            }
            // RFC 5280: at least one bit is set.
            guard usage != 0 else { throw MalformedDER() }
            return KeyUsage(rawValue: usage)
        }
    }

    /// RFC 5280, section 4.2.1.12; never empty.
    func extendedKeyUsage() throws -> [ASN1ObjectIdentifier]? {
        try value(KnownOID.extendedKeyUsage) { node in
            let usages = try node.parts().map { try $0.oid() }
            guard !usages.isEmpty, Set(usages).count == usages.count else { throw MalformedDER() }
            return usages
        }
    }

    func subjectKeyIdentifier() throws -> [UInt8]? {
        try value(KnownOID.subjectKeyIdentifier) { node in
            let identifier = try node.octets()
            guard !identifier.isEmpty else { throw MalformedDER() }
            return identifier
        }
    }

    /// RFC 5280, section 4.2.1.1.
    struct AuthorityKeyIdentifier {
        let key: [UInt8]?
        let namesIssuer: Bool
    }

    func authorityKeyIdentifier() throws -> AuthorityKeyIdentifier? {
        try value(KnownOID.authorityKeyIdentifier) { try Self.authorityKeyIdentifier($0) }
    }

    static func authorityKeyIdentifier(_ node: ASN1Node) throws -> AuthorityKeyIdentifier {
        var parts = try node.parts()[...]
        var key: [UInt8]?
        if let first = parts.first, first.isTagged(0) {
            key = Array(try first.value(.context(0)))
            parts.removeFirst()
        }
        guard parts.allSatisfy({ $0.isTagged(1) || $0.isTagged(2) }) else { throw MalformedDER() }
        return AuthorityKeyIdentifier(key: key, namesIssuer: !parts.isEmpty)
    }

    /// RFC 5280, section 4.2.2.1: one or more descriptions, each a method and a place.
    func checkAuthorityInformationAccess() throws {
        _ = try value(KnownOID.authorityInformationAccess) { node in
            let descriptions = try node.parts()
            guard !descriptions.isEmpty else { throw MalformedDER() }
            for description in descriptions {
                let parts = try description.parts()
                guard parts.count == 2 else { throw MalformedDER() }
                _ = try parts[0].oid()
                var names = AlternativeNames()
                try names.add(parts[1])
            }
        }
    }
}
