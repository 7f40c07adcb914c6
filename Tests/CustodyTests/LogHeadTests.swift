import Seal
import TestKit
import Testing
import Vocabulary

@testable import Custody

@Suite("Log head")
struct LogHeadTests {
    @Test("Groups that arrive together are committed together, and end with when they were recorded")
    func commit() throws {
        var log = try MemoryLog.activated()
        let first = try log.actors.submission("one").map(LogEntry.event)
        let second = try log.actors.submission("two").map(LogEntry.event)
        let size = log.head.size
        let plan = try log.commit([first, second])
        #expect(try plan.outcomes.map { try $0.get() } == [size..<size + 2, size + 2..<size + 4])
        #expect(log.head.size == size + 5)
        let last = try UnverifiedEvent(parsing: try #require(log.entries.last)).event
        #expect(last.type == .recorded)
        #expect(last.recorded == RecordedRange(from: size, to: size + 4, at: log.clock))
        #expect(log.checkpoint?.checkpoint.root == log.head.root)
        #expect(try log.audit().isClean)
    }

    @Test("The log begins with the activation of its agreement")
    func activation() throws {
        var log = try MemoryLog()
        let object = LogEntry.object(try TrustObject(certificate: log.actors.certificate(Actors.investigator)))
        let plan = try log.commit([[object], try log.actors.submission().map(LogEntry.event)])
        #expect(plan.isEmpty)
        for outcome in plan.outcomes {
            let error = #expect(throws: CustodyError.self) { try outcome.get() }
            #expect(error?.code == .custodyLogOrder)
        }
        let alone = try log.commit([[.event(try log.actors.activation())]])
        let error = #expect(throws: CustodyError.self) { try alone.outcomes[0].get() }
        #expect(error?.code == .custodyEventUnknownCertificate)
        #expect(log.head.size == 0)
    }

    @Test("A group with one bad entry stays out as a whole; the others enter")
    func groups() throws {
        var log = try MemoryLog.activated()
        let good = try log.actors.submission("good").map(LogEntry.event)
        let bad = try log.actors.submission("bad").map(LogEntry.event)
        let plan = try log.commit([bad + [bad[0]], good, good, bad])
        #expect(plan.outcomes.map { (try? $0.get()) != nil } == [false, true, false, true])
        let twice = #expect(throws: CustodyError.self) { try plan.outcomes[2].get() }
        #expect(twice?.code == .custodyEventKnown)
        #expect(try log.audit().isClean)
    }

    @Test("An event that the log holds already is refused; an object is left out, and its events enter all the same")
    func known() throws {
        var log = try MemoryLog.activated()
        let entries = try log.actors.submission().map(LogEntry.event)
        try log.commit([entries])
        let object = LogEntry.object(try TrustObject(certificate: log.actors.certificate(Actors.investigator)))
        let plan = try log.commit([entries, [object]])
        #expect(plan.isEmpty)
        let known = #expect(throws: CustodyError.self) { try plan.outcomes[0].get() }
        #expect(known?.code == .custodyEventKnown)
        let size = log.head.size
        let next = try log.commit([[object] + (try log.actors.submission("next").map(LogEntry.event))])
        #expect(try next.outcomes[0].get() == size..<size + 2)
        #expect(try log.audit().isClean)
    }

    @Test("A certificate that a refused step brings enters with the next step that brings it")
    func certificateOfRefused() throws {
        var log = try MemoryLog()
        let node = LogEntry.object(try TrustObject(certificate: log.actors.certificate(Actors.node)))
        try log.commit([[.event(log.actors.activation()), node]])
        let object = LogEntry.object(try TrustObject(certificate: log.actors.certificate(Actors.investigator)))
        func step(_ name: String) throws -> [LogEntry] {
            [object] + (try log.actors.submission(name).map(LogEntry.event))
        }
        let bad = try step("bad")
        let size = log.head.size
        let plan = try log.commit([bad + [bad[1]], try step("good"), try step("another")])
        #expect(plan.outcomes.map { (try? $0.get()) != nil } == [false, true, true])
        // The certificate stands once, before the first event that it signs.
        #expect(try plan.outcomes[1].get() == size..<size + 3)
        #expect(try plan.outcomes[2].get() == size + 3..<size + 5)
        #expect(try log.audit().isClean)
    }

    @Test("An event whose certificate is not in the log, and one that says “recorded”, are refused")
    func strangers() throws {
        var log = try MemoryLog.activated()
        log.objects.remove(try log.actors.certificate(Actors.investigator).digest)
        let entries = try log.actors.submission().map(LogEntry.event)
        let recorded = try log.actors.verified(.recorded, by: Actors.node) {
            $0.recorded = RecordedRange(from: 0, to: 1, at: $0.at)
        }
        let plan = try log.commit([entries, [.event(recorded)]])
        let codes = plan.outcomes.map { outcome in #expect(throws: CustodyError.self) { try outcome.get() }?.code }
        #expect(codes == [.custodyEventUnknownCertificate, .custodyLogOrder])
    }

    @Test("An event that answers one which is not in the log, or not with that digest, is refused")
    func answers() throws {
        var log = try MemoryLog.activated()
        let pair = try log.actors.submission()
        let alone = try log.commit([[.event(pair[1])]])
        let error = #expect(throws: CustodyError.self) { try alone.outcomes[0].get() }
        #expect(error?.code == .custodyEventPrevious)
        try log.commit([[.event(pair[0])]])
        let other = try log.actors.verified(.accepted, by: Actors.node) {
            $0.bundle = try log.actors.bundle()
            $0.previous = [EventMention(event: pair[0].event.event, digest: Digest(ofText: "another"))]
        }
        let plan = try log.commit([[.event(other)], [.event(pair[1])]])
        #expect(plan.outcomes.map { (try? $0.get()) != nil } == [false, true])
        #expect(try log.audit().isClean)
    }

    @Test("An event cannot answer one of another log, which the caller knows by its identifier alone")
    func otherLog() throws {
        let log = try MemoryLog.activated()
        let other = try log.actors.verified(.accepted, by: Actors.node) {
            $0.bundle = try log.actors.bundle()
            $0.previous = [EventMention(event: EventID(from: SystemRandomness()), digest: Digest(ofText: "elsewhere"))]
        }
        // Identifiers are unique over all logs of a node, so it is known; but it does not stand here.
        let mentioned = try #require(other.event.previous?.first?.event)
        let plan = try log.head.plan(
            [[.event(other)]], clock: log.clock,
            knowledge: LogKnowledge(
                hasEvent: { $0 == mentioned }, hasObject: { _ in true }, digestOfEvent: { _ in nil }))
        let error = #expect(throws: CustodyError.self) { try plan.outcomes[0].get() }
        #expect(error?.code == .custodyEventPrevious)
    }

    @Test("A log begins with what its node activates, and not with what a member hands in")
    func handover() throws {
        var log = try MemoryLog()
        let objects = try [Actors.node, Actors.investigator].map {
            LogEntry.object(try TrustObject(certificate: log.actors.certificate($0)))
        }
        let handover = LogEntry.event(try log.actors.handover())
        let refused = try log.commit([[handover] + objects])
        #expect(refused.isEmpty)
        try log.commit([[.event(log.actors.activation())] + objects + [handover]])
        #expect(try log.audit().isClean)
    }

    @Test("An object that is not what it says does not enter")
    func objects() throws {
        var log = try MemoryLog.activated()
        let der = try log.actors.certificate(Actors.otherNode).der
        let plan = try log.commit([
            [.object(try TrustObject(mediaType: .certificate, der: Array(der.dropLast())))],
            [.object(try TrustObject(mediaType: .revocationList, der: der))],
            [.object(try TrustObject(mediaType: .certificate, der: der))],
        ])
        #expect(plan.outcomes.map { (try? $0.get()) != nil } == [false, false, true])
    }

    @Test("A clock that is a little behind is held at the last time; one far behind stops new events")
    func clock() throws {
        var log = try MemoryLog.activated()
        let last = log.clock
        let entries = try log.actors.submission().map(LogEntry.event)
        log.clock = last.adding(milliseconds: -5250)
        #expect(
            try log.head.plan([entries], clock: last.adding(milliseconds: -5000), knowledge: log.knowledge).time == last
        )
        let error = #expect(throws: CustodyError.self) {
            try log.head.plan([entries], clock: last.adding(milliseconds: -5001), knowledge: log.knowledge)
        }
        #expect(error?.code == .custodyLogClockBehind)
        try log.commit([entries])
        #expect(log.head.lastTime == last)
        #expect(try log.audit().isClean)
    }

