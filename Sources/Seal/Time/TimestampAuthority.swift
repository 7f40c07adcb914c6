import SwiftASN1
package import Vocabulary

/// What a time-stamping authority signs with, and what it answers (RFC 3161, section 2.4).
///
/// It asks no clock and counts nothing: time and serial number are handed in, and who hands them in sees to it that
/// no number is given twice.
package struct TimestampAuthority: Sendable {
    package let identity: Identity
    /// The policy's object identifier, with dots.
    package var policy: String { ObjectIdentifierText.text(policyIdentifier) }
    private let policyIdentifier: ASN1ObjectIdentifier
    private let credential: Credential

    /// A request that can be answered.
    package struct Accepted: Sendable {
        let request: TimestampRequest
    }

    /// - Parameter policy: an object identifier with dots, such as `2.999.3161.1`.
    /// - Throws: `trust.*` for a certificate by which nobody would accept a time-stamp, `seal.timestamp.policy`.
    package init(credential: Credential, policy: String, now: Instant) throws(SealError) {
        try credential.check(for: .timestamping, at: now)
        guard let identifier = ObjectIdentifierText.read(policy) else {
            throw SealError(
                .timestampPolicy, "“\(policy.shownInMessage)” is not an object identifier.",
                next: "Write the time-stamping policy's number, such as 2.999.3161.1.")
        }
        self.credential = credential
        identity = credential.identity
        policyIdentifier = identifier
    }

    /// The longest request that is read, in bytes.
    package static let requestLimit = TimestampRequest.limit

    package func accept(_ request: [UInt8]) throws(TimestampRefusal) -> Accepted {
        let request = try TimestampRequest(der: request)
        guard request.policy == nil || request.policy == policyIdentifier else { throw .unacceptedPolicy }
        return Accepted(request: request)
    }

    /// The reply with a token, in DER.
    package func reply(to accepted: Accepted, at time: Instant, serial: UInt64) throws(SealError) -> [UInt8] {
        let request = accepted.request
        let info: [UInt8]
        do {
            info = try TimestampInfo.encoded(
                policy: policyIdentifier, imprint: request.imprint, serial: serial, time: time, nonce: request.nonce)
        } catch {
            throw SealError.openssl("writing a time-stamp")
        }
        return TimestampReply.granted(
            try SignedMessage.stamp(
                info, chain: credential.chain, key: credential.privateKey, at: time,
                withCertificates: request.wantsCertificates))
    }

    /// The reply that says why there is no token.
    package static func reply(refusing refusal: TimestampRefusal) -> [UInt8] { TimestampReply.refused(refusal) }

    /// Whether the certificate still serves at this time: an authority does not stamp with one that has ended.
    package func isFit(at now: Instant) -> Bool {
        (try? credential.check(for: .timestamping, at: now)) != nil
    }
}
