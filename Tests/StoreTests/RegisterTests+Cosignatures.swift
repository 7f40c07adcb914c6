import TestKit
import Testing
import Vocabulary

@testable import Store

extension RegisterTests {
    private func row(_ log: LogKey, _ size: Int64, _ key: String, _ note: String = "") -> CosignatureRow {
        CosignatureRow(log: log, size: size, key: key, note: Array("\(key) at \(size)\(note)".utf8))
    }

    @Test("A register from before there were cosignatures keeps what it holds, and takes them")
    func cosignaturesStep() async throws {
        let path = workspace("before.sqlite")
        let before = Schema(baseline: 8, tables: Schema.current.tables, steps: [])
        let old = try await Register(path, on: Disk(), schema: before)
        let key = try await old.openLog(origin).key
        try await old.commit(Commit(step: fixture.step(key, from: 0, entries: ["one", "two"])))
        try old.close()
        #expect(try Tool.run("sqlite3", [path, "PRAGMA user_version"]).output == "8\n")

        let register = try await Register(path, on: Disk())
        #expect(try register.log(origin)?.size == 2)
        #expect(try register.entries(key, 0..<9).count == 2)
        #expect(try register.cosignatures(key, size: 2).isEmpty)
        try await register.commit(Commit(cosignatures: [row(key, 2, "a")]))
        #expect(try register.cosignatures(key, size: 2) == [row(key, 2, "a")])
        #expect(try register.check().isEmpty)
        try register.close()
        #expect(try Tool.run("sqlite3", [path, "PRAGMA user_version"]).output == "\(Schema.current.version)\n")
    }

    @Test("What a cosigner signed first stays, and is found by size, by entry, by key and page by page")
    func cosignaturesFound() async throws {
        let (folder, log, _) = try await filled()
        let register = folder.register
        let other = try await register.openLog("saksi/kh/phnom-penh/KH-VN-POL-2026-01").key
        let rows = [row(log, 5, "a"), row(log, 5, "b"), row(log, 7, "a"), row(log, 9, "b"), row(other, 6, "a")]
        try await register.commit(Commit(cosignatures: rows))
        // Once more, at another time: nothing is written, and nothing is refused.
        try await register.commit(Commit(cosignatures: [row(log, 5, "a", ", later"), row(log, 5, "c")]))
        #expect(try register.cosignatures(log, size: 5).map(\.key) == ["a", "b", "c"])
        #expect(try register.cosignatures(log, size: 5).first == rows[0])
        func sizes(
            _ count: Int, _ keys: [[String]] = [["a"], ["b"], ["c"]], covering entry: Int64 = 0,
            newest: Bool = false, after last: Int64? = nil, limit: Int = 9
        ) throws -> [Int64] {
            try register.cosignedSizes(
                log, covering: entry, by: CosignersNeeded(count, of: keys), isNewestFirst: newest,
                after: last, limit: limit)
        }
        // The fixture has one at 3, of a key that does not count here.
        #expect(try sizes(1) == [5, 7, 9])
        #expect(try sizes(1, newest: true) == [9, 7, 5])
        #expect(try sizes(1, covering: 5) == [7, 9])
        #expect(try sizes(1, covering: 9).isEmpty)
        #expect(try sizes(2) == [5])
        #expect(try sizes(3) == [5])
        #expect(try sizes(4).isEmpty)
        #expect(try sizes(1, [["b"], ["c"]]) == [5, 9])
        // Two keys of one party are one.
        #expect(try sizes(2, [["a", "b"], ["c"]]) == [5])
        #expect(try sizes(2, [["a", "b"]]).isEmpty)
        #expect(try sizes(1, []).isEmpty)
        #expect(try sizes(1, limit: 2) == [5, 7])
        #expect(try sizes(1, after: 7, limit: 2) == [9])
        #expect(try sizes(1, newest: true, after: 7, limit: 2) == [5])
        #expect(try register.lastCosignature(log, by: "a") == rows[2])
        #expect(try register.lastCosignature(other, by: "a") == rows[4])
        #expect(try register.lastCosignature(other, by: "b") == nil)
        var paged: [CosignatureRow] = []
        while true {
            let page = try register.cosignatures(log, after: paged.last, limit: 2)
            if page.isEmpty { break }
            paged += page
        }
        // The fixture has one at 3.
        #expect(paged.map(\.size) == [3, 5, 5, 5, 7, 9])
        #expect(try register.check().isEmpty)
    }
}
