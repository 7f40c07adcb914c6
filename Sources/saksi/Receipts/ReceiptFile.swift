import Custody
import Foundation
import Seal
import Vocabulary
import Wire

/// The receipt as files: the proof itself, beside it the node's certificates that a later check needs, and a time-stamp
/// over its checkpoint, if there is one.
enum ReceiptFile {
    /// What a receipt that is there already proves; nil if there is none.
    /// - Throws: `custody.key.stolen` for one that has to be fetched anew, `online.receipt-file` for any other that does not hold.
    static func proven(
        _ path: String, trust: TrustStore, terms: ReceiptTerms, now: Instant
    ) throws -> ReceiptCheck.Proven? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return try ReceiptCheck(reading: path).prove(trust: trust, terms: terms, now: now)
        } catch let error as CustodyError where error.code == .custodyKeyStolen {
            throw error
        } catch {
            throw OnlineError(
                .onlineReceiptFile, "“\(path.shownInMessage)” is there already and is no receipt that holds.",
                next: "Choose another name for the receipt, or move that file away; nothing is ever replaced.")
        }
    }

    /// The time-stamp that goes beside the receipt: the first that holds, one of another party before the node's own.
    static func timestamp(of result: SubmissionResult, trust: TrustStore, now: Instant) -> [UInt8]? {
        guard let receipt = try? Receipt(parsing: Array(result.receipt.utf8)),
            let node = try? LogOrigin(parsing: receipt.checkpoint.checkpoint.origin).node,
            let event = try? UnverifiedEvent(receipt.envelope)
        else { return nil }
        func trusted(_ der: [UInt8]) throws -> TrustedTimestamp {
            let digest = receipt.checkpoint.timestampedDigest
            let stamp = try trust.validate(TimestampToken(der: der), over: digest, now: now)
            try stamp.check(after: event.event.at)
            return stamp
        }
        let holding = (result.timestamps ?? []).compactMap { token in
            (try? trusted(token.bytes)).map { (token: token.bytes, counts: $0.counts(against: node.party)) }
        }
        return (holding.first(where: \.counts) ?? holding.first)?.token
    }

    /// Certificates and time-stamp come first: a receipt is never there without them. What lies beside no receipt, since a
    /// command was ended before it wrote one, is put aside where it is not the same.
    static func write(_ result: SubmissionResult, to path: String, trust: TrustStore, now: Instant) throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw CommandError(
                .commandOutputExists, "“\(path.shownInMessage)” is there already.",
                next: "Choose another name for the receipt.")
        }
        let token = timestamp(of: result, trust: trust, now: now)
        let pem = Array(try result.certificates.map { try Certificate(der: $0.bytes).pem }.joined().utf8)
        let wanted: [(suffix: String, bytes: [UInt8]?)] = [
            (ReceiptCheck.timestampSuffix, token), (ReceiptCheck.certificateSuffix, pem),
        ]
        let others = wanted.filter { suffix, bytes in
            FileManager.default.fileExists(atPath: path + suffix) && (try? InputFile.read(path + suffix)) != bytes
        }
        try ReceiptAside(of: path).moveLeftovers(others.map(\.suffix))
        for (suffix, bytes) in wanted where !FileManager.default.fileExists(atPath: path + suffix) {
            if let bytes { try OutputFile.write(bytes, to: path + suffix) }
        }
        try OutputFile.write(Array(result.receipt.utf8), to: path)
    }
}
