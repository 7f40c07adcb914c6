import Foundation
import Vocabulary

/// Where something that a receipt needs no more is kept: as `FILE.1` with `FILE.1.pem` and `FILE.1.tst`, or the next number
/// of which nothing is there. Nothing that anybody signed is ever deleted.
struct ReceiptAside {
    private let receipt: String

    init(of receipt: String) { self.receipt = receipt }

    private static let suffixes = ["", ReceiptCheck.certificateSuffix, ReceiptCheck.timestampSuffix]

    /// The first name of which nothing is there.
    private var free: String {
        var number = 1
        while Self.suffixes.contains(where: { FileManager.default.fileExists(atPath: "\(receipt).\(number)\($0)") }) {
            number += 1
        }
        return "\(receipt).\(number)"
    }

    /// Copies a receipt with what lies beside it. The receipt is written last: it is never there without them.
    /// - Returns: the name of the copy.
    @discardableResult func copy() throws -> String {
        let aside = free
        for suffix in Self.suffixes.reversed() where FileManager.default.fileExists(atPath: receipt + suffix) {
            try OutputFile.write(try InputFile.read(receipt + suffix), to: aside + suffix)
        }
        return aside
    }

    /// Gives what lies beside a receipt that is not there another name: a command that was ended left it, or the receipt was
    /// moved away without it.
    func moveLeftovers(_ suffixes: [String]) throws {
        let aside = free
        for suffix in suffixes where FileManager.default.fileExists(atPath: receipt + suffix) {
            try OutputFile.rename(receipt + suffix, to: aside + suffix)
        }
    }
}
