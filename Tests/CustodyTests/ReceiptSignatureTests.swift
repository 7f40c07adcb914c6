import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import Custody

/// The signature of an event, by `openssl` and by each kind of key, to both verifiers.
@Suite("Signatures of events, to both verifiers")
struct ReceiptSignatureTests {
    private let own: OwnReceipts

    init() throws { own = try OwnReceipts() }

    /// A node's certificate, and its key to sign with by `openssl`.
    private struct Signer {
        let workspace: Workspace
        let certificate: Certificate

        init(_ key: String...) throws {
            workspace = try Workspace()
            try Actors.certify(Actors.node, in: workspace, key: key)
            certificate = try #require(try Certificate.list(pem: try workspace.read("certificate.pem")).first)
        }

        func signature(over message: [UInt8], _ options: String..., digest: String = "-sha256") throws -> [UInt8] {
            try workspace.write(message, to: "message")
            let made = try Tool.run(
                "openssl", ["dgst", digest, "-sign", "key.pem", "-out", "signature"] + options + ["message"],
                in: workspace.path)
            try #require(made.status == 0, "\(made.everything)")
            return try workspace.read("signature")
        }
    }

    private func payload(_ signer: Signer) throws -> [UInt8] {
        var event = try own.acceptance()
        event = CustodyEvent(
            event: event.event, type: .accepted, log: event.log, signers: [signer.certificate.digest],
            actor: event.actor, at: event.at, offset: event.offset, clock: event.clock)
        event.bundle = try own.actors.bundle()
        event.previous = [EventMention(event: event.event, digest: Digest(ofText: "submitted"))]
        return try CanonicalJSON.encode(event)
    }

    /// What both say of the payload with each of these signatures.
    private func answers(_ signer: Signer, _ payload: [UInt8], _ signatures: [[UInt8]]) throws -> [Bool] {
        let receipts = try signatures.map { signature in
            let entry = try Envelope(payload: payload, signatures: [signature]).bytes
            return OwnReceipts.receipt(entry, try own.checkpoint(over: entry).bytes)
        }
        let known = try own.peer()
        let peer = ReceiptPeer(keys: known.keys, quorum: known.quorum, certificates: [signer.certificate])
        let theirs = try peer.theirs(receipts)
        for (place, receipt) in receipts.enumerated() {
            #expect(
                peer.ours(receipt) == theirs[place],
                "ours “\(peer.ours(receipt))”, theirs “\(theirs[place])”, of \(Base64.encode(signatures[place]))")
        }
        return theirs.map { $0.refusal == nil }
    }

    /// Each byte changed, and one more and one less.
    private func changed(_ signature: [UInt8]) -> [[UInt8]] {
        signature.indices.map { place in
            signature[..<place] + [signature[place] ^ 1 << UInt8(place % 8)] + signature[(place + 1)...]
        } + [signature + [0], Array(signature.dropLast()), Array(signature.dropFirst()), [0]]
    }

    @Test(
        "ECDSA on the three curves, in DER; changed, written otherwise, or over another digest it does not hold",
        arguments: ["P-256", "P-384", "P-521"])
    func ecdsa(curve: String) throws {
        let signer = try Signer("ec", "-pkeyopt", "ec_paramgen_curve:\(curve)")
        let payload = try payload(signer)
        let message = Envelope.preAuthentication(payload)
        let good = try signer.signature(over: message)
        #expect(try answers(signer, payload, [good]) == [true])
        var others = changed(good)
        if good[1] < 0x80 {
            // A length in two bytes, and a zero in front of r.
            others.append([0x30, 0x81] + good[1...])
            others.append([0x30, good[1] + 1, 0x02, good[3] + 1, 0x00] + good[4...])
        }
        others.append([0x30, 0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x00])
        others.append(try signer.signature(over: message, digest: "-sha384"))
        others.append(try signer.signature(over: payload))
        #expect(try answers(signer, payload, others).allSatisfy { !$0 })
    }

    @Test("RSA-PSS with SHA-256 and a salt of 32 bytes; no other padding, salt or digest holds")
    func rsa() throws {
        let signer = try Signer("rsa:3072")
        let payload = try payload(signer)
        let message = Envelope.preAuthentication(payload)
        func pss(_ salt: String, digest: String = "-sha256") throws -> [UInt8] {
            try signer.signature(
                over: message, "-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:\(salt)", digest: digest)
        }
        let good = try pss("32")
        #expect(try answers(signer, payload, [good]) == [true])
        var others = changed(good)
        others.append(try signer.signature(over: message))
        for salt in ["0", "20", "31", "33", "max"] { others.append(try pss(salt)) }
        others.append(try pss("32", digest: "-sha384"))
        #expect(try answers(signer, payload, others).allSatisfy { !$0 })
    }

    @Test("A key on a curve that is not one of the three signs nothing here")
    func otherCurve() throws {
        let signer = try Signer("ec", "-pkeyopt", "ec_paramgen_curve:secp256k1")
        let payload = try payload(signer)
        let signature = try signer.signature(over: Envelope.preAuthentication(payload))
        #expect(try answers(signer, payload, [signature]) == [false])
    }
}
