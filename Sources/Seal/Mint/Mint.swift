import Crypto
import FoundationEssentials
import SwiftASN1
package import Vocabulary
import X509

/// Makes keys, certificates and revocation lists: for demonstrations and tests. Ministries bring their own.
package struct Mint: Sendable {
    package let now: Instant
    private let randomness: any Randomness

    package init(now: Instant, randomness: any Randomness) {
        self.now = now
        self.randomness = randomness
    }

    /// An issuing authority with its key.
    package struct Authority: Sendable {
        package let certificate: Certificate
        /// The authorities above it, without the root.
        package let above: [Certificate]
        /// PKCS#8, P-256.
        package let privateKey: Secret<[UInt8]>
        /// Serial numbers and dates; lists are made from it.
        package var revoked: [Revocation] = []

        package init(
            certificate: Certificate, above: [Certificate], privateKey: Secret<[UInt8]>, revoked: [Revocation] = []
        ) {
            self.certificate = certificate
            self.above = above
            self.privateKey = privateKey
            self.revoked = revoked
        }

        /// What a certificate issued by this authority is presented with.
        var chainBelow: [Certificate] { certificate.isSelfIssued ? [] : [certificate] + above }
    }

    package struct Revocation: Sendable {
        package let certificate: Certificate
        package let at: Instant
        /// Since when the key may have been in other hands.
        package let invalidSince: Instant?
        package let reason: RevocationReason?

        package init(
            of certificate: Certificate, at: Instant, invalidSince: Instant? = nil, reason: RevocationReason? = nil
        ) {
            self.certificate = certificate
            self.at = at
            self.invalidSince = invalidSince
            self.reason = reason
        }
    }

    /// A self-signed root for a party.
    package func root(for party: Party, days: Int = 3650) throws(SealError) -> Authority {
        var order = authorityOrder("\(party) Demonstration Root", party, days: days)
        order.uris = []
        return try authority(order, under: nil)
    }

    /// An issuing authority below another, which may give names of its party only.
    package func issuer(for party: Party, under root: Authority, days: Int = 1825) throws(SealError) -> Authority {
        var order = authorityOrder("\(party) Demonstration Issuing Authority", party, days: days)
        order.pathLength = 0
        order.namespace = party
        return try authority(order, under: root)
    }

    package func authority(_ order: MintOrder, under parent: Authority?) throws(SealError) -> Authority {
        let key = try newKey()
        let certificate = try make(order, key: key, parent: parent)
        return Authority(certificate: certificate, above: parent?.chainBelow ?? [], privateKey: key)
    }

    /// A certificate with a fresh key.
    package func issue(_ order: MintOrder, by authority: Authority) throws(SealError) -> Credential {
        let key = try newKey()
        let certificate = try make(order, key: key, parent: authority)
        return try Credential(key: key, certificates: [certificate] + authority.chainBelow)
    }

    /// The certificate alone, for orders that no credential could be made of.
    package func certificate(_ order: MintOrder, by authority: Authority) throws(SealError) -> Certificate {
        try make(order, key: try newKey(), parent: authority)
    }

    /// The list of what an authority revoked, valid from now.
    package func list(of authority: Authority, number: Int, days: Int = 30) throws(SealError) -> RevocationList {
        try MintedList(authority: authority, number: number, thisUpdate: now, nextUpdate: now.adding(days: days)).list()
    }

    private func authorityOrder(_ name: String, _ party: Party, days: Int) -> MintOrder {
        var order = MintOrder(
            commonName: name, organisation: "Saksi demonstration, not for real use", uris: [], usages: [],
            notBefore: now.adding(seconds: -3600), notAfter: now.adding(days: days))
        order.isAuthority = true
        order.keyUsage = .issuing
        return order
    }

    private func newKey() throws(SealError) -> Secret<[UInt8]> {
        // A P-256 key is any number below the curve's order; nearly all 32-byte values are.
        for _ in 0..<8 {
            if let key = try? P256.Signing.PrivateKey(rawRepresentation: randomness.bytes(32)) {
                return Secret(Array(key.derRepresentation))
            }
        }
        throw SealError(.cryptography, "No key could be made.", next: "Please report this.")
    }

    private func make(_ order: MintOrder, key: Secret<[UInt8]>, parent: Authority?) throws(SealError) -> Certificate {
        var serial = randomness.bytes(16)
        serial[0] = serial[0] & 0x3F | 0x40
        do {
            let der = try MintedCertificate(order: order, key: key, parent: parent, serial: serial).der()
            return try Certificate(der: der)
        } catch let error as SealError {
            throw error
        } catch {
            throw SealError(.cryptography, "A certificate could not be made.", next: "Please report this.")
        }
    }
}
