import SwiftASN1

/// An AlgorithmIdentifier of a signature, held to SHA-256 or better (RFC 5758, RFC 4055).
enum SignatureAlgorithm {
    private static let ecdsa: Set<ASN1ObjectIdentifier> = [
        KnownOID.ecdsaWithSHA256, KnownOID.ecdsaWithSHA384, KnownOID.ecdsaWithSHA512,
    ]
    private static let rsa: Set<ASN1ObjectIdentifier> = [
        KnownOID.sha256WithRSA, KnownOID.sha384WithRSA, KnownOID.sha512WithRSA,
    ]
    static let digests: Set<ASN1ObjectIdentifier> = [KnownOID.sha256, KnownOID.sha384, KnownOID.sha512]

    /// Whether the algorithm may be relied on, and its parameters are the permitted ones.
    static func isAcceptable(_ encoded: [UInt8]) -> Bool {
        (try? check(try DER.parse(encoded).parts())) ?? false
    }

    private static func check(_ parts: [ASN1Node]) throws -> Bool {
        guard let kind = try parts.first?.oid() else { return false }
        if ecdsa.contains(kind) { return parts.count == 1 }
        guard parts.count == 2 else { return false }
        if rsa.contains(kind) { return try parts[1].value(.null).isEmpty }
        return try kind == KnownOID.rsaPSS && isAcceptablePSS(try parts[1].parts())
    }

    /// RSASSA-PSS-params: digest and mask digest named and equal, the salt as long as the digest.
    private static func isAcceptablePSS(_ parts: [ASN1Node]) throws -> Bool {
        guard parts.count == 3, parts[0].isTagged(0), parts[1].isTagged(1), parts[2].isTagged(2) else { return false }
        guard let digest = try parts[0].unwrapped().parts().first?.oid(), digests.contains(digest) else { return false }
        let mask = try parts[1].unwrapped().parts()
        guard mask.count == 2, try mask[0].oid() == KnownOID.mgf1, try mask[1].parts().first?.oid() == digest else {
            return false
        }
        return try [32, 48, 64].contains(parts[2].unwrapped().count())
    }

    static func isECDSAWithSHA256(_ node: ASN1Node) -> Bool {
        (try? node.parts().first?.oid()) == KnownOID.ecdsaWithSHA256
    }

    /// The digest that a signature algorithm names by itself; nil where its parameters or the signer name it.
    static func digest(of encoded: [UInt8]) -> ASN1ObjectIdentifier? {
        switch try? DER.parse(encoded).parts().first?.oid() {
        case KnownOID.ecdsaWithSHA256, KnownOID.sha256WithRSA: KnownOID.sha256
        case KnownOID.ecdsaWithSHA384, KnownOID.sha384WithRSA: KnownOID.sha384
        case KnownOID.ecdsaWithSHA512, KnownOID.sha512WithRSA: KnownOID.sha512
        default: nil
        }
    }

    /// A digest AlgorithmIdentifier: SHA-256, 384 or 512, parameters absent or NULL.
    static func isAcceptableDigest(_ node: ASN1Node) throws -> Bool {
        let parts = try node.parts()
        guard let kind = try parts.first?.oid(), digests.contains(kind) else { return false }
        return try parts.count == 1 || parts.count == 2 && parts[1].value(.null).isEmpty
    }
}
