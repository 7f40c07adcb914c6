import Custody
import Foundation
import Store
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// How a node comes to cosignatures: what it asks, what it takes, and what it shows of it.
@Suite("A node that asks for cosignatures")
struct CosignaturePushTests {
    private let now = ContinuousClock.now

    private struct Broken: Failure {
        let code = ErrorCode("test.broken", .tryAgain)
        let reason = "Nobody is there."
        let nextStep = "Wait."
    }

    @Test("What is committed is sent and signed; checkpoint and receipts carry it, and a receipt keeps its quorum")
    func signed() async throws {
        let made = try await CosigningBench()
        let bench = made.bench
        let service = try await made.service()
        let push = try await made.push(to: service)
        let first = try await bench.held(["document,none,none"])
        #expect(try await made.receipt(of: first).cosignersMissing == 1)
        #expect(try await made.shown().count == 1)

        #expect(await push.round(at: now) == nil)
        #expect(try await made.shown().count == 2)
        let complete = try await made.receipt(of: first)
        #expect(complete.cosignersMissing == 0)
        #expect(try await made.verdict(complete).standing == .complete)
        #expect(await push.figures.lag == 0)

        // More is committed: the first receipt stays complete, under the checkpoint that was signed.
        let second = try await bench.held(["photograph,none,none"])
        let provisional = try await made.receipt(of: second)
        #expect(provisional.cosignersMissing == 1)
        #expect(try await made.verdict(provisional).standing == .provisional(missing: 1))
        #expect(try await made.receipt(of: first).receipt == complete.receipt)
        #expect(await push.figures.lag > 0)

        #expect(await push.round(at: now) == nil)
        #expect(try await made.receipt(of: second).cosignersMissing == 0)
        // What was signed closest to it says most of its time.
        #expect(try await made.receipt(of: first).receipt == complete.receipt)
        // Asked from where it stood, and not at all where nothing is new.
        let sizes = try made.asked.sizes
        #expect(sizes.count == 2 && sizes[0] == 0 && sizes[1] > 0)
        #expect(await push.round(at: now) == nil)
        #expect(made.asked.count == 2)
        #expect(made.told.notices.isEmpty)
        // The next start knows where the cosigner stands, and asks once all the same.
        let again = try await made.push(to: service)
        #expect(await again.round(at: now) == nil)
        #expect(await again.round(at: now) == nil)
        #expect(try await made.asked.sizes.dropFirst(2) == [made.log.checkpoint().checkpoint.size])
        #expect(try await made.shown().count == 2)
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    @Test("A submission waits for its quorum, and no longer than it may")
    func waits() async throws {
        let patient = try await CosigningBench(patience: .seconds(300))
        let push = try await patient.push(to: try await patient.service())
        let running = Task { await push.run() }
        for _ in 0..<3 {
            let packed = try await patient.bench.pack(["document,none,none"])
            let submission = try await patient.bench.submit(packed)
            #expect(submission.cosignersMissing == 0)
            #expect(try await patient.verdict(submission).standing == .complete)
        }
        running.cancel()
        await running.value

        let hurried = try await CosigningBench(patience: .milliseconds(50))
        let silent = try await hurried.push { _ in
            try await Task.sleep(for: .seconds(3600))
            return .signed([])
        }
        let hanging = Task { await silent.run() }
        let packed = try await hurried.bench.pack(["document,none,none"])
        let submission = try await hurried.bench.submit(packed)
        #expect(submission.cosignersMissing == 1)
        #expect(try await hurried.verdict(submission).standing == .provisional(missing: 1))
        hanging.cancel()
        await hanging.value
    }

    @Test("An answer that got lost costs one question more")
    func lostAnswer() async throws {
        let made = try await CosigningBench()
        let service = try await made.service()
        let packed = try await made.bench.held(["document,none,none"])
        let newest = try await made.log.checkpoint()
        _ = try await service.add(try AddCheckpoint(oldSize: 0, proof: [], checkpoint: newest).bytes)
        let push = try await made.push(to: service)
        #expect(await push.round(at: now) == nil)
        #expect(try made.asked.sizes == [0, newest.checkpoint.size])
        #expect(try await made.receipt(of: packed).cosignersMissing == 0)
        #expect(made.told.notices.isEmpty)
    }

    @Test(
        "A cosigner that stands further, or signed another history, is told once and not asked again",
        arguments: [true, false]
    )
    func lostEntries(isLonger: Bool) async throws {
        let made = try await CosigningBench()
        let size = try await made.log.checkpoint().checkpoint.size
        let push = try await made.push { _ in
            isLonger ? .stands(at: size + 1) : .refused(status: 422, reason: "It does not continue.")
        }
        #expect(await push.round(at: now) == nil)
        // Whatever is committed, and however long ago it was.
        _ = try await made.bench.held(["document,none,none"])
        #expect(await push.round(at: now + .seconds(100_000)) == nil)
        #expect(made.asked.count == 1)
        #expect(made.told.notices.map(\.kind) == [.stopped])
        #expect(made.told.notices.first?.sentence.contains(isLonger ? "old backup" : "does not continue") == true)
        #expect(await push.figures.stopped == 1)
        #expect(await push.figures.lag > 0)
    }

    @Test("At the start a cosigner is asked where nothing is new, so that a log that was taken back is found at once")
    func takenBack() async throws {
        let made = try await CosigningBench()
        let service = try await made.service()
        #expect(try await made.push(to: service).round(at: now) == nil)
        let size = try await made.log.checkpoint().checkpoint.size
        let push = try await made.push { _ in .stands(at: size + 3) }
        #expect(await push.round(at: now) == nil)
        #expect(made.told.notices.map(\.kind) == [.stopped])
        #expect(await push.figures.stopped == 1)
    }

    @Test("A cosigner that names another size each time is asked later, not for ever")
    func sizesWithoutEnd() async throws {
        let made = try await CosigningBench()
        let push = try await made.push { _ in .stands(at: 1) }
        let pause = try #require(await push.round(at: now))
        #expect(pause >= .milliseconds(500) && pause <= .seconds(1))
        #expect(made.asked.count == 2)
        #expect(made.told.notices.map(\.kind) == [.trouble])
    }

    @Test("Nothing enters that does not hold, that is over another checkpoint, or that nobody's key signed")
    func lines() async throws {
        let made = try await CosigningBench()
        let log = try await made.log
        let newest = try log.checkpoint()
        let at = made.bench.clock.now
        let good = try newest.cosignature(by: try made.key(), at: at)
        let other = try SignedCheckpoint(
            signing: Checkpoint(origin: log.origin, size: 1, root: Digest(ofText: "another")),
            with: made.bench.node.keys.log)
        let stranger = try SignerKey(name: "x/stranger", algorithm: .cosignature, from: SystemRandomness())
        let answers: [[UInt8]] = [
            [], Array("no line\n".utf8),
            SignatureLines.bytes([try other.cosignature(by: try made.key(), at: at)]),
            // One that holds does not help one that does not.
            SignatureLines.bytes([good, try other.cosignature(by: try made.key(), at: at.adding(seconds: 1))]),
            SignatureLines.bytes([try newest.cosignature(by: stranger, at: at)]),
            SignatureLines.bytes([try newest.cosignature(by: try made.key("kh/cosigner-phnom-penh"), at: at)]),
        ]
        for answer in answers {
            let push = try await made.push { _ in .signed(answer) }
            let before = made.asked.count
            let pause = try #require(await push.round(at: now))
            #expect(try log.register.cosignatures(log.key, size: Int64(newest.checkpoint.size)).isEmpty)
            #expect(made.told.notices.last?.kind == .trouble)
            // Not before its time, and then again.
            _ = await push.round(at: now)
            #expect(made.asked.count == before + 1)
            _ = await push.round(at: now + pause)
            #expect(made.asked.count == before + 2)
        }
        // Beside lines that nobody knows, one that holds enters alone, and the first that there was stays.
        for seconds in [0, 60] as [Int64] {
            let line = try newest.cosignature(by: try made.key(), at: at.adding(seconds: seconds))
            let unknown = try newest.cosignature(by: stranger, at: at)
            let push = try await made.push { _ in .signed(SignatureLines.bytes([unknown, line])) }
            #expect(await push.round(at: now) == nil)
            #expect(try await made.shown().dropFirst() == [good])
        }
    }

    @Test("While nobody answers everything else goes on; it is asked again after longer and longer times")
    func unanswered() async throws {
        let made = try await CosigningBench()
        let service = try await made.service()
        let line = Line()
        let push = try await made.push { body in
            if line.isDown.load(ordering: .sequentiallyConsistent) { throw Broken() }
            return .signed(try await service.add(body))
        }
        var moment = now
        for failures in 1...12 {
            let pause = try #require(await push.round(at: moment))
            let whole = Duration.seconds(min(300, 1 << (failures - 1)))
            #expect(pause >= whole / 2 && pause <= whole)
            // What is committed meanwhile does not bring the next question nearer.
            _ = try await made.bench.held(["document,none,none"])
            let rest = try #require(await push.round(at: moment))
            #expect(rest <= pause)
            #expect(made.asked.count == failures)
            moment += pause
        }
        #expect(made.told.notices.map(\.kind) == [.trouble])
        #expect(await push.figures.unanswered == 12)
        line.isDown.store(false, ordering: .sequentiallyConsistent)
        #expect(await push.round(at: moment) == nil)
        #expect(made.told.notices.map(\.kind) == [.trouble, .over])
        let figures = await push.figures
        #expect(figures.lag == 0 && figures.unanswered == 0 && figures.signed == 1)
    }

    private final class Line: Sendable {
        let isDown = Atomic<Bool>(true)
    }

    @Test("The audit finds a cosigned checkpoint that is not one of this log, and a signature that does not hold")
    func audited() async throws {
        let made = try await CosigningBench()
        _ = try await made.bench.held(["document,none,none"])
        let log = try await made.log
        let newest = try log.checkpoint()
        let (key, at) = (try made.key(), made.bench.clock.now)
        func row(_ checkpoint: SignedCheckpoint, _ line: NoteSignature) -> CosignatureRow {
            CosignatureRow(
                log: log.key, size: Int64(checkpoint.checkpoint.size), key: key.verifier.text,
                note: checkpoint.adding([line]).bytes)
        }
        func other(_ size: Int) throws -> SignedCheckpoint {
            try SignedCheckpoint(
                signing: Checkpoint(origin: log.origin, size: size, root: Digest(ofText: "another")),
                with: made.bench.node.keys.log)
        }
        let (one, same) = (try other(1), try other(newest.checkpoint.size))
        let good = row(newest, try newest.cosignature(by: key, at: at))
        let cases: [(rows: [CosignatureRow], code: String?)] = [
            ([good], nil),
            ([row(one, try one.cosignature(by: key, at: at))], "custody.proof.consistency"),
            ([row(same, try same.cosignature(by: key, at: at))], "custody.log.split-view"),
            ([row(newest, try one.cosignature(by: key, at: at))], "custody.note.signature"),
        ]
        for (rows, code) in cases {
            let audit = try await made.bench.audit { folder in
                let data = try await DataFolder.open(folder, options: StoreOptions(reserve: 0))
                try await data.register.commit(Store.Commit(cosignatures: rows))
                try data.close()
            }
            #expect(audit.findings.map(\.code) == [code].compactMap(\.self), "\(audit.text)")
        }
    }

    @Test("Of the own party, or of no key that is known, nobody is asked")
    func refusedAtOnce() async throws {
        let made = try await CosigningBench()
        for (cosigner, code) in [
            ("kh/cosigner/phnom-penh", "exchange.cosigner.own-log"),
            ("th/cosigner/chiang-mai", "exchange.cosigner.key"),
        ] {
            let refusal = await made.bench.refusal {
                _ = try await CosignaturePush(to: try Identity(parsing: cosigner), of: made.bench.node) { _ in
                    .signed([])
                }
            }
            #expect(refusal?.code == code)
        }
        // A party that the agreement does not bind is not shown its log.
        let vietnam = try await CosignaturePush(to: try Identity(parsing: "vn/cosigner/ha-noi"), of: made.bench.node) {
            _ in
            throw Broken()
        }
        #expect(await vietnam.round(at: now) == nil)
        #expect(await vietnam.figures.lag == 0)
    }
}
