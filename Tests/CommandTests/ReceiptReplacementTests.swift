import Custody
import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import saksi

/// A receipt and its time-stamp are two files: what is there when a command ends between them.
@Suite("A receipt in the place of another, with its time-stamp")
struct ReceiptReplacementTests {
    private let office: Office
    private let path: String
    private let old: [UInt8]
    private let new: [UInt8]
    private let oldToken: [UInt8]
    private let newToken: [UInt8]

    init() throws {
        office = try Office()
        path = office.workspace("case.receipt")
        old = try office.receipt(bundle: Digest(ofText: "bundle"), signedBy: ReceiptTranscripts.events)
        new = try office.receipt(bundle: Digest(ofText: "bundle"), signedBy: ReceiptTranscripts.events)
        oldToken = try office.timestamp(over: old, by: "th")
        newToken = try office.timestamp(over: new, by: "th")
    }

    private func exists(_ suffix: String) -> Bool { FileManager.default.fileExists(atPath: path + suffix) }

    private func begin(stamped: Bool) throws {
        for suffix in ["", ".tst", ".tst.next", ".tst.last"] where exists(suffix) {
            try FileManager.default.removeItem(atPath: path + suffix)
        }
        try office.workspace.write(old, to: "case.receipt")
        try office.workspace.write(
            try CertificateChain(pem: try office.workspace.read(ReceiptTranscripts.events)).pem, to: "case.receipt.pem")
        if stamped { try office.workspace.write(oldToken, to: "case.receipt.tst") }
    }

    /// The token beside the receipt, if there is one; it has to be over the receipt's checkpoint.
    private func pair() throws -> (receipt: [UInt8], token: [UInt8]?) {
        let receipt = try office.workspace.read("case.receipt")
        #expect(receipt == old || receipt == new)
        guard exists(".tst") else { return (receipt, nil) }
        let token = try office.workspace.read("case.receipt.tst")
        try TimestampToken(der: token).verify(over: try Receipt(parsing: receipt).checkpoint.timestampedDigest)
        return (receipt, token)
    }

    @Test(
        "Wherever the command ends, no time-stamp lies beside a receipt that it is not over, and the next one loses none",
        arguments: [false, true], [false, true])
    func ended(wasStamped: Bool, getsStamped: Bool) throws {
        let replacement = ReceiptReplacement(path: path, receipt: new, timestamp: getsStamped ? newToken : nil)
        for done in 0...replacement.steps.count {
            try begin(stamped: wasStamped)
            for step in replacement.steps.prefix(done) { try step() }
            _ = try pair()
            try ReceiptStamp(of: path).settle()
            let settled = try pair()
            let token = settled.receipt == old ? (wasStamped ? oldToken : nil) : (getsStamped ? newToken : nil)
            #expect(settled.token == token, "after \(done) steps")
            #expect(!exists(".tst.next") && !exists(".tst.last"))
            // It may be ended a second time, and goes through in the end.
            for step in replacement.steps.prefix(done) { try step() }
            try ReceiptStamp(of: path).settle()
            _ = try pair()
            try replacement.run(over: try office.workspace.read("case.receipt"))
            let whole = try pair()
            #expect(whole.receipt == new && whole.token == (getsStamped ? newToken : nil))
            #expect(!exists(".tst.next") && !exists(".tst.last"))
        }
    }

    @Test("A time-stamp over the same checkpoint is put beside the receipt that is there")
    func stampAlone() throws {
        let replacement = ReceiptReplacement(path: path, receipt: old, timestamp: oldToken)
        for done in 0...replacement.steps.count {
            try begin(stamped: false)
            for step in replacement.steps.prefix(done) { try step() }
            _ = try pair()
            try ReceiptStamp(of: path).settle()
            #expect(try pair().token == (done == 0 ? nil : oldToken))
        }
    }

    @Test("What another command put there meanwhile stays")
    func meanwhile() throws {
        try begin(stamped: true)
        #expect(throws: OnlineError.self) {
            try ReceiptReplacement(path: path, receipt: new, timestamp: newToken).run(over: new)
        }
        let left = try pair()
        #expect(left.receipt == old && left.token == oldToken)
        #expect(!exists(".tst.next") && !exists(".tst.last"))
    }
}
