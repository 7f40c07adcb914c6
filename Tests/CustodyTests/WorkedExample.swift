import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import Custody

/// The worked example of docs/spec/custody-log.md: the events as values, and the page to compare with.
///
/// Certificates and their signatures were made once, with keys that were thrown away, and stand on the page.
/// All the rest is made again here. `SAKSI_REMAKE_EXAMPLE=1` makes the whole example anew.
struct WorkedExample {
    static let page = "\(Tool.packageRoot)/docs/spec/custody-log.md"
    static let begin = "<!-- example: begin -->\n"
    static let end = "<!-- example: end -->\n"

    let log: LogOrigin
    let key: SignerKey
    let cosigner: SignerKey

    init() throws {
        log = try LogOrigin(parsing: "saksi/kh/phnom-penh/KH-TH-JIT-2026-01")
        key = try SignerKey(
            name: log.text, algorithm: .ed25519, seed: Secret(Digest(ofText: "saksi example log key").bytes))
        cosigner = try SignerKey(
            name: "saksi/th/cosigner/bangkok", algorithm: .cosignature,
            seed: Secret(Digest(ofText: "saksi example cosigner key").bytes))
    }

    static let cosignedAt = "2026-05-04T02:14:00.000Z"
    static let stampedAt = "2026-05-04T02:14:07.500Z"

    /// A time-stamp over the checkpoint, and the root under which its authority stands.
    struct Stamp {
        let token: [UInt8]
        let root: [UInt8]

        /// As it stands on the page.
        init(_ blocks: [String: String]) throws {
            func bytes(_ name: String) throws -> [UInt8] {
                let text = try #require(blocks[name])
                return Array(try #require(Data(base64Encoded: text, options: .ignoreUnknownCharacters)))
            }
            token = try bytes("time-stamp")
            root = try bytes("time-stamp-root")
        }

        /// A new one, by an authority of the other party with new keys.
        init(over digest: Digest, in workspace: Workspace) throws {
            let time = try Instant(parsing: WorkedExample.stampedAt)
            try Demonstration(folder: workspace("pki"), now: time, randomness: SystemRandomness()).write()
            let authority = try TimestampAuthority(
                credential: try Credential(pem: try workspace.read("pki/th/tsa-main.pem")), policy: "2.999.3161.1",
                now: time)
            let request = try TimestampRequest(over: digest, randomness: SystemRandomness())
            let reply = try authority.reply(to: try authority.accept(request.der), at: time, serial: 42)
            token = try request.token(inReply: reply, now: time).der
            let roots = try Certificate.list(pem: try workspace.read("pki/th/root.pem"))
            root = try #require(roots.first).der
        }
    }

    /// The log's checkpoint of all entries, as the log alone signs it.
    func checkpoint(of entries: [[UInt8]]) throws -> SignedCheckpoint {
        var edge = TreeEdge()
        _ = edge.append(entries.map(Merkle.leaf))
        return try SignedCheckpoint(
            signing: Checkpoint(origin: log, size: entries.count, root: edge.root), with: key)
    }

    /// The payloads in the order of the log; entries 1 and 2 are the certificates.
    func events(node: Digest, investigator: Digest, submitted: EventMention) throws -> [Int: CustodyEvent] {
        func event(_ number: Int, _ type: EventType, _ actor: String, _ signer: Digest, _ at: String) throws
            -> CustodyEvent
        {
            CustodyEvent(
                event: try EventID(parsing: "0000000000000000000000000000000\(number)"), type: type, log: log,
                signers: [signer], actor: try Identity(parsing: actor), at: try Instant(parsing: at),
                offset: .indochina, clock: .ntp)
        }
        let bundle = BundleMention(
            id: try BundleID(parsing: "b1b2b3b4b5b6b7b8b9babbbcbdbebfc0"), digest: Digest(ofText: "example manifest"),
            file: Digest(ofText: "example bundle"))
        var activation = try event(0, .agreementActivated, "kh/node/phnom-penh", node, "2026-05-04T02:10:00.000Z")
        activation.activation = Activation(
            agreement: Digest(ofText: "example agreement"), version: 1,
            signatures: [Digest(ofText: "example signature")],
            trust: Digest(ofText: "example trust list"), key: key.verifier, policy: Digest(ofText: "example policy"),
            sources: [
                ActivationSource(
                    id: try AgreementID(parsing: "KH-TH-JIT-2026-01"), version: 1,
                    digest: Digest(ofText: "example agreement"))
            ])
        var first = try event(3, .recorded, "kh/node/phnom-penh", node, "2026-05-04T02:10:01.000Z")
        first.recorded = RecordedRange(from: 0, to: 3, at: first.at)
        var submission = try event(4, .submitted, "kh/ahtjpp/0101", investigator, "2026-05-04T02:13:05.123Z")
        submission.bundle = bundle
        submission.case = try CaseNumber(parsing: "KH-AHTJPP-2026-000123")
        submission.medium = .network
        var acceptance = try event(5, .accepted, "kh/node/phnom-penh", node, "2026-05-04T02:13:06.250Z")
        acceptance.bundle = bundle
        acceptance.case = submission.case
        acceptance.counterpart = Counterpart(submission.actor)
        acceptance.previous = [submitted]
        var second = try event(6, .recorded, "kh/node/phnom-penh", node, "2026-05-04T02:13:06.300Z")
        second.recorded = RecordedRange(from: 4, to: 6, at: second.at)
        return [0: activation, 3: first, 4: submission, 5: acceptance, 6: second]
    }

