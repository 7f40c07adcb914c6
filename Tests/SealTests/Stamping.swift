import SwiftASN1
import TestKit
import Vocabulary

@testable import Seal

/// A time-stamping authority of the demonstration PKI, and tokens that a right one would never make.
struct Stamping {
    static let policy = "2.999.3161.1"
    let demo: DemoFolder
    let now: Instant

    init(_ demo: DemoFolder, now: Instant = DemoFolder.now) {
        self.demo = demo
        self.now = now
    }

    func authority(_ party: String = "kh") throws -> TimestampAuthority {
        try TimestampAuthority(credential: try demo.credential("\(party)/tsa-main"), policy: Self.policy, now: now)
    }

    /// What the right way gives: asked with a nonce, answered, held against the question.
    func token(over digest: Digest, by party: String = "kh", serial: UInt64 = 42) throws -> TimestampToken {
        let asked = try TimestampRequest(over: digest, randomness: SystemRandomness())
        let authority = try authority(party)
        return try asked.token(
            inReply: try authority.reply(to: try authority.accept(asked.der), at: now, serial: serial), now: now)
    }

    /// A token in DER with everything of our choice.
    func forged(
        over imprint: MessageImprint, by credential: Credential, at time: Instant? = nil, nonce: [UInt8]? = nil,
        change: ([UInt8]) -> [UInt8] = { $0 }
    ) throws -> [UInt8] {
        let info = try TimestampInfo.encoded(
            policy: [2, 999, 3161, 1], imprint: imprint, serial: 7, time: time ?? now, nonce: nonce)
        return try SignedMessage.stamp(
            change(info), chain: credential.chain, key: credential.privateKey, at: time ?? now, withCertificates: true)
    }

    /// An authority's certificate with one thing changed.
    func credential(
        _ identity: String = "kh/tsa/other", by party: String = "KH", _ change: (inout MintOrder) -> Void
    ) throws -> Credential {
        var order = MintOrder(for: try Identity(parsing: identity), uses: [.timestamping], now: now)
        change(&order)
        return try demo.mint(at: now).issue(order, by: try demo.issuer(party))
    }
}
