import Exchange
import Foundation
import Seal
import Store
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

    private func service(faults: Faults = .none) throws -> TimestampService {
        let authority = try TimestampAuthority(
            credential: try Credential(pem: try workspace.read("pki/th/tsa-main.pem")), policy: "2.999.3161.1",
            now: clock.now)
        return TimestampService(
            authority, in: try TimestampFolder(workspace("tsa"), faults: faults), timekeeper: clock)
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
