import Foundation
import Glibc
import TestKit
import Testing

/// The node's disk fails, or the power goes, at the calls with which a submission is stored: whatever was acknowledged is there.
///
/// The gate tries a sample, `.ci/long` every call with every fault, and more pairs.
@Suite("A node whose disk fails")
struct DiskFaultTests {
    typealias Fault = FaultyDisk.Fault

    /// What is tried at one call.
    private static func faults(at call: FaultyDisk.Call, seed: UInt64) -> [Fault] {
        let errors = call.what == "sync" ? [EIO] : [EIO, ENOSPC]
        return errors.map { Fault(call: call.number, kind: .failed, error: $0) }
            + [.killed, .powerCut, .halfWritten].map { Fault(call: call.number, kind: $0, seed: seed) }
    }

    /// Some of them, each place with the same chance.
    private static func sample<Element>(
        _ count: Int, of elements: [Element], _ chance: inout SeededGenerator
    ) -> [Element] {
        Array(elements.shuffled(using: &chance).prefix(count))
    }

    @Test(
        "One fault at any call while the node starts, stores and stops: all that was acknowledged is there and audits clean"
    )
    func single() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("DiskFaultTests: seed \(seed)")
        var chance = SeededGenerator(seed: seed)
        let node = try FaultyNode()
        try node.putBack()
        let calls = try node.run(nil, submitting: 1)
        let others = calls.filter { $0.what != "write" }
        let writes = calls.filter { $0.what == "write" }
        // The disk sees what the store and SQLite do.
        #expect(others.count > 25 && writes.count > 40)
        for what in ["sync", "create", "folder", "link", "rename", "remove", "truncate"] {
            #expect(others.contains { $0.what == what }, "\(what)")
        }
        var tried: [Fault] = []
        if LongTests.areAsked {
            tried = calls.flatMap { Self.faults(at: $0, seed: chance.next()) }
        } else {
            for call in Self.sample(22, of: others, &chance) + Self.sample(6, of: writes, &chance) {
                tried += Self.sample(1, of: Self.faults(at: call, seed: chance.next()), &chance)
            }
        }
        var reached = 0
        for fault in tried {
            try node.putBack()
            reached += try node.run(fault, submitting: 1).count >= fault.call ? 1 : 0
            try node.recover(after: "seed \(seed), \(fault)")
        }
        print(
            "DiskFaultTests: \(reached) single faults at the \(calls.count) calls (\(others.count) syncs and names, \(writes.count) writes) of a start, a submission and a stop"
        )
        // Which call is the last differs by a page or two.
        #expect(reached >= tried.count * 9 / 10)
    }

    @Test("A second fault while the node recovers from the first, or in the commit after it, changes nothing of that")
    func double() throws {
        let seed = UInt64.random(in: .min ... .max)
        print("DiskFaultTests: seed \(seed)")
        var chance = SeededGenerator(seed: seed)
        let node = try FaultyNode()
        try node.putBack()
        let calls = try node.run(nil, submitting: 1)
        var reached = 0
        for _ in 0..<(LongTests.areAsked ? 300 : 7) {
            try node.putBack()
            let faults = try (0..<2).map { turn in
                // Recovery is short: it gets as many as all the rest.
                let isEarly = turn == 1 && Bool.random(using: &chance)
                let call = try #require((isEarly ? calls.prefix(30) : calls[...]).randomElement(using: &chance))
                return try #require(
                    Self.faults(at: call, seed: chance.next()).randomElement(using: &chance))
            }
            let first = try node.run(faults[0], submitting: 1).count >= faults[0].call
            let second = try node.run(faults[1], submitting: 2).count >= faults[1].call
            if first && second { reached += 1 }
            try node.recover(after: "seed \(seed), \(faults[0]), then \(faults[1])")
        }
        print("DiskFaultTests: \(reached) pairs of faults, the second while recovering or in the next commit")
        #expect(reached > 0)
    }

    enum Asked: String, CaseIterable {
        case off = "OFF"
        case full = "FULL"
    }

    @Test("The disk of these tests loses what no sync confirmed, and nothing else", arguments: Asked.allCases)
    func disk(_ synchronous: Asked) throws {
        let workspace = try Workspace()
        try FileManager.default.createDirectory(atPath: workspace("data"), withIntermediateDirectories: true)
        let disk = try FaultyDisk(under: workspace("data"), in: workspace)
        func run(_ fault: Fault?, _ statements: String) throws -> Tool.Outcome {
            try Tool.run(
                "sqlite3", [workspace("data/x.sqlite"), statements], environment: try disk.environment(fault))
        }
        let begun = try run(nil, "PRAGMA journal_mode = WAL; CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1)")
        try #require(begun.status == 0, "\(begun.everything)")
        let change = "PRAGMA synchronous = \(synchronous.rawValue); INSERT INTO t VALUES (2); SELECT 'stored'"
        func count() throws -> String {
            try Tool.run("sqlite3", [workspace("data/x.sqlite"), "SELECT count(*) FROM t"]).output
        }
        try #require(try Tool.run("cp", ["-a", workspace("data"), workspace("base")]).status == 0)
        try disk.clear()
        #expect(try run(nil, change).output == "stored\n")
        let calls = try disk.calls()
        #expect(calls.contains { $0.what == "sync" } == (synchronous == .full))
        // The last call comes after the commit: whoever synced has it, whoever did not has lost it.
        for (kind, stored) in [(FaultyDisk.Kind.killed, "2\n"), (.powerCut, synchronous == .full ? "2\n" : "1\n")] {
            try #require(
                try Tool.run("rm", ["-r", workspace("data")]).status == 0
                    && Tool.run("cp", ["-a", workspace("base"), workspace("data")]).status == 0)
            try disk.clear()
            let ended = try run(Fault(call: calls.count, kind: kind), change)
            #expect(ended.status != 0)
            #expect(try count() == stored, "\(kind)")
        }
    }
}
