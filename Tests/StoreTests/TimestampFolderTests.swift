import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Store

@Suite("The folder of a time-stamping authority")
struct TimestampFolderTests {
    private func code(_ body: () throws -> Void) -> String? {
        do {
            try body()
            return nil
        } catch {
            return (error as? any Failure)?.code.name ?? "\(error)"
        }
    }

    @Test("What was noted down is there at the next start; at the first one nothing was given out")
    func remembering() throws {
        let workspace = try Workspace()
        let path = workspace("tsa")
        let noted = IssuedTimestamps(number: 1001, time: Instant(millisecondsSince1970: 1_777_860_000_123))
        do {
            let folder = try TimestampFolder(path)
            #expect(folder.start.number == 1)
            try folder.note(IssuedTimestamps(number: 7, time: noted.time))
            try folder.note(noted)
        }
        #expect(try TimestampFolder(path).start == noted)
        #expect(try workspace.read("tsa/issued") == Array("1001 \(noted.time)\n".utf8))
    }

    @Test("A second process is turned away, and damage is not passed over")
    func refusing() throws {
        let workspace = try Workspace()
        let path = workspace("tsa")
        do {
            let folder = try TimestampFolder(path)
            try folder.note(IssuedTimestamps(number: 2, time: Instant(secondsSince1970: 0)))
            #expect(code { _ = try TimestampFolder(path) } == "storage.folder-in-use")
            withExtendedLifetime(folder) {}
        }
        for text in [
            "", "\n", "2", "2 2026-05-04T02:13:05.000Z", "02 2026-05-04T02:13:05.000Z\n",
            "-2 2026-05-04T02:13:05.000Z\n",
            "0 2026-05-04T02:13:05.000Z\n", "2 yesterday\n", "2 2026-05-04T02:13:05.000Z\n\n",
        ] {
            try workspace.write(text, to: "tsa/issued")
            #expect(code { _ = try TimestampFolder(path) } == "storage.register-damaged", "\(text)")
        }
    }

    @Test("A fault at any step of noting leaves what was noted before, or what is noted now")
    func faults() throws {
        let before = IssuedTimestamps(number: 5, time: Instant(secondsSince1970: 10))
        let after = IssuedTimestamps(number: 1005, time: Instant(secondsSince1970: 20))
        var tried = 0
        for step in [Faults.Step.create, .write, .sync, .rename] {
            for round in 0..<4 {
                let workspace = try Workspace()
                do { try TimestampFolder(workspace("tsa")).note(before) }
                let counter = Counter()
                let faults = Faults { now, path in
                    guard now == step, path.contains("issued") || step == .sync else { return 0 }
                    return counter.next() == round ? 5 : 0
                }
                var failed = false
                do {
                    let folder = try TimestampFolder(workspace("tsa"), faults: faults)
                    try folder.note(after)
                } catch {
                    failed = true
                }
                let found = try TimestampFolder(workspace("tsa")).start
                #expect(found == after || failed && found == before, "\(step) \(round)")
                tried += 1
            }
        }
        print("faults while noting time-stamps: \(tried) tried")
    }

    private final class Counter: Sendable {
        private let count = Atomic<Int>(0)

        func next() -> Int { count.add(1, ordering: .relaxed).oldValue }
    }
}
