import Custody
import Foundation
import Seal
import TestKit
import Vocabulary

extension Office {
    /// A receipt as a node gives it: its `accepted` event alone in its log, under a signed checkpoint.
    /// - Parameter file: which was sent; the packed case if it is there.
    func receipt(
        bundle digest: Digest, file: String = "case.asice", signedBy signer: String,
        at time: Instant = SystemTimekeeper().now
    ) throws -> [UInt8] {
        let sent = (try? workspace.read(file)).map { Digest(of: $0) } ?? digest
        let node = try Identity(parsing: "kh/node/phnom-penh")
        let origin = try LogOrigin(node: node, agreement: AgreementID(parsing: "KH-TH-TEST-01"))
        let credential = try Credential(pem: try workspace.read(signer))
        let randomness = SystemRandomness()
        var event = CustodyEvent(
            event: EventID(from: randomness), type: .accepted, log: origin, signers: [credential.chain.leaf.digest],
            actor: credential.identity, at: time, offset: .utc, clock: .ntp)
        event.bundle = BundleMention(id: BundleID(from: randomness), digest: digest, file: sent)
        event.previous = [EventMention(event: EventID(from: randomness), digest: digest)]
        let envelope = try Envelope(signing: event, with: [credential])
        let verified = try UnverifiedEvent(envelope).verify(for: origin) { asked in
            asked == credential.chain.leaf.digest ? credential.chain.leaf : nil
        }
        let key = String(decoding: try workspace.read("pki/kh/node-phnom-penh-log.key"), as: UTF8.self)
        let signerKey = try SignerKey(parsing: Secret(key.trimmingCharacters(in: .newlines)))
        let checkpoint = Checkpoint(origin: origin, size: 1, root: Merkle.leaf(envelope.bytes))
        return try Receipt(
            event: verified, proof: InclusionProof(index: 0, size: 1, hashes: []),
            checkpoint: SignedCheckpoint(signing: checkpoint, with: signerKey)
        ).bytes
    }

    /// A time-stamp over the checkpoint of a receipt, by the authority of a party.
    func timestamp(
        over receipt: [UInt8], by party: String, at now: Instant = SystemTimekeeper().now
    ) throws -> [UInt8] {
        let authority = try TimestampAuthority(
            credential: try Credential(pem: try workspace.read("pki/\(party)/tsa-main.pem")), policy: "2.999.3161.1",
            now: now)
        let asked = try TimestampRequest(
            over: try Receipt(parsing: receipt).checkpoint.timestampedDigest, randomness: SystemRandomness())
        return try asked.token(
            inReply: try authority.reply(to: try authority.accept(asked.der), at: now, serial: 1), now: now
        ).der
    }
}

extension Office {
    /// The line of a cosigner of the demonstration below the checkpoint of a receipt.
    func cosigned(_ receipt: [UInt8], by stem: String, at time: Instant) throws -> [UInt8] {
        let key = String(decoding: try workspace.read("pki/\(stem).key"), as: UTF8.self)
        let signer = try SignerKey(parsing: Secret(key.trimmingCharacters(in: .newlines)))
        let receipt = try Receipt(parsing: receipt)
        return receipt.adding([try receipt.checkpoint.cosignature(by: signer, at: time)]).bytes
    }
}