    /// What the page says about seven entries and a time-stamp. Everything else follows from them.
    func text(entries: [[UInt8]], stamp: Stamp) throws -> String {
        var edge = TreeEdge()
        let tile = try #require(edge.append(entries.map(Merkle.leaf)).first)
        let signed = try checkpoint(of: entries)
        let cosignature = try signed.cosignature(by: cosigner, at: try Instant(parsing: Self.cosignedAt))
        let checkpoint = signed.adding([cosignature])
        var firstEdge = TreeEdge()
        _ = firstEdge.append(entries[..<4].map(Merkle.leaf))
        let first = try SignedCheckpoint(
            signing: Checkpoint(origin: log, size: 4, root: firstEdge.root), with: key)
        let request = try AddCheckpoint(from: 4, to: signed) { _ in tile.bytes }
        let proof = try InclusionProof(index: 5, size: entries.count) { _ in tile.bytes }
        let certificates = try entries[1...2].map { try #require(try TrustObject(parsing: $0).certificate) }
        let accepted = try UnverifiedEvent(parsing: entries[5]).verify(for: log) { digest in
            certificates.first { $0.digest == digest }
        }
        let receipt = try Receipt(event: accepted, proof: proof, checkpoint: checkpoint)
        func block(_ name: String, _ text: String) -> String { "```text \(name)\n\(text)\n```\n" }
        var page = "Keys: the log's, and that of a cosigner of the other party.\n\n"
        page += block("log-key", key.verifier.text) + "\n" + block("cosigner-key", cosigner.verifier.text)
        page += "\nThe seven entries, each one line without its newline.\n\n"
        for (index, entry) in entries.enumerated() {
            page += block("entry-\(index)", String(decoding: entry, as: UTF8.self))
        }
        page += "\nThe payload of entry 5, taken out of its base64.\n\n"
        page += block("payload-5", String(decoding: accepted.envelope.payload, as: UTF8.self))
        page += "\nThe leaf hashes, in hexadecimal: `tile/0/000.p/7` is these 224 bytes.\n\n"
        page += block("leaves", tile.hashes.map(\.hexadecimal).joined(separator: "\n"))
        page += "\nThe checkpoint, signed by the log and cosigned.\n\n"
        page += block("checkpoint", String(decoding: checkpoint.bytes.dropLast(), as: UTF8.self))
        page += "\nWhat the cosigner had signed before, after the first commit; without its line.\n\n"
        page += block("checkpoint-4", String(decoding: first.bytes.dropLast(), as: UTF8.self))
        page += "\nThe body of `add-checkpoint` from there, and the answer.\n\n"
        page += block("add-checkpoint", String(decoding: request.bytes.dropLast(), as: UTF8.self)) + "\n"
        page += block("cosignature", cosignature.line)
        page +=
            "\nA time-stamp over the checkpoint, by the authority of the other party: it is over the SHA-256 of the three lines\n"
        page +=
            "of text above, each with its newline. The token in base64, and the root under which the authority stands.\n\n"
        page += block("checkpoint-digest", signed.timestampedDigest.hexadecimal) + "\n"
        page += block("time-stamp", Self.lines(stamp.token)) + "\n" + block("time-stamp-root", Self.lines(stamp.root))
        page += "\nThe receipt for entry 5.\n\n"
        page += block("receipt", String(decoding: receipt.bytes.dropLast(), as: UTF8.self))
        return page
    }

    private static func lines(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
    }

    /// The fenced blocks of the page by their name.
    static func blocks() throws -> [String: String] {
        let text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: page)), as: UTF8.self)
        var blocks: [String: String] = [:]
        for part in text.components(separatedBy: "```text ").dropFirst() {
            guard let name = part.components(separatedBy: "\n").first, let end = part.range(of: "\n```") else {
                continue
            }
            blocks[name] = String(part[..<end.lowerBound].dropFirst(name.count + 1))
        }
        return blocks
    }
}
