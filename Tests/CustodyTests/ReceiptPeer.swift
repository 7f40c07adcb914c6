import Foundation
import Seal
import TestKit
import Vocabulary

@testable import Custody

/// Two verifiers of receipts with the same keys and certificates: ours, and the one in Python that is written from
/// docs/spec/custody-log.md alone (Tests/Peers/receipt).
struct ReceiptPeer {
    /// What a verifier says; of a refusal only that it is one, since the two need not stop at the same step.
    struct Answer: Equatable, CustomStringConvertible {
        var index = 0
        var missing = 0
        var cosigners: [String] = []
        /// The names of keys that nobody knows, in the order of their lines, as bytes.
        var unknown: [[UInt8]] = []
        /// When certificates are judged.
        var at: Instant?
        /// Why; nil where the receipt was taken.
        var refusal: String?

        static func == (one: Answer, other: Answer) -> Bool {
            guard one.refusal == nil, other.refusal == nil else {
                return (one.refusal == nil) == (other.refusal == nil)
            }
            return one.index == other.index && one.missing == other.missing && one.cosigners == other.cosigners
                && one.unknown == other.unknown && one.at == other.at
        }

        var description: String {
            refusal
                ?? "taken: \(index), \(missing) missing, \(cosigners), \(unknown.count) unknown, at \(at?.text ?? "?")"
        }
    }

    let keys: LogKeys
    var quorum: CosignerQuorum
    let certificates: [Certificate]
    var type = EventType.accepted
    static let nowOfTests = Instant(secondsSince1970: 1_800_000_000)
    var now = Self.nowOfTests

    func ours(_ receipt: [UInt8]) -> Answer {
        do throws(CustodyError) {
            let verdict = try Receipt(parsing: receipt).verify(keys: keys, quorum: quorum, of: type) { digest in
                certificates.first { $0.digest == digest }
            }
            let missing: Int =
                switch verdict.standing {
                case .complete: 0
                case .provisional(let missing): missing
                }
            return Answer(
                index: verdict.index, missing: missing,
                cosigners: verdict.cosignatures.map(\.cosigner.identity.text).sorted(),
                unknown: verdict.unknown.map { Array($0.name.utf8) }, at: verdict.trustedTime(now: now) ?? now)
        } catch {
            return Answer(refusal: error.reason)
        }
    }

    /// All receipts in one process.
    func theirs(_ receipts: [[UInt8]]) throws -> [Answer] {
        let question = Question(
            log: keys.origin.text,
            logKeys: keys.entries.map { entry in
                let last = entry.sizes.upperBound == Int.max ? "null" : "\(entry.sizes.upperBound)"
                return "[\(Self.quoted(entry.key.text)),\(entry.sizes.lowerBound),\(last)]"
            },
            cosigners: quorum.cosigners.map { "[\(Self.quoted($0.identity.text)),\(Self.quoted($0.key.text))]" },
            certificates: certificates.map(Self.pem).joined(), terms: quorum.terms, now: now,
            type: type.rawValue)
        var input = Array((question.line + "\n").utf8)
        for receipt in receipts { input += Array((Base64.encode(receipt) + "\n").utf8) }
        let outcome = try Tool.run("python3", ["-B", Self.program], input: input)
        let lines = outcome.output.split(separator: "\n")
        guard outcome.status == 0, lines.count == receipts.count else { throw Failed(errors: outcome.errors) }
        return try lines.map { line in
            let said = try JSONDecoder().decode(Said.self, from: Data(line.utf8))
            if let refused = said.refused { return Answer(refusal: "\(refused): \(said.sentence ?? "")") }
            return Answer(
                index: said.index ?? -1, missing: said.missing ?? -1, cosigners: said.cosigners ?? [],
                unknown: (said.unknown ?? []).map { Array($0.utf8) },
                at: said.at.map { Instant(secondsSince1970: 0).adding(milliseconds: $0) })
        }
    }

    static let folder = "\(Tool.packageRoot)/Tests/Peers/receipt"
    static let program = "\(folder)/receipt_batch.py"

    struct Failed: Error, CustomStringConvertible {
        let errors: String
        var description: String { "The verifier in Python did not answer: \(errors)" }
    }

    private struct Question {
        let log: String
        let logKeys: [String]
        let cosigners: [String]
        let certificates: String
        let terms: QuorumTerms
        let now: Instant
        let type: String

        private var parties: String {
            terms.parties.map { "[" + $0.map { quoted($0.text) }.sorted().joined(separator: ",") + "]" } ?? "null"
        }

        var line: String {
            "{\"log\":\(quoted(log)),\"logKeys\":[\(logKeys.joined(separator: ","))],"
                + "\"cosigners\":[\(cosigners.joined(separator: ","))],\"certificates\":\(quoted(certificates)),"
                + "\"atLeast\":\(terms.atLeast),\"parties\":\(parties),\"each\":\(terms.isOfEach),"
                + "\"now\":\(quoted(now.text)),\"type\":\(quoted(type))}"
        }
    }

    private struct Said: Decodable {
        let at: Int64?
        let refused: String?
        let sentence: String?
        let index: Int?
        let missing: Int?
        let cosigners: [String]?
        let unknown: [String]?
    }

    /// As the string stands in JSON: of what is written here only the line feed needs an escape.
    private static func quoted(_ text: String) -> String {
        "\"" + text.replacingOccurrences(of: "\n", with: "\\n") + "\""
    }

    static func pem(_ certificate: Certificate) -> String {
        let lines = Data(certificate.der).base64EncodedString(options: [.lineLength64Characters, .endLineWithLineFeed])
        return "-----BEGIN CERTIFICATE-----\n\(lines)\n-----END CERTIFICATE-----\n"
    }
}
