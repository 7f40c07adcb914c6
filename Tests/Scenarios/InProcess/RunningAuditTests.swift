import Custody
import Foundation
import Store
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// The time of a disk that is read as fast as somebody says: it passes only when somebody waits.
private final class DiskTime: Sendable {
    private let passed = Mutex(Duration.zero)
    private let told = Mutex<(@Sendable () throws -> Void)?>(nil)

    var elapsed: Duration { passed.withLock { $0 } }

    /// - Parameter body: called at each wait.
    func onWait(_ body: (@Sendable () throws -> Void)?) { told.withLock { $0 = body } }

    var clock: Pacing.Clock {
        Pacing.Clock(
            elapsed: { self.elapsed },
            sleep: { pause in
                try Task.checkCancellation()
                self.passed.withLock { $0 += pause }
                try self.told.withLock { $0 }?()
            })
    }
}

private final class Flag: Sendable {
    let isUp = Atomic<Bool>(false)
}

@Suite("The audit of a running node, and its scrub")
struct RunningAuditTests {
    private static var pace: AuditPace {
        var pace = AuditPace()
        pace.rows = 3
        pace.bytes = 1000
        pace.keepEvery = 1
        return pace
    }

    private struct Stop: Error {}

    @Test("Beside submissions and releases it finds nothing, they go on, and its copy of the register goes")
    func besideWork() async throws {
        let bench = try await Bench()
        for _ in 0..<3 { try await bench.retrieve(try await bench.held(["document,none,none"])) }
        // At the pace of a node: the log grows as long as this takes.
        let audit = try RunningNodeAudit(
            of: bench.node, bytesPerSecond: 1 << 30, clock: DiskTime().clock, pace: AuditPace())
        let before = try await bench.events().count
        let isOver = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<2 {
                group.addTask {
                    while !isOver.isUp.load(ordering: .sequentiallyConsistent), !Task.isCancelled {
                        try await bench.retrieve(try await bench.held(["document,none,none"]))
                    }
                }
            }
            for _ in 0..<4 {
                let (document, path) = try await audit.run()
                #expect(document.report.findings.isEmpty, "\(document.text)")
                #expect(document.ofCopy && FileManager.default.fileExists(atPath: path))
                #expect(FileManager.default.fileExists(atPath: "\(path).kh-node-phnom-penh.p7s"))
            }
            isOver.isUp.store(true, ordering: .sequentiallyConsistent)
            try await group.waitForAll()
        }
        #expect(try await bench.events().count > before)
        #expect(!bench.node.folder.hasSnapshot)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("Stopped in the middle it goes on at the next start, on the same copy, and says so")
    func resumed() async throws {
        let bench = try await Bench()
        for _ in 0..<3 { try await bench.retrieve(try await bench.held(["document,none,none"])) }
        let time = DiskTime()
        time.onWait { throw Stop() }
        func audit() throws -> RunningNodeAudit {
            try RunningNodeAudit(of: bench.node, bytesPerSecond: 1 << 30, clock: time.clock, pace: Self.pace)
        }
        for _ in 0..<2 {
            await #expect(throws: Stop.self) { _ = try await audit().run() }
            #expect(try await audit().isUnfinished)
        }
        // What is committed now is not of that copy.
        _ = try await bench.held(["document,none,none"])
        time.onWait(nil)
        let document = try await audit().run().document
        #expect(document.resumed.count == 2 && document.report.findings.isEmpty, "\(document.text)")
        #expect(document.report.bundles == 3)
        #expect(try await !audit().isUnfinished)
        #expect(try await audit().figures.finished == document.finished)
    }

    @Test("A copy that is damaged, another's or too old is not taken up: there is a new one, of a new audit")
    func copyMadeAnew() async throws {
        let bench = try await Bench()
        for _ in 0..<2 { try await bench.retrieve(try await bench.held(["document,none,none"])) }
        let copy = bench.workspace("data/audited.sqlite")
        let time = DiskTime()
        func audit() throws -> RunningNodeAudit {
            try RunningNodeAudit(of: bench.node, bytesPerSecond: 1 << 30, clock: time.clock, pace: Self.pace)
        }
        let changes: [@Sendable () async throws -> Void] = [
            { try Data(repeating: 0x41, count: 20_000).write(to: URL(fileURLWithPath: copy)) },
            {
                let newer = try await bench.node.folder.snapshot()
                try newer.close()
            },
            { bench.clock.advance(seconds: 61 * 86_400) },
        ]
        for (number, change) in changes.enumerated() {
            time.onWait { throw Stop() }
            await #expect(throws: Stop.self) { _ = try await audit().run() }
            _ = try await bench.held(["document,none,none"])
            try await change()
            time.onWait(nil)
            let document = try await audit().run().document
            #expect(document.resumed.isEmpty && document.report.findings.isEmpty, "\(number): \(document.text)")
            #expect(document.report.bundles == 3 + number, "\(number)")
            #expect(!bench.node.folder.hasSnapshot)
        }
    }

