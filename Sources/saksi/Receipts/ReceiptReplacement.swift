import Custody
import Foundation
import Glibc
import Seal
import Vocabulary

/// Puts a receipt, with a time-stamp or without, in the place of one that is there.
///
/// They are two files, so there are moments between them. At none of these does a time-stamp lie beside a receipt that it
/// is not over, and none is lost: the one that comes waits as `FILE.tst.next` and the one that goes as `FILE.tst.last`,
/// until the receipt is in its place. Where a command was ended in between, the next one finishes it (`settle`).
struct ReceiptReplacement {
    let path: String
    let receipt: [UInt8]
    /// Over the checkpoint of this receipt.
    let timestamp: [UInt8]?
    /// Whether the receipt that goes is kept, with its time-stamp, under another name (`ReceiptAside`).
    var keepsOld = false

    private var stamp: ReceiptStamp { ReceiptStamp(of: path) }

    /// In this order; after each the disk has confirmed it.
    var steps: [() throws -> Void] {
        [
            { if let timestamp { try OutputFile.replace(timestamp, at: stamp.next) } },
            { if stamp.isThere { try OutputFile.rename(stamp.path, to: stamp.last) } },
            { try OutputFile.replace(receipt, at: path) },
            { if timestamp != nil { try OutputFile.rename(stamp.next, to: stamp.path) } },
            { try stamp.clear() },
        ]
    }

    /// - Parameter old: what the file has to hold still.
    /// - Returns: where the old one is kept, if it is.
    /// - Throws: `online.receipt-file` if another command replaced the receipt meanwhile; nothing is changed then. Where the
    ///   disk refuses a step, what was there is there again.
    @discardableResult func run(over old: [UInt8]) throws -> String? {
        try stamp.alone {
            guard try InputFile.read(path) == old else {
                throw OnlineError(
                    .onlineReceiptFile, "“\(path.shownInMessage)” was replaced by another command meanwhile.",
                    next: "Run the same command again.")
            }
            let aside = keepsOld ? try ReceiptAside(of: path).copy() : nil
            try perform(steps)
            return aside
        }
    }

    /// One step after the other; where one fails, the time-stamp of before is put back.
    func perform(_ steps: [() throws -> Void]) throws {
        do {
            for step in steps { try step() }
        } catch {
            try? stamp.settleAlone()
            throw error
        }
    }
}

/// The time-stamp beside a receipt, and what lies there while the two are being replaced.
struct ReceiptStamp {
    private let receipt: String
    let path: String
    var next: String { path + ".next" }
    var last: String { path + ".last" }

    init(of receipt: String) {
        self.receipt = receipt
        path = receipt + ReceiptCheck.timestampSuffix
    }

    var isThere: Bool { Self.isThere(path) }

    private static func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    func clear() throws {
        for file in [next, last] where Self.isThere(file) { try FileManager.default.removeItem(atPath: file) }
    }

    /// Ends what a command began that was ended in the middle: of the time-stamps that wait, the one that is over the
    /// receipt's checkpoint is put beside it, if none is there.
    func settle() throws {
        guard Self.isThere(next) || Self.isThere(last) else { return }
        try alone { try settleAlone() }
    }

    /// For who has the lock.
    func settleAlone() throws {
        let digest = try Receipt(parsing: try InputFile.read(receipt)).checkpoint.timestampedDigest
        if !isThere, let fitting = try [next, last].first(where: { try Self.isThere($0) && fits($0, digest) }) {
            try OutputFile.rename(fitting, to: path)
        }
        try clear()
    }

    private func fits(_ file: String, _ digest: Digest) throws -> Bool {
        let bytes = try InputFile.read(file)
        guard let token = try? TimestampToken(der: bytes) else { return false }
        return (try? token.verify(over: digest)) != nil
    }

    /// Does something while no other command replaces this receipt: the certificates beside it are locked, which no
    /// command replaces.
    func alone<Outcome>(_ body: () throws -> Outcome) throws -> Outcome {
        let file = unsafe open(receipt + ReceiptCheck.certificateSuffix, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw CommandError(
                .receiptCertificateMissing, "The certificate of the node that signed the receipt is not beside it.",
                next: "Keep the receipt together with the file of the same name that ends in “.pem”.")
        }
        defer { close(file) }
        while flock(file, LOCK_EX) != 0 {
            guard errno == EINTR else {
                throw CommandError(
                    .commandOutputFailed, "“\(receipt.shownInMessage)” could not be locked; it is as it was.",
                    next: "Check the folder and who may write there.")
            }
        }
        return try body()
    }
}
