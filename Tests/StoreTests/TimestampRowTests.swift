import TestKit
import Testing
import Vocabulary

@testable import Store

@Suite("Time-stamps in the register")
struct TimestampRowTests {
    private let workspace: Workspace
    private let host: Party

    init() throws {
        workspace = try Workspace()
        host = try Party(parsing: "KH")
    }

    private func row(_ log: LogKey, _ size: Int64, _ authority: String = "th/tsa/main", token: [UInt8] = [1]) throws
        -> TimestampRow
    {
        TimestampRow(
            log: log, size: size, authority: try Identity(parsing: authority),
            time: Instant(secondsSince1970: 1_777_860_000 + size), checkpoint: Array("note \(size)".utf8), token: token)
    }

    private func cosigned(_ log: LogKey, _ size: Int64, _ key: String) -> CosignatureRow {
        CosignatureRow(log: log, size: size, key: key, note: Array("\(key) at \(size)".utf8))
    }

    @Test(
        "Found are the sizes that cover an entry, the smallest first, of its own log, and not what the host's party stamped"
    )
    func covering() async throws {
        let folder = try await DataFolder.open(workspace("data"))
        let register = folder.register
        let log = try await register.openLog("saksi/kh/phnom-penh/KH-TH-JIT-2026-01").key
        let other = try await register.openLog("saksi/kh/phnom-penh/node").key
        for stamp in [
            try row(log, 5), try row(log, 7, "kh/tsa/main"), try row(log, 9), try row(log, 9, "vn/tsa/main"),
            try row(log, 20), try row(other, 7),
        ] {
            try await register.keep(stamp)
        }
        func sizes(_ entry: Int64, cosignedBy count: Int = 0, limit: Int = 9) throws -> [Int64] {
            try register.stampedSizes(
                log, covering: entry, cosignedBy: CosignersNeeded(count, of: [["a"], ["b"]]),
                except: host, limit: limit)
        }
        #expect(try sizes(0) == [5, 9, 20])
        #expect(try sizes(4) == [5, 9, 20])
        #expect(try sizes(5) == [9, 20])
        #expect(try sizes(5, limit: 1) == [9])
        #expect(try sizes(9) == [20])
        #expect(try sizes(20).isEmpty)
        #expect(try sizes(0, cosignedBy: 1).isEmpty)
        let cosignatures = [
            cosigned(log, 9, "a"), cosigned(log, 20, "a"), cosigned(log, 20, "b"), cosigned(other, 5, "a"),
        ]
        try await register.commit(Commit(cosignatures: cosignatures))
        #expect(try sizes(0, cosignedBy: 1) == [9, 20])
        #expect(try sizes(0, cosignedBy: 2) == [20])
        #expect(try sizes(0, cosignedBy: 3).isEmpty)
        #expect(try register.timestamps(log, size: 9).map(\.authority.text) == ["th/tsa/main", "vn/tsa/main"])
        try folder.close()
    }

    @Test("The audit reads all of a log, page by page")
    func paged() async throws {
        let folder = try await DataFolder.open(workspace("data"))
        let log = try await folder.register.openLog("saksi/kh/phnom-penh/node").key
        for size in [3, 5, 9] as [Int64] {
            for authority in ["th/tsa/main", "kh/tsa/main"] {
                try await folder.register.keep(try row(log, size, authority))
            }
        }
        var paged: [TimestampRow] = []
        while true {
            let page = try folder.register.timestamps(log, after: paged.last, limit: 4)
            if page.isEmpty { break }
            paged += page
        }
        #expect(paged.map(\.size) == [3, 3, 5, 5, 9, 9])
        #expect(Set(paged).count == 6)
        try folder.close()
    }

    @Test("A register from before there were time-stamps keeps its cosignatures, and takes time-stamps from then on")
    func earlier() async throws {
        let current = Schema.current
        let before = Schema(baseline: current.baseline, tables: current.tables, steps: Array(current.steps.prefix(1)))
        let old = try await Register(workspace("register.sqlite"), on: Disk(), schema: before)
        let log = try await old.openLog("saksi/kh/phnom-penh/node").key
        try await old.commit(Commit(cosignatures: [cosigned(log, 5, "a")]))
        try old.close()
        #expect(
            try Tool.run("sqlite3", [workspace("register.sqlite"), "PRAGMA user_version"]).output == "9\n")
        let register = try await Register(workspace("register.sqlite"), on: Disk())
        let stamp = try row(log, 5)
        try await register.keep(stamp)
        #expect(try register.timestamps(log, size: 5) == [stamp])
        #expect(try register.cosignatures(log, size: 5) == [cosigned(log, 5, "a")])
        #expect(try register.log("saksi/kh/phnom-penh/node")?.key == log)
        #expect(try register.check().isEmpty)
        try register.close()
        #expect(
            try Tool.run("sqlite3", [workspace("register.sqlite"), "PRAGMA user_version"]).output == "10\n")
    }

    @Test("The first time-stamp of an authority over a checkpoint stays, and survives a restart")
    func first() async throws {
        let log: LogKey
        let first: TimestampRow
        do {
            let folder = try await DataFolder.open(workspace("data"))
            log = try await folder.register.openLog("saksi/kh/phnom-penh/node").key
            first = try row(log, 5)
            try await folder.register.keep(first)
            try await folder.register.keep(try row(log, 5, token: [2]))
            try folder.close()
        }
        let again = try await DataFolder.open(workspace("data"))
        #expect(try again.register.timestamps(log, size: 5) == [first])
        try again.close()
    }
}