    @Test("Words that are destroyed are not left in the copy of an audit")
    func forgotten() async throws {
        let bench = try await Bench()
        let copy = try await bench.node.folder.snapshot()
        try copy.close()
        #expect(bench.node.folder.hasSnapshot)
        // Nothing lies beside an activation: whether there is something to destroy or not, the copy goes first.
        let first = try #require(try await bench.events().first)
        _ = await bench.refusal { _ = try await bench.node.destroyWords(beside: first.event) }
        #expect(!bench.node.folder.hasSnapshot)
    }

    @Test("Of the reports that found nothing the newest hundred stay with their signatures, and all others")
    func keptReports() async throws {
        let bench = try await Bench()
        let reports = try KeptReports(in: bench.node.folder)
        for number in 0..<105 {
            _ = try reports.keep(
                [0x7B, 0x7D], signature: [1], finished: bench.clock.now.adding(seconds: Int64(number)),
                isClean: number != 1, signatureName: { "\($0).p7s" })
        }
        let names = try reports.names()
        #expect(names.count == 101 && names.filter { $0.hasSuffix(".findings.json") }.count == 1)
        let all = try FileManager.default.contentsOfDirectory(atPath: reports.path)
        #expect(Set(all) == Set(names + names.map { "\($0).p7s" }))
        let oldest = bench.clock.now.adding(seconds: 5).text.replacing(":", with: "-")
        #expect(names.filter { $0.hasSuffix(".clean.json") }.min() == "\(oldest).clean.json")
    }

    // MARK: scrub

    private final class Told: Sendable {
        private let notices = Mutex<[String]>([])
        var all: [String] { notices.withLock { $0 } }
        func tell(_ notice: Scrub.Notice) {
            notices.withLock {
                switch notice {
                case .damaged(let failure): $0.append("\(failure.code) \(failure.blob)")
                case .wholeAgain(let blob): $0.append("whole \(blob)")
                case .stopped(let failure): $0.append("stopped \(failure.code)")
                }
            }
        }
    }

    private func flip(_ bench: Bench, _ digest: Digest, at place: Int) throws {
        let path = bench.node.folder.blobs.path(of: digest)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        bytes[place] ^= 1
        try bytes.write(to: URL(fileURLWithPath: path))
    }

    @Test("The scrub finds a flipped byte in any blob, tells each round, and that it is whole again")
    func flippedByte() async throws {
        let bench = try await Bench()
        for _ in 0..<3 { _ = try await bench.held(["document,none,none"]) }
        let told = Told()
        let scrub = Scrub(of: bench.node, bytesPerSecond: 1 << 20, clock: DiskTime().clock, onNotice: { told.tell($0) })
        try await scrub.round()
        #expect(told.all.isEmpty)
        let rows = try bench.node.folder.register.blobs(after: nil, limit: 10)
        #expect(rows.count == 3)
        for row in rows {
            let place = Int.random(in: 0..<Int(row.size))
            try flip(bench, row.digest, at: place)
            let before = told.all.count
            for round in 1...2 {
                try await scrub.round()
                #expect(told.all.count == before + round, "\(told.all)")
                #expect(told.all.last == "storage.blob-damaged \(row.digest)")
                #expect(await scrub.figures.damaged == 1)
            }
            try flip(bench, row.digest, at: place)
            try await scrub.round()
            #expect(told.all.last == "whole \(row.digest)")
            #expect(await scrub.figures.damaged == 0)
        }
        try FileManager.default.removeItem(atPath: bench.node.folder.blobs.path(of: rows[1].digest))
        try await scrub.round()
        #expect(told.all.last == "storage.blob-missing \(rows[1].digest)")
    }

