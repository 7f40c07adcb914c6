import Exchange
import Foundation
import Seal
import Store
import Synchronization
import TestKit
import Testing
import Vocabulary

@Suite("A time-stamping authority that runs")
struct TimestampServiceTests {
    private let workspace: Workspace
    private let clock = TestClock()

    init() throws {
        workspace = try Workspace()
        try Demonstration(folder: workspace("pki"), now: clock.now, randomness: SystemRandomness()).write()
    }

    private func service(
        in folder: String = "tsa", faults: Faults = .none,
        onTrouble: @escaping @Sendable (TimestampTrouble?) -> Void = { _ in }
    ) throws -> TimestampService {
        let authority = try TimestampAuthority(
            credential: try Credential(pem: try workspace.read("pki/th/tsa-main.pem")), policy: "2.999.3161.1",
            now: clock.now)
        return TimestampService(
            authority, in: try TimestampFolder(workspace(folder), faults: faults), timekeeper: clock,
            onTrouble: onTrouble)
    }

    private func token(of service: TimestampService) async throws -> TimestampToken {
        let asked = try TimestampRequest(over: Digest(ofText: "text"), randomness: SystemRandomness())
        return try asked.token(inReply: await service.reply(to: asked.der), now: clock.now)
    }

    /// With what code an authority answers; nil if it stamps.
    private func refusal(of service: TimestampService) async -> String? {
        do {
            _ = try await token(of: service)
            return nil
        } catch {
            return (error as? any Failure)?.code.name ?? "\(error)"
        }
    }

    @Test("Serial numbers rise and are never given twice, across starts that nobody prepared")
    func numbers() async throws {
        var serials: [UInt64] = []
        for _ in 0..<4 {
            // Nothing is written at the end: letting go of it is the same as being killed.
            let service = try service()
            for _ in 0..<30 {
                let serial = try await token(of: service).serial
                serials.append(try #require(UInt64(serial, radix: 16)))
            }
            clock.advance(seconds: 2)
        }
        #expect(serials == serials.sorted())
        #expect(Set(serials).count == serials.count)
    }

    @Test("A folder that is lost, another one, or an older copy gives no number twice; that it is new is said")
    func otherFolders() async throws {
        var serials: [UInt64] = []
        func stamp(_ folder: String, _ count: Int, isNew: Bool) async throws {
            let service = try service(in: folder)
            #expect((service.beginning != nil) == isNew)
            for _ in 0..<count {
                serials.append(try #require(UInt64(try await token(of: service).serial, radix: 16)))
            }
        }
        try await stamp("tsa", 5, isNew: true)
        try FileManager.default.copyItem(atPath: workspace("tsa"), toPath: workspace("copy"))
        clock.advance(seconds: 2)
        try await stamp("tsa", 2500, isNew: false)
        clock.advance(seconds: 2)
        try await stamp("copy", 5, isNew: false)
        clock.advance(seconds: 2)
        try await stamp("mistyped", 5, isNew: true)
        #expect(serials == serials.sorted() && Set(serials).count == serials.count)
    }

    /// What the operator was told.
    private final class Told: Sendable {
        private let all = Mutex<[TimestampTrouble.Kind?]>([])

        var kinds: [TimestampTrouble.Kind?] { all.withLock { $0 } }
        func add(_ trouble: TimestampTrouble?) { all.withLock { $0.append(trouble?.kind) } }
    }

    @Test(
        "The operator is told once that no time can be given, of the clock or of the certificate, and when it is over")
    func trouble() async throws {
        let told = Told()
        let service = try service { told.add($0) }
        _ = try await token(of: service)
        #expect(await service.trouble == nil)
        clock.advance(seconds: -50)
        #expect(await service.trouble?.sentence.contains("Set the clock right") == true)
        for _ in 0..<3 { #expect(await refusal(of: service) == "seal.timestamp.unavailable") }
        #expect(told.kinds == [.clock])
        clock.advance(seconds: 51)
        #expect(await refusal(of: service) == nil)
        #expect(told.kinds == [.clock, nil])
        clock.advance(seconds: 400 * 86_400)
        #expect(await service.trouble?.kind == .certificate)
        for _ in 0..<3 { _ = await refusal(of: service) }
        #expect(told.kinds == [.clock, nil, .certificate])
    }

    @Test("A clock that was set back gives no time before one that was given already, after a restart neither")
    func backwards() async throws {
        let start = clock.now
        let first: Instant
        do {
            let service = try service()
            clock.advance(seconds: 100)
            first = try await token(of: service).time
            clock.advance(seconds: -50)
            #expect(await refusal(of: service) == "seal.timestamp.unavailable")
            #expect(await service.figures.refused == 1)
        }
        #expect(first == start.adding(seconds: 100))
        let again = try service()
        #expect(await refusal(of: again) == "seal.timestamp.unavailable")
        clock.advance(seconds: 50)
        #expect(try await token(of: again).time >= first)
    }

    @Test("A start within the second in which the last time was given goes on behind that time")
    func startWithinTheSecond() async throws {
        let last: Instant
        do {
            let service = try service()
            _ = try await token(of: service)
            clock.advance(milliseconds: 900)
            last = try await token(of: service).time
            clock.advance(milliseconds: -800)
        }
        #expect(try await token(of: try service()).time >= last)
    }

    @Test("A certificate that has ended gives no time any more")
    func ended() async throws {
        let service = try service()
        clock.advance(seconds: 400 * 86_400)
        #expect(await refusal(of: service) == "seal.timestamp.unavailable")
        #expect(await service.figures.refused == 1)
    }

    @Test("What cannot be noted down is not given out")
    func disk() async throws {
        let service = try service(faults: Faults { step, path in step == .rename && path.hasSuffix("issued") ? 28 : 0 })
        #expect(await refusal(of: service) == "seal.timestamp.unavailable")
        #expect(await service.figures.failed == 1)
        #expect(await service.figures.given == 0)
    }

    @Test("A hundred who ask at once get a hundred numbers")
    func concurrent() async throws {
        let service = try service()
        let serials = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<100 { group.addTask { try await token(of: service).serial } }
            var all: Set<String> = []
            for try await serial in group { all.insert(serial) }
            return all
        }
        #expect(serials.count == 100)
    }
}
