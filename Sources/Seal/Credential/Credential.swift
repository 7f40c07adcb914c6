import Crypto
import FoundationEssentials
package import Vocabulary

/// A certificate chain and the private key that belongs to it: what a person or a node signs with.
package struct Credential: Sendable, CustomStringConvertible {
    package let chain: CertificateChain
    /// Who the certificate speaks for.
    package let identity: Identity
    /// The key in PKCS#8, for the TLS library. Never write or show it.
    package let privateKey: Secret<[UInt8]>
    private let signer: Signer

    private enum Signer: Sendable {
        case p256(P256.Signing.PrivateKey)
        case p384(P384.Signing.PrivateKey)
        case p521(P521.Signing.PrivateKey)
        case rsa
    }

    /// Reads certificates and key from one PEM file, the key encrypted or not.
    ///
    /// - Throws: `seal.pem`, `seal.key.*`, `trust.certificate.*`.
    package init(pem: [UInt8], passphrase: Secret<String>? = nil) throws(SealError) {
        let keys = try PEMFile.blocks(pem).filter { $0.label.hasSuffix("PRIVATE KEY") }
        guard let block = keys.first, keys.count == 1 else {
            throw SealError(
                .keyUnreadable, "The identity file holds \(keys.count) private keys; it must hold one.",
                next: "Use the file that holds your certificates and your key, such as kh/ahtjpp-0101.pem.")
        }
        try self.init(
            key: try KeyFile.key(pem: block, passphrase: passphrase), certificates: try Certificate.list(pem: pem))
    }

    package init(pkcs12: [UInt8], passphrase: Secret<String>) throws(SealError) {
        let (key, certificates) = try KeyFile.open(pkcs12: pkcs12, passphrase: passphrase)
        try self.init(key: key, certificates: certificates)
    }

    /// - Parameters:
    ///   - key: PKCS#8.
    ///   - certificates: in any order, with or without the root.
    package init(key: Secret<[UInt8]>, certificates: [Certificate]) throws(SealError) {
        let bytes = Data(key.revealed)
        let signer: Signer
        let matches: (Certificate) -> Bool
        if let own = try? P256.Signing.PrivateKey(derRepresentation: bytes) {
            signer = .p256(own)
            matches = { $0.keyBytes == Array(own.publicKey.x963Representation) }
        } else if let own = try? P384.Signing.PrivateKey(derRepresentation: bytes) {
            signer = .p384(own)
            matches = { $0.keyBytes == Array(own.publicKey.x963Representation) }
        } else if let own = try? P521.Signing.PrivateKey(derRepresentation: bytes) {
            signer = .p521(own)
            matches = { $0.keyBytes == Array(own.publicKey.x963Representation) }
        } else {
            signer = .rsa
            let probe = Array("saksi".utf8)
            let signature = try RawSignature.pss(over: probe, privateKey: key.revealed)
            matches = { (try? $0.verify(signature: signature, over: probe)) != nil }
        }
        guard let leaf = certificates.first(where: matches) else {
            throw SealError(
                .keyMismatch, "The private key belongs to none of the certificates in the file.",
                next: "Put the certificate and its own key together, or ask for both again.")
        }
        guard let identity = leaf.identity else {
            throw SealError(
                .credentialIdentity, "The certificate “\(leaf.subject)” names no identity of the exchange.",
                next: "Ask your authority for a certificate with a saksi:// name.")
        }
        chain = ChainOrder.chain(from: leaf, among: certificates)
        self.identity = identity
        self.signer = signer
        privateKey = key
    }

    /// A detached CAdES-BES signature in DER, with the chain and without the root.
    ///
    /// - Parameter claimedAt: the signing time that the signer claims; without it, the computer's clock.
    package func cms(over content: [UInt8], claimedAt: Instant? = nil) throws(SealError) -> [UInt8] {
        let bytes = try SignedMessage.sign(content, chain: chain, key: privateKey, claimedAt: claimedAt)
        // What we hand out is what we would accept.
        try DetachedSignature(der: bytes).verify(over: content)
        return bytes
    }

    /// A raw signature, for DSSE envelopes: ECDSA as DER, RSA as PSS, SHA-256.
    package func signature(over message: [UInt8]) throws(SealError) -> [UInt8] {
        let digest = SHA256.hash(data: message)
        do {
            switch signer {
            case .p256(let key): return Array(try key.signature(for: digest).derRepresentation)
            case .p384(let key): return Array(try key.signature(for: digest).derRepresentation)
            case .p521(let key): return Array(try key.signature(for: digest).derRepresentation)
            case .rsa: return try RawSignature.pss(over: message, privateKey: privateKey.revealed)
            }
        } catch let error as SealError {
            throw error
        } catch {
            throw SealError.openssl("signing")
        }
    }

    /// The key as a PEM block, for the TLS library and for files that only their owner can read.
    package var privateKeyPEM: Secret<String> { Secret(PEMFile.text("PRIVATE KEY", privateKey.revealed)) }

    /// A PKCS#12 file for a browser.
    package func pkcs12(passphrase: Secret<String>) throws(SealError) -> [UInt8] {
        try KeyFile.pkcs12(key: privateKey, chain: chain.all, name: identity.text, passphrase: passphrase)
    }

    package var description: String { "\(identity) <key redacted>" }
}

extension Certificate {
    /// The point of an elliptic-curve key; nil for other keys.
    fileprivate var keyBytes: [UInt8]? {
        switch facts.key {
        case .p256(let key): Array(key.x963Representation)
        case .p384(let key): Array(key.x963Representation)
        case .p521(let key): Array(key.x963Representation)
        case .rsa, .other: nil
        }
    }
}
