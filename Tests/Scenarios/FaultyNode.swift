import Foundation
import Glibc
import TestKit
import Testing
import Vocabulary

@testable import Custody

/// The real `saksid` on a disk that fails, and an investigator who submits; each try begins from the same stopped node, which
/// has acknowledged something before.
final class FaultyNode {
    private let fixture: NodeFixture
    private let disk: FaultyDisk
    /// What was accepted before any fault, and what is to be.
    private static let old = "old"
    private static let new = ["one", "two"]
    /// How many tries did not come to an end since the node was put back.
    private var interrupted = 0

    init() throws {
        fixture = try NodeFixture()
        disk = try FaultyDisk(under: fixture.dataFolder, in: fixture.workspace)
        try fixture.start()
        for (place, name) in ([Self.old] + Self.new).enumerated() {
            try fixture.pack((0..<(9 + place * 6000)).map { UInt8(truncatingIfNeeded: $0 &* 31) }, as: name)
        }
        guard try fixture.submit(Self.old).status == 0 else { throw Answered.Missing(what: "a receipt") }
        fixture.stop()
        try copy(fixture.dataFolder, to: fixture.workspace("base"))
    }

    private func copy(_ folder: String, to place: String) throws {
        try? FileManager.default.removeItem(atPath: place)
        let copied = try Tool.run("cp", ["-a", folder, place])
        guard copied.status == 0 else { throw Answered.Missing(what: "a copy: \(copied.everything)") }
    }

    private func receipt(_ name: String) -> String { fixture.workspace("\(name).receipt") }

    /// Puts node and investigator back to where they were.
    func putBack() throws {
        fixture.killNow()
        try copy(fixture.workspace("base"), to: fixture.dataFolder)
        for path in Self.new.flatMap({ [receipt($0), receipt($0) + ".pem"] }) + [fixture.workspace("state")] {
            try? FileManager.default.removeItem(atPath: path)
        }
        interrupted = 0
    }

    /// Starts the node on the failing disk, submits, and stops it, as far as that goes.
    /// - Parameter count: how many bundles are submitted.
    /// - Returns: what the node did to its folder, the call of the fault included if it came so far.
    func run(_ fault: FaultyDisk.Fault?, submitting count: Int) throws -> [FaultyDisk.Call] {
        try disk.clear()
        fixture.environment = try disk.environment(fault)
        defer { fixture.environment = [:] }
        do { try fixture.start() } catch {
            guard fault != nil else { throw error }
            return try disk.calls()
        }
        for name in Self.new.prefix(count) {
            // Where the node goes on after the fault, the same command has to do it.
            for _ in 0..<2 where fixture.isRunning {
                guard try submitted(name) else {
                    interrupted += 1
                    continue
                }
                break
            }
        }
        fixture.stop()
        let calls = try disk.calls()
        if let fault, calls.count >= fault.call, fault.kind != .failed {
            #expect(!fixture.isRunning && calls.count == fault.call, "\(fault): the node went on")
        }
        return calls
    }

    /// Submits as long as the node is there.
    /// - Returns: whether it was acknowledged.
    private func submitted(_ name: String) throws -> Bool {
        let process = try fixture.begin(
            ["submit", "\(name).asice", "--receipt", "\(name).receipt", "--json"], as: .investigator,
            output: "\(name).said")
        try wait(for: "an answer about \(name)") { !process.isRunning || !fixture.isRunning }
        if process.isRunning {
            // What was answered before may still be on its way to the file.
            usleep(50_000)
            kill(process.processIdentifier, SIGKILL)
        }
        process.waitUntilExit()
        return process.terminationReason == .exit && process.terminationStatus == 0
    }

    /// Audits, starts again on a good disk, submits everything, and looks at all that was ever acknowledged.
    func recover(after faults: String) throws {
        let acknowledged = try ([Self.old] + Self.new).filter { FileManager.default.fileExists(atPath: receipt($0)) }
            .map { (name: $0, receipt: try Receipt(parsing: try fixture.workspace.read("\($0).receipt"))) }
        try expectClean(faults)
        do { try fixture.start() } catch {
            Issue.record("\(faults): the node does not start: \(fixture.log)")
            return
        }
        for (name, receipt) in acknowledged { try expectHeld(receipt, "\(faults): \(name)") }
        for name in Self.new {
            let again = try fixture.submit(name)
            #expect(again.status == 0, "\(faults): \(name) again: \(again.everything)\n\(fixture.log)")
        }
        for (name, receipt) in acknowledged {
            let now = try Receipt(parsing: try fixture.workspace.read("\(name).receipt"))
            #expect(now.envelope == receipt.envelope && now.index == receipt.index, "\(faults): \(name) was moved")
        }
        fixture.killNow()
        try expectClean(faults + ", at the end")
        for name in [Self.old] + Self.new {
            try expectHeld(
                try Receipt(parsing: try fixture.workspace.read("\(name).receipt")), "\(faults), at the end: \(name)")
        }
        try expectNothingHalfDone(faults)
    }

    private func expectClean(_ when: String) throws {
        let audit = try fixture.audit()
        #expect(audit.status == 0, "\(when): \(audit.everything)\n\(fixture.log)")
    }

    /// The acknowledged event stands where its receipt says, and the log continues the one that the receipt is about.
    private func expectHeld(_ receipt: Receipt, _ what: String) throws {
        let checkpoint = receipt.checkpoint.checkpoint
        try receipt.proof.verify(leaf: Merkle.leaf(receipt.envelope.bytes), root: checkpoint.root)
        let entries = try fixture.lines(
            """
            SELECT lower(hex(bytes)) FROM entries JOIN logs ON entries.log = logs.number
            WHERE origin = '\(checkpoint.origin)' ORDER BY entries.number
            """)
        #expect(entries.count >= checkpoint.size, "\(what): the log shrank")
        guard entries.count >= checkpoint.size else { return }
        let leaves = entries.prefix(checkpoint.size).map { Merkle.leaf(Hexadecimal.decode($0) ?? []) }
        #expect(Merkle.root(leaves) == checkpoint.root, "\(what): the log is another one")
        #expect(entries[receipt.index] == Hexadecimal.encode(receipt.envelope.bytes), "\(what): the event is gone")
    }

    /// No beginnings of files, no blob without a row; what an interrupted sender began waits in the spool to be taken up.
    private func expectNothingHalfDone(_ faults: String) throws {
        let all = FileManager.default.subpaths(atPath: fixture.dataFolder) ?? []
        #expect(all.allSatisfy { !$0.hasSuffix(".new") }, "\(faults): \(all)")
        let held = fixture.heldFiles()
        #expect(!held.contains { $0.hasPrefix("workshop/") }, "\(faults): \(held)")
        #expect(held.count { $0.hasPrefix("blobs/") } == 1 + Self.new.count, "\(faults): \(held)")
        #expect(try fixture.count("blobs") == 1 + Self.new.count, "\(faults)")
        #expect(held.count { $0.hasPrefix("spool/") } <= interrupted, "\(faults): \(held)")
    }
}
