import Custody
import Foundation
import Seal
import TestKit
import Testing
import Vocabulary
import Wire

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

    @Test("Where the old one proves something else, it is kept whole under the next name, and never written over")
    func aside() throws {
        for number in 1...2 {
            try begin(stamped: true)
            let aside = try ReceiptReplacement(path: path, receipt: new, timestamp: nil, keepsOld: true).run(over: old)
            #expect(aside == "\(path).\(number)")
            #expect(try pair().receipt == new && !exists(".tst"))
            #expect(try office.workspace.read("case.receipt.\(number)") == old)
            #expect(try office.workspace.read("case.receipt.\(number).tst") == oldToken)
            #expect(
                try office.workspace.read("case.receipt.\(number).pem") == office.workspace.read("case.receipt.pem"))
        }
    }

    @Test("Where the disk refuses a step, the time-stamp of before is beside its receipt again")
    func refused() throws {
        let replacement = ReceiptReplacement(path: path, receipt: new, timestamp: newToken)
        for done in 0..<replacement.steps.count {
            try begin(stamped: true)
            #expect(throws: CommandError.self) {
                try replacement.perform(Array(replacement.steps.prefix(done)) + [{ throw CommandError.bug }])
            }
            let left = try pair()
            #expect(left.token == (left.receipt == old ? oldToken : newToken), "after \(done) steps")
            #expect(!exists(".tst.next") && !exists(".tst.last"))
        }
    }

    @Test("What a submission left that was ended before its receipt was there stands in nobody's way, and is not lost")
    func leftover() throws {
        try begin(stamped: true)
        try FileManager.default.removeItem(atPath: path)
        let chain = try CertificateChain(pem: try office.workspace.read(ReceiptTranscripts.events)).all
        let now = SystemTimekeeper().now
        let trust = try TrustStore(loading: office.workspace("pki/trust.yaml"), at: now)
        func result(_ tokens: [[UInt8]]) throws -> SubmissionResult {
            SubmissionResult(
                bundle: BundleID(from: SystemRandomness()), agreement: try AgreementID(parsing: "KH-TH-TEST-01"),
                bundleDigest: Digest(ofText: "bundle"), fileDigest: Digest(ofText: "bundle"), acceptedAt: now,
                receipt: String(decoding: new, as: UTF8.self), certificates: chain.map(\.der), timestamps: tokens)
        }
        try office.workspace.write("of another node", to: "case.receipt.pem")
        try ReceiptFile.write(try result([newToken]), to: path, trust: trust, now: now)
        #expect(try pair().token == newToken)
        #expect(try office.workspace.read("case.receipt.1.tst") == oldToken)
        #expect(try office.workspace.read("case.receipt.1.pem") == Array("of another node".utf8))
        // The same once more is put nowhere else; and where no time-stamp comes, none stays that is not over it.
        try FileManager.default.removeItem(atPath: path)
        try ReceiptFile.write(try result([newToken]), to: path, trust: trust, now: now)
        #expect(!exists(".2.tst") && !exists(".2.pem"))
        try FileManager.default.removeItem(atPath: path)
        try ReceiptFile.write(try result([]), to: path, trust: trust, now: now)
        #expect(try pair().token == nil)
        #expect(try office.workspace.read("case.receipt.2.tst") == newToken)
        // A receipt that is there is never written over.
        #expect(throws: CommandError.self) {
            try ReceiptFile.write(try result([newToken]), to: path, trust: trust, now: now)
        }
        #expect(try pair().token == nil)
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
