import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import Custody

/// A log of one entry whose keys are all in our hands: whatever stands in its event, log and cosigners have signed it.
struct OwnReceipts {
    let actors: Actors
    let thai: SignerKey
    let chiangMai: SignerKey
    let vietnamese: SignerKey
    let own: SignerKey
    let time: Instant

    init() throws {
        actors = try Actors.shared.get()
        func cosigner(_ name: String) throws -> SignerKey {
            try SignerKey(name: name, algorithm: .cosignature, from: SystemRandomness())
        }
        thai = try cosigner("saksi/th/cosigner/bangkok")
        chiangMai = try cosigner("saksi/th/cosigner/chiang-mai")
        vietnamese = try cosigner("saksi/vn/cosigner/ha-noi")
        own = try cosigner("saksi/kh/cosigner/moj")
        time = try Instant(parsing: "2026-05-04T03:00:00.000Z")
    }

    /// Both verifiers, with the certificates of everybody.
    func peer(_ type: EventType = .accepted, terms: QuorumTerms? = nil) throws -> ReceiptPeer {
        let names = [
            Actors.node, Actors.otherNode, Actors.investigator, Actors.prosecutor, Actors.counterpart,
        ]
        let cosigners = try [
            ("th/cosigner/bangkok", thai), ("th/cosigner/chiang-mai", chiangMai), ("vn/cosigner/ha-noi", vietnamese),
            ("kh/cosigner/moj", own),
        ]
        .map { Cosigner(identity: try Identity(parsing: $0.0), key: $0.1.verifier) }
        return ReceiptPeer(
            keys: LogKeys(origin: actors.log, key: actors.nodeKey.verifier),
            quorum: CosignerQuorum(
                cosigners: cosigners,
                terms: try terms ?? QuorumTerms(atLeast: 1, of: ReceiptTests.parties("KH", "TH", "VN"))),
            certificates: try names.map(actors.certificate), type: type)
    }

    /// The payload as it stands, signed by these.
    func entry(payload: [UInt8], signedBy signers: [String]) throws -> [UInt8] {
        let message = Envelope.preAuthentication(payload)
        let signatures = try signers.map { name in
            "{\"sig\":\"\(Base64.encode(try actors.credential(name).signature(over: message)))\"}"
        }
        return Array(
            ("{\"payload\":\"\(Base64.encode(payload))\",\"payloadType\":\"\(Envelope.payloadType)\","
                + "\"signatures\":[\(signatures.joined(separator: ","))]}").utf8)
    }

    func checkpoint(over entry: [UInt8], by cosigners: [SignerKey]? = nil) throws -> SignedCheckpoint {
        let checkpoint = Checkpoint(origin: actors.log, size: 1, root: Merkle.leaf(entry))
        let signed = try SignedCheckpoint(signing: checkpoint, with: actors.nodeKey)
        return signed.adding(try (cosigners ?? [thai]).map { try signed.cosignature(by: $0, at: time) })
    }

    /// A receipt as text, whatever its parts are.
    static func receipt(
        _ entry: [UInt8], index: String = "0", path: [String] = [], _ note: [UInt8]
    ) -> [UInt8] {
        let lines = ["c2sp.org/tlog-proof@v1", "extra \(Base64.encode(entry))", "index \(index)"] + path
        return Array((lines.joined(separator: "\n") + "\n\n").utf8) + note
    }

    func receipt(payload: [UInt8], signedBy signers: [String] = [Actors.node]) throws -> [UInt8] {
        let entry = try entry(payload: payload, signedBy: signers)
        return Self.receipt(entry, try checkpoint(over: entry).bytes)
    }

    /// An acceptance with every field that one can have.
    func acceptance() throws -> CustodyEvent {
        try actors.event(.accepted, by: Actors.node) { event in
            let digest = Digest(ofText: "something")
            event.bundle = try actors.bundle()
            event.previous = [EventMention(event: EventID(from: SystemRandomness()), digest: digest)]
            event.counterpart = Counterpart(try Identity(parsing: Actors.investigator))
            event.exhibits = try [1, 2].map { ExhibitMention(number: try ExhibitNumber($0), commitment: digest) }
            event.clauses = [
                ClauseCitation(
                    of: try AgreementID(parsing: "KH-TH-JIT-2026-01"), clause: try ClauseNumber(parsing: "4(3)"))
            ]
            event.decision = DecisionMention(id: DecisionID(from: SystemRandomness()), digest: digest)
            (event.digestBefore, event.digestAfter) = (digest, digest)
            (event.authorization, event.condition, event.note) = (digest, digest, digest)
            event.purpose = .trial
            event.offence = try OffenceCode(parsing: "trafficking-in-persons")
            event.release = ReleaseID(from: SystemRandomness())
            event.session = SessionID(from: SystemRandomness())
            event.medium = .network
            event.location = try SiteCode(parsing: "KH-PNH-0004")
            event.seal = try SealNumber(parsing: "PP-004711")
        }
    }
}