    @Test("It never reads more than the rate and one piece in any stretch of time")
    func rate() async throws {
        let bench = try await Bench()
        for _ in 0..<3 { _ = try await bench.held(["document,none,none"]) }
        let time = DiskTime()
        let rate = 1000
        let scrub = Scrub(of: bench.node, bytesPerSecond: Int64(rate), clock: time.clock, onNotice: { _ in })
        try await scrub.round()
        let bytes = try bench.node.folder.register.blobs(after: nil, limit: 10).reduce(0) { $0 + Int($1.size) }
        #expect(await scrub.figures.bytes == bytes)
        #expect(time.elapsed >= .seconds(Double(bytes - rate) / Double(rate)))
        #expect(time.elapsed <= .seconds(Double(bytes) / Double(rate) + 1))

        // Whatever the times between the pieces are.
        let seed = UInt64.random(in: .min ... .max)
        var chance = SeededGenerator(seed: seed)
        let now = Mutex(Duration.zero)
        let clock = Pacing.Clock(elapsed: { now.withLock { $0 } }, sleep: { _ in })
        var pacing = Pacing(bytesPerSecond: 50_000, clock: clock)
        var reads: [(at: Duration, bytes: Int)] = []
        for _ in 0..<300 {
            let read = Int.random(in: 1...pacing.piece, using: &chance)
            reads.append((now.withLock { $0 }, read))
            let pause = pacing.pause(after: read)
            now.withLock { $0 += pause + .milliseconds(Int.random(in: 0...1500, using: &chance)) }
        }
        for first in reads.indices {
            var sum = 0
            for read in reads[first...] {
                sum += read.bytes
                let allowed = 50_000 * ((read.at - reads[first].at) / .seconds(1)) + Double(pacing.piece) + 1
                #expect(Double(sum) <= allowed, "seed \(seed)")
            }
        }
    }

    @Test("It goes on where it was stopped, in the middle of a blob too, and what it signed is not believed of others")
    func scrubResumed() async throws {
        let bench = try await Bench()
        for _ in 0..<2 { _ = try await bench.held(["document,none,none"]) }
        let rows = try bench.node.folder.register.blobs(after: nil, limit: 10)
        let time = DiskTime()
        let told = Told()
        func scrub() -> Scrub {
            Scrub(of: bench.node, bytesPerSecond: 1024, clock: time.clock, onNotice: { told.tell($0) })
        }
        let waits = Atomic<Int>(0)
        time.onWait {
            if waits.add(1, ordering: .sequentiallyConsistent).newValue == 3 { throw CancellationError() }
        }
        let first = scrub()
        await first.run()
        let read = await first.figures.bytes
        #expect(read == 3 * 1024)
        time.onWait(nil)
        let second = scrub()
        try await second.round()
        let all = rows.reduce(0) { $0 + Int($1.size) }
        // The piece after which it was stopped was not noted any more.
        #expect(await second.figures.bytes == all - read + 1024)
        #expect(told.all.isEmpty)

        let state = bench.workspace("data/scrub.state")
        let text = try String(contentsOfFile: state, encoding: .utf8)
        try text.replacing("\"damaged\":[]", with: "\"damaged\":[\"\(rows[0].digest)\"]").write(
            toFile: state, atomically: true, encoding: .utf8)
        #expect(await scrub().figures.damaged == 0)
    }

    // MARK: schedule

    @Test(
        "An audit is due so many hours after the last one was begun, at its time of day, and at once if it was missed")
    func schedule() throws {
        func at(_ text: String) throws -> Instant { try Instant(parsing: "2026-05-\(text):00.000Z") }
        let start = try at("04T10:00")
        let now = try at("20T00:00")
        let plain = AuditSchedule(everyHours: 6)
        #expect(plain.next(after: nil, start: start, now: now) == start)
        #expect(plain.next(after: try at("04T08:00"), start: start, now: now) == (try at("04T14:00")))
        let night = AuditSchedule(everyHours: 24, at: 150)
        #expect(night.next(after: nil, start: start, now: now) == (try at("05T02:30")))
        #expect(night.next(after: nil, start: try at("04T01:00"), now: now) == (try at("04T02:30")))
        #expect(night.next(after: try at("04T02:31"), start: start, now: now) == (try at("05T02:30")))
        // One that was begun late, since the node was down, does not move the others.
        #expect(night.next(after: try at("04T09:00"), start: start, now: now) == (try at("05T02:30")))
        #expect(night.next(after: try at("01T02:30"), start: start, now: now) < start)
        // By a clock that was wrong; and one that went back since the start.
        #expect(plain.next(after: try at("30T00:00"), start: start, now: now) == start)
        #expect(plain.next(after: nil, start: try at("28T00:00"), now: now) == now)
        let week = AuditSchedule(everyHours: 168, at: 0)
        #expect(week.next(after: try at("03T00:00"), start: start, now: now) == (try at("10T00:00")))
    }
}
