import Crypto
import FoundationEssentials
import SwiftASN1
import Vocabulary
import X509

/// One certificate, made with swift-certificates as an order says.
struct MintedCertificate {
    let order: MintOrder
    let key: Secret<[UInt8]>
    let parent: Mint.Authority?
    let serial: [UInt8]

    func der() throws -> [UInt8] {
        let own = try P256.Signing.PrivateKey(derRepresentation: Data(key.revealed))
        let signer =
            try parent.map { try P256.Signing.PrivateKey(derRepresentation: Data($0.privateKey.revealed)) } ?? own
        let subject = try DistinguishedName {
            OrganizationName(order.organisation)
            CommonName(order.commonName)
        }
        let issuer =
            try parent.map { try DistinguishedName(derEncoded: DER.parse($0.certificate.facts.subject)) } ?? subject
        let certificate = try X509.Certificate(
            version: order.version == 3 ? .v3 : .v1,
            serialNumber: X509.Certificate.SerialNumber(bytes: serial),
            publicKey: X509.Certificate.PublicKey(own.publicKey),
            notValidBefore: Date(order.notBefore), notValidAfter: Date(order.notAfter),
            issuer: issuer, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: order.version == 3
                ? try extensions(own.publicKey, signer.publicKey) : X509.Certificate.Extensions(),
            issuerPrivateKey: X509.Certificate.PrivateKey(signer))
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    private func extensions(
        _ own: P256.Signing.PublicKey, _ issuer: P256.Signing.PublicKey
    ) throws -> X509.Certificate.Extensions {
        var list: [X509.Certificate.Extension] = []
        list.append(
            try .init(
                order.isAuthority
                    ? BasicConstraints.isCertificateAuthority(maxPathLength: order.pathLength)
                    : BasicConstraints.notCertificateAuthority, critical: true))
        switch order.keyUsage {
        case .signing: list.append(try .init(KeyUsage(digitalSignature: true, nonRepudiation: true), critical: true))
        case .issuing: list.append(try .init(KeyUsage(keyCertSign: true, cRLSign: true), critical: true))
        case .encipherment: list.append(try .init(KeyUsage(keyEncipherment: true), critical: true))
        case nil: break
        }
        if !order.usages.isEmpty {
            list.append(try .init(ExtendedKeyUsage(order.usages.map(\.usage)), critical: order.usagesAreCritical))
        }
        list.append(
            .init(
                oid: KnownOID.subjectKeyIdentifier, critical: false, value: try Self.octets(Self.identifier(own))[...]))
        if parent != nil, order.identifiesIssuerKey {
            list.append(
                try .init(AuthorityKeyIdentifier(keyIdentifier: Self.identifier(issuer)[...]), critical: false))
        }
        let names =
            order.uris.map { GeneralName.uniformResourceIdentifier($0) } + order.hosts.map { .dnsName($0) }
            + order.addresses.map { .ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        if !names.isEmpty { list.append(try .init(SubjectAlternativeNames(names), critical: false)) }
        if let namespace = order.namespace {
            list.append(
                try .init(X509.NameConstraints(permittedURIDomains: [namespace.lowercased]), critical: true))
        }
        return try X509.Certificate.Extensions(list)
    }

    /// RFC 7093, method 1: the first 160 bits of the SHA-256 of the key.
    static func identifier(_ key: P256.Signing.PublicKey) -> [UInt8] {
        Array(SHA256.hash(data: key.x963Representation).prefix(20))
    }

    private static func octets(_ bytes: [UInt8]) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(ASN1OctetString(contentBytes: bytes[...]))
        return serializer.serializedBytes
    }
}

extension MintOrder.Usage {
    fileprivate var usage: ExtendedKeyUsage.Usage {
        switch self {
        case .serverAuth: .serverAuth
        case .clientAuth: .clientAuth
        case .emailProtection: .emailProtection
        case .documentSigning: ExtendedKeyUsage.Usage(oid: KnownOID.documentSigning)
        case .timeStamping: .timeStamping
        case .codeSigning: .codeSigning
        case .any: .any
        }
    }
}

extension Date {
    init(_ instant: Instant) { self.init(timeIntervalSince1970: Double(instant.secondsSince1970)) }
}
