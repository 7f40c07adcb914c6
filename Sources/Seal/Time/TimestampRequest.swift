import SwiftASN1
package import Vocabulary

/// A question to a time-stamping authority (RFC 3161, section 2.4.1).
package struct TimestampRequest: Sendable {
    package let der: [UInt8]
    let imprint: MessageImprint
    let policy: ASN1ObjectIdentifier?
    /// The content octets of the INTEGER.
    let nonce: [UInt8]?
    let wantsCertificates: Bool

    static let limit = 4096

    /// What we ask: SHA-256, a nonce, certificates, any policy.
    package init(over digest: Digest, randomness: any Randomness) throws(SealError) {
        var nonce = randomness.bytes(16)
        // Positive, and in its shortest form.
        nonce[0] = nonce[0] & 0x3F | 0x40
        do {
            imprint = try MessageImprint(digest)
        } catch {
            throw SealError(.cryptography, "A time-stamp could not be asked for.", next: "Please report this.")
        }
        self.nonce = nonce
        policy = nil
        wantsCertificates = true
        der = DERWriting.sequence(
            DERWriting.integer(1), imprint.encoded, DERWriting.integer(content: nonce), DERWriting.value(0x01, [0xFF]))
    }

    /// Reads what somebody asks an authority.
    /// - Throws: the refusal that RFC 3161 has for it.
    init(der: [UInt8]) throws(TimestampRefusal) {
        guard der.count <= Self.limit, let read = try? Reading(der) else { throw .badDataFormat }
        guard read.version == 1 else { throw .badRequest }
        guard read.imprint.isAcceptable else { throw .badAlgorithm }
        guard read.imprint.hasItsLength else { throw .badDataFormat }
        guard !read.hasExtensions else { throw .unacceptedExtension }
        self.der = der
        imprint = read.imprint
        policy = read.policy
        nonce = read.nonce
        wantsCertificates = read.wantsCertificates
    }

    private struct Reading {
        let version: Int
        let imprint: MessageImprint
        var policy: ASN1ObjectIdentifier?
        var nonce: [UInt8]?
        var wantsCertificates = false
        var hasExtensions = false

        init(_ der: [UInt8]) throws {
            var parts = try DER.parse(der).parts()[...]
            guard let version = parts.popFirst(), let imprint = parts.popFirst() else { throw MalformedDER() }
            self.version = try version.count()
            self.imprint = try MessageImprint(imprint)
            if let next = parts.first, next.identifier == .objectIdentifier {
                policy = try next.oid()
                parts.removeFirst()
            }
            if let next = parts.first, next.identifier == .integer {
                nonce = Array(try next.integer())
                guard let nonce, nonce.count <= 32 else { throw MalformedDER() }
                parts.removeFirst()
            }
            if let next = parts.first, next.identifier == .boolean {
                wantsCertificates = try Bool(derEncoded: next)
                // The default, FALSE, is not written in DER; `openssl ts` writes none either.
                guard wantsCertificates else { throw MalformedDER() }
                parts.removeFirst()
            }
            if let next = parts.first, next.isTagged(0) {
                hasExtensions = true
                parts.removeFirst()
            }
            guard parts.isEmpty else { throw MalformedDER() }
        }
    }

    /// How far an authority's time may be away from the clock of whoever asked, in milliseconds.
    static let patience: Int64 = 300_000

    /// The token of an authority's reply, if it answers this question.
    ///
    /// Whether the authority is to be believed is for `TrustList.validate` to say.
    /// - Parameter now: when the reply came.
    /// - Throws: `seal.timestamp.*`.
    package func token(inReply reply: [UInt8], now: Instant) throws(SealError) -> TimestampToken {
        let token = try TimestampReply.token(reply)
        guard let asked = imprint.sha256 else { throw TimestampToken.otherBytes }
        try token.verify(over: asked)
        guard token.nonce == nonce else {
            throw SealError(
                .timestampNonce, "The time-stamp answers another question: its nonce is not the one that was sent.",
                next: "Ask again; if it happens again, something between you and the authority repeats old answers.")
        }
        guard abs(token.time.millisecondsSince1970 - now.millisecondsSince1970) <= Self.patience else {
            throw SealError(
                .timestampClock, "The time-stamp says \(token.time), and the clock here says \(now).",
                next: "Set the clock of this computer right; if it is, tell the authority.")
        }
        return token
    }
}
