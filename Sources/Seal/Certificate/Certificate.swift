import Crypto
import FoundationEssentials
import SwiftASN1
package import Vocabulary

/// One X.509 certificate (RFC 5280). That it exists says nothing about whether anybody trusts it.
package struct Certificate: Hashable, Sendable {
    /// The exact bytes.
    package let der: [UInt8]
    /// SHA-256 of the DER: the name of a certificate in events and logs.
    package let digest: Vocabulary.Digest
    /// The one `saksi://` URI of the subject alternative name; nil if there is none, or more than one.
    package let identity: Identity?
    let facts: CertificateFacts

    /// - Parameter der: strict DER, at most 16 KiB, with nothing behind it.
    /// - Throws: `trust.certificate.malformed`.
    package init(der: [UInt8]) throws(SealError) {
        guard der.count <= Self.limit, let facts = try? CertificateFacts(der) else {
            throw SealError(
                .certificateMalformed, "What should be a certificate is not one, or not in strict DER.",
                next: "Ask its owner for the certificate file again.")
        }
        self.der = der
        self.facts = facts
        digest = Digest(of: der)
        identity = Self.identity(of: facts)
    }

    private static let limit = 16_384

    private static func identity(of facts: CertificateFacts) -> Identity? {
        guard let names = try? facts.alternativeNames() else { return nil }
        let ours = names.uris.filter { $0.lowercased().hasPrefix(Identity.scheme) }
        return ours.count == 1 ? try? Identity(uri: ours[0]) : nil
    }

    /// The certificates of a PEM file, in its order. Other blocks, such as a key, are passed over.
    package static func list(pem: [UInt8]) throws(SealError) -> [Certificate] {
        var certificates: [Certificate] = []
        for block in try PEMFile.blocks(pem) where block.label == "CERTIFICATE" {
            certificates.append(try Certificate(der: block.der))
        }
        return certificates
    }

    /// The subject as a person reads it: `CN=…, O=…, C=KH`.
    package var subject: String { facts.subjectText }
    package var issuer: String { facts.issuerText }
    package var notBefore: Instant { facts.notBefore }
    package var notAfter: Instant { facts.notAfter }
    package var pem: String { PEMFile.text("CERTIFICATE", der) }
    /// The serial number in hexadecimal, as `openssl x509 -serial` shows it.
    package var serial: String { Hexadecimal.encode(facts.serial.drop { $0 == 0 }) }
    /// The names for which a TLS client may also know a node: DNS names and IP addresses as text.
    package var hostNames: [String] {
        guard let names = try? facts.alternativeNames() else { return [] }
        return names.dns + names.addresses.map(AddressText.text)
    }

    /// Checks a raw signature: ECDSA as DER, RSA as PSS with a salt as long as the digest, both with SHA-256.
    ///
    /// - Throws: `seal.signature.wrong`. Trust in the certificate is `TrustList.validate`'s to decide.
    package func verify(signature: [UInt8], over message: [UInt8]) throws(SealError) {
        let digest = SHA256.hash(data: message)
        let isRight: Bool =
            switch facts.key {
            case .p256(let key):
                (try? P256.Signing.ECDSASignature(derRepresentation: signature))
                    .map { key.isValidSignature($0, for: digest) } ?? false
            case .p384(let key):
                (try? P384.Signing.ECDSASignature(derRepresentation: signature))
                    .map { key.isValidSignature($0, for: digest) } ?? false
            case .p521(let key):
                (try? P521.Signing.ECDSASignature(derRepresentation: signature))
                    .map { key.isValidSignature($0, for: digest) } ?? false
            case .rsa: try RawSignature.isRight(signature, over: message, keyInfo: facts.keyInfo)
            case .other: false
            }
        guard isRight else {
            throw SealError(
                .signatureWrong, "A signature does not fit what it should have signed, or another key made it.",
                next: "Ask for the original again: what you have was changed or mixed up.")
        }
    }

    package static func == (left: Certificate, right: Certificate) -> Bool { left.digest == right.digest }
    package func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// A certificate and those that lead from it to a root, in order, without the root.
package struct CertificateChain: Hashable, Sendable {
    package let leaf: Certificate
    package let intermediates: [Certificate]

    package init(leaf: Certificate, intermediates: [Certificate] = []) {
        self.leaf = leaf
        self.intermediates = intermediates
    }

    /// - Parameter certificates: the leaf first.
    package init(_ certificates: [Certificate]) throws(SealError) {
        guard let leaf = certificates.first else {
            throw SealError(
                .chainEmpty, "No certificate was given.",
                next: "Present your certificate, with the issuing authority's.")
        }
        self.init(leaf: leaf, intermediates: Array(certificates.dropFirst()))
    }

    package init(pem: [UInt8]) throws(SealError) {
        try self.init(try Certificate.list(pem: pem))
    }

    package var all: [Certificate] { [leaf] + intermediates }
    package var pem: String { all.map(\.pem).joined() }
}
