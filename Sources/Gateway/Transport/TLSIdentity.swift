package import NIOSSL
package import Vocabulary

/// The certificate chain and private key with which this node answers TLS.
package struct TLSIdentity: Sendable {
    package let chain: [NIOSSLCertificate]
    package let key: NIOSSLPrivateKey

    /// - Parameter pem: the node's certificate, its intermediates, and its private key in one text.
    package init(pem: [UInt8], passphrase: Secret<String>? = nil) throws(GatewayError) {
        do {
            chain = try NIOSSLCertificate.fromPEMBytes(pem)
        } catch {
            throw Self.unreadable("certificate")
        }
        do {
            if let passphrase {
                key = try NIOSSLPrivateKey(bytes: pem, format: .pem) { hand in
                    hand(Array(passphrase.revealed.utf8))
                }
            } else {
                key = try NIOSSLPrivateKey(bytes: pem, format: .pem) { hand in hand([UInt8]()) }
            }
        } catch {
            throw Self.unreadable("private key")
        }
    }

    private static func unreadable(_ what: String) -> GatewayError {
        GatewayError(
            .ownCertificate, "The \(what) of this node cannot be read from its PEM file.",
            next: "Give the node one PEM file with its certificate, intermediates and private key, and the passphrase.")
    }
}