    @Test("What the node signs as recorded must be what is committed")
    func recorded() throws {
        let log = try MemoryLog.activated()
        let plan = try log.head.plan(
            [try log.actors.submission().map(LogEntry.event)], clock: log.clock, knowledge: log.knowledge)
        let other = try log.actors.verified(.recorded, by: Actors.node) {
            $0.recorded = RecordedRange(from: 0, to: 1, at: $0.at)
        }
        #expect(throws: CustodyError.self) { try plan.commit(recorded: other) }
    }

    @Test("A head is taken up from the saved checkpoint and the tiles, and goes on the same")
    func resumed() throws {
        var log = try MemoryLog.activated()
        for round in 0..<90 { try log.commit([try log.actors.submission("\(round)").map(LogEntry.event)]) }
        let checkpoint = try #require(log.checkpoint).checkpoint
        let resumed = try LogHead(
            resuming: checkpoint, of: log.actors.log, lastTime: log.head.lastTime, tiles: log.tile)
        #expect(resumed == log.head)
        #expect(log.head.size > 256)
        #expect(try log.audit().isClean)
    }

    @Test("Storage that does not give the saved checkpoint's root stops the log")
    func storageBehind() throws {
        var log = try MemoryLog.activated()
        try log.commit([try log.actors.submission().map(LogEntry.event)])
        let checkpoint = try #require(log.checkpoint).checkpoint
        var damaged = log
        damaged.tiles["0/0"]?[0] ^= 1
        let error = #expect(throws: CustodyError.self) {
            try LogHead(resuming: checkpoint, of: log.actors.log, lastTime: nil, tiles: damaged.tile)
        }
        #expect(error?.code == .custodyLogBehind)
        let later = Checkpoint(origin: log.actors.log, size: checkpoint.size + 3, root: checkpoint.root)
        #expect(throws: CustodyError.self) {
            try LogHead(resuming: later, of: log.actors.log, lastTime: nil, tiles: log.tile)
        }
    }
}
