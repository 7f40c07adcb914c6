import SwiftASN1

/// The object identifiers that certificates and signatures of ours may hold, by the names of their standards.
enum KnownOID {
    typealias OID = ASN1ObjectIdentifier

    // Extensions (RFC 5280, section 4.2)
    static let subjectKeyIdentifier: OID = [2, 5, 29, 14]
    static let keyUsage: OID = [2, 5, 29, 15]
    static let subjectAlternativeName: OID = [2, 5, 29, 17]
    static let issuerAlternativeName: OID = [2, 5, 29, 18]
    static let basicConstraints: OID = [2, 5, 29, 19]
    static let nameConstraints: OID = [2, 5, 29, 30]
    static let distributionPoints: OID = [2, 5, 29, 31]
    static let certificatePolicies: OID = [2, 5, 29, 32]
    static let policyMappings: OID = [2, 5, 29, 33]
    static let authorityKeyIdentifier: OID = [2, 5, 29, 35]
    static let policyConstraints: OID = [2, 5, 29, 36]
    static let extendedKeyUsage: OID = [2, 5, 29, 37]
    static let inhibitAnyPolicy: OID = [2, 5, 29, 54]
    static let authorityInformationAccess: OID = [1, 3, 6, 1, 5, 5, 7, 1, 1]

    // Revocation lists (RFC 5280, section 5)
    static let listNumber: OID = [2, 5, 29, 20]
    static let reasonCode: OID = [2, 5, 29, 21]
    static let invalidityDate: OID = [2, 5, 29, 24]
    static let deltaList: OID = [2, 5, 29, 27]
    static let issuingDistributionPoint: OID = [2, 5, 29, 28]

    // Extended key usages
    static let anyExtendedKeyUsage: OID = [2, 5, 29, 37, 0]
    static let serverAuth: OID = [1, 3, 6, 1, 5, 5, 7, 3, 1]
    static let clientAuth: OID = [1, 3, 6, 1, 5, 5, 7, 3, 2]
    static let codeSigning: OID = [1, 3, 6, 1, 5, 5, 7, 3, 3]
    static let emailProtection: OID = [1, 3, 6, 1, 5, 5, 7, 3, 4]
    static let timeStamping: OID = [1, 3, 6, 1, 5, 5, 7, 3, 8]
    static let ocspSigning: OID = [1, 3, 6, 1, 5, 5, 7, 3, 9]
    /// RFC 9336
    static let documentSigning: OID = [1, 3, 6, 1, 5, 5, 7, 3, 36]

    // Keys and curves
    static let rsaEncryption: OID = [1, 2, 840, 113549, 1, 1, 1]
    static let ecPublicKey: OID = [1, 2, 840, 10045, 2, 1]
    static let p256: OID = [1, 2, 840, 10045, 3, 1, 7]
    static let p384: OID = [1, 3, 132, 0, 34]
    static let p521: OID = [1, 3, 132, 0, 35]

    // Signatures and digests
    static let ecdsaWithSHA256: OID = [1, 2, 840, 10045, 4, 3, 2]
    static let ecdsaWithSHA384: OID = [1, 2, 840, 10045, 4, 3, 3]
    static let ecdsaWithSHA512: OID = [1, 2, 840, 10045, 4, 3, 4]
    static let sha256WithRSA: OID = [1, 2, 840, 113549, 1, 1, 11]
    static let sha384WithRSA: OID = [1, 2, 840, 113549, 1, 1, 12]
    static let sha512WithRSA: OID = [1, 2, 840, 113549, 1, 1, 13]
    static let rsaPSS: OID = [1, 2, 840, 113549, 1, 1, 10]
    static let mgf1: OID = [1, 2, 840, 113549, 1, 1, 8]
    static let sha256: OID = [2, 16, 840, 1, 101, 3, 4, 2, 1]
    static let sha384: OID = [2, 16, 840, 1, 101, 3, 4, 2, 2]
    static let sha512: OID = [2, 16, 840, 1, 101, 3, 4, 2, 3]

    // CMS (RFC 5652, RFC 5035)
    static let data: OID = [1, 2, 840, 113549, 1, 7, 1]
    static let signedData: OID = [1, 2, 840, 113549, 1, 7, 2]
    static let contentType: OID = [1, 2, 840, 113549, 1, 9, 3]
    static let messageDigest: OID = [1, 2, 840, 113549, 1, 9, 4]
    static let signingTime: OID = [1, 2, 840, 113549, 1, 9, 5]
    static let signingCertificate: OID = [1, 2, 840, 113549, 1, 9, 16, 2, 12]
    static let signingCertificateV2: OID = [1, 2, 840, 113549, 1, 9, 16, 2, 47]
    static let timeStampToken: OID = [1, 2, 840, 113549, 1, 9, 16, 2, 14]
    static let timeStampInfo: OID = [1, 2, 840, 113549, 1, 9, 16, 1, 4]

    // Names
    static let commonName: OID = [2, 5, 4, 3]
    static let email: OID = [1, 2, 840, 113549, 1, 9, 1]
}
