import Custody
import Foundation
import Seal
import Vocabulary
import Wire

/// The receipt as files: the proof itself, beside it the node's certificates that a later check needs, and a time-stamp
/// over its checkpoint, if there is one.
enum ReceiptFile {
    /// What a receipt that is there already proves; nil if there is none.
    static func proven(
        _ path: String, trust: TrustStore, terms: ReceiptTerms, now: Instant
    ) throws -> ReceiptCheck.Proven? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        guard let check = try? ReceiptCheck(reading: path),
            let proven = try? check.prove(trust: trust, terms: terms, now: now)
        else {
            throw OnlineError(
                .onlineReceiptFile, "“\(path.shownInMessage)” is there already and is no receipt that holds.",
                next: "Choose another name for the receipt, or move that file away; nothing is ever replaced.")
        }
        return proven
    }

    /// The time-stamp that goes beside the receipt: the first that holds, one of another party before the node's own.
    static func timestamp(of result: SubmissionResult, trust: TrustStore) -> [UInt8]? {
        guard let receipt = try? Receipt(parsing: Array(result.receipt.utf8)),
            let node = try? LogOrigin(parsing: receipt.checkpoint.checkpoint.origin).node
        else { return nil }
        let holding = (result.timestamps ?? []).compactMap { token in
            (try? trust.validate(TimestampToken(der: token.bytes), over: receipt.checkpoint.timestampedDigest))
                .map { (token: token.bytes, counts: $0.counts(against: node.party)) }
        }
        return (holding.first(where: \.counts) ?? holding.first)?.token
    }

    /// Certificates and time-stamp come first: a receipt is never there without them.
    static func write(_ result: SubmissionResult, to path: String, trust: TrustStore) throws {
        let stamp = path + ReceiptCheck.timestampSuffix
        let token = timestamp(of: result, trust: trust)
        guard token != nil || !FileManager.default.fileExists(atPath: stamp) else {
            throw OnlineError(
                .onlineReceiptFile,
                "“\(stamp.shownInMessage)” is there already, and is not the time-stamp of this receipt.",
                next: "Move it away, or choose another name for the receipt.")
        }
        if let token, (try? InputFile.read(stamp)) != token { try OutputFile.write(token, to: stamp) }
        let beside = path + ReceiptCheck.certificateSuffix
        let pem = Array(try result.certificates.map { try Certificate(der: $0.bytes).pem }.joined().utf8)
        if (try? InputFile.read(beside)) != pem {
            try OutputFile.write(pem, to: beside)
        }
        try OutputFile.write(Array(result.receipt.utf8), to: path)
    }
}
