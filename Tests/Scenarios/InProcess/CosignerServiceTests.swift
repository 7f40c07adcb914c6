import Custody
import Foundation
import Glibc
import Seal
import Store
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// The service of a cosigner with a real folder: races, cuts at every step of the disk, and what it refuses to begin with.
@Suite("A cosigner's service")
struct CosignerServiceTests {
    private let workspace: Workspace
    private let clock = TestClock()
    private let log: HostLog

    init() throws {
        workspace = try Workspace()
        try Demonstration(folder: workspace("pki"), now: clock.now, randomness: SystemRandomness()).write()
        log = try CosigningSample.log(in: workspace, entries: 200, forks: [7, 40, 90])
    }

    private func service(
        _ data: String = "data", identity: String = CosigningSample.cosigner, key: String = "th/cosigner-bangkok.key",
        logs: CosignedLogs? = nil, options: StoreOptions = StoreOptions(),
        report: @escaping @Sendable (CosignerReport) -> Void = { _ in }
    ) async throws -> CosignerService {
        let key = try SignerKey(
            parsing: Secret(String(decoding: try workspace.read("pki/" + key), as: UTF8.self)))
        let agreement = try AgreementID(parsing: CosigningSample.agreement)
        return try await CosignerService(
            try Identity(parsing: identity),
            key: key, logs: logs ?? CosignedLogs(agreements: [agreement]),
            folder: try .opened(workspace(data), key: key.verifier, options: options),
            trust: try TrustKeeper(loading: workspace("pki/trust.yaml"), timekeeper: clock), timekeeper: clock,
            report: report)
    }

    /// - Returns: whether it was cosigned; a refusal is no error.
    private func ask(_ service: CosignerService, _ request: AddCheckpoint) async throws -> Bool {
        do {
            let lines = try SignatureLines.parse(try await service.add(request.bytes))
            #expect(lines.count == 1)
            return true
        } catch is CosigningRefusal {
            return false
        }
    }

    private func lastSize(_ service: CosignerService) async throws -> Int {
        let note = try await service.checkpoint(ofOriginHash: Digest(ofText: CosigningSample.origin))
        return note?.checkpoint.size ?? 0
    }

    @Test("A clock that is minutes behind the last signature signs nothing, of any log, and the operator is told once")
    func clockBehind() async throws {
        let reports = Mutex<[CosignerReport]>([])
        clock.advance(seconds: 3600)
        do {
            let first = try await service()
            #expect(try await ask(first, log.request(0, 50)))
        }
        clock.advance(seconds: -3600)
        // The folder says it to the next process as well.
        let next = try await service { report in reports.withLock { $0.append(report) } }
        for _ in 0..<2 {
            let error = await #expect(throws: CustodyError.self) { try await ask(next, log.request(50, 60)) }
            #expect(error?.code == .custodyCosignClock)
        }
        #expect(try await lastSize(next) == 50)
        #expect(reports.withLock { $0.count } == 1)
        // What is a little behind signs with the time of then.
        clock.advance(seconds: 3400)
        #expect(try await ask(next, log.request(50, 60)))
    }

    @Test(
        "Of requests that race from one size to different ones, at most one is cosigned, and all ever cosigned are one log"
    )
    func race() async throws {
        let seed = UInt64.random(in: .min ... .max)
        print("CosignerServiceTests: seed \(seed)")
        var chance = SeededGenerator(seed: seed)
        let service = try await service()
        var cosigned: [Checkpoint] = []
        var last = 0
        var rounds = 0
        while last < log.entries - 1 {
            rounds += 1
            let from = last
            var requests: [AddCheckpoint] = []
            for _ in 0..<16 {
                let size = min(log.entries, from + Int.random(in: 1...6, using: &chance))
                requests.append(
                    try log.request(from, size, Int.random(in: 0..<log.branches, using: &chance)))
            }
            let won = try await withThrowingTaskGroup(of: Checkpoint?.self) { group in
                for request in requests {
                    group.addTask { try await ask(service, request) ? request.checkpoint.checkpoint : nil }
                }
                return try await group.reduce(into: [Checkpoint]()) { all, one in if let one { all.append(one) } }
            }
            #expect(won.count <= 1, "seed \(seed), from \(from): \(won.map(\.size))")
            cosigned += won
            #expect(log.areOneLog(cosigned), "seed \(seed), from \(from)")
            last = try await lastSize(service)
            #expect(last == cosigned.map(\.size).max() ?? 0, "seed \(seed), from \(from)")
        }
        let figures = await service.figures
        #expect(figures.cosigned == cosigned.count)
        #expect(figures.conflict > 0 && figures.unproven > 0)
        print("CosignerServiceTests: \(rounds) rounds of 16 requests, \(cosigned.count) cosigned")
    }

    /// Copies the folder before one step of the disk: what a kill at that moment leaves behind.
    private final class Cut: Sendable {
        private let count = Atomic<Int>(0)
        private let place: Int
        private let copy: @Sendable () -> Void
        let isArmed = Atomic<Bool>(false)
        let step = Mutex<Faults.Step?>(nil)

        init(before place: Int, _ copy: @escaping @Sendable () -> Void) {
            self.place = place
            self.copy = copy
        }

        var options: StoreOptions {
            StoreOptions(
                faults: Faults { [self] step, _ in
                    guard isArmed.load(ordering: .sequentiallyConsistent),
                        count.add(1, ordering: .sequentiallyConsistent).newValue == place
                    else { return 0 }
                    self.step.withLock { $0 = step }
                    copy()
                    return 0
                })
        }
    }

    @Test(
        "Killed before any step of storing, or between storing and answering, it never signs what conflicts with an answer"
    )
    func killed() async throws {
        var place = 1
        var steps: [String] = []
        while true {
            let (data, image) = ("data-\(place)", "image-\(place)")
            let (from, to) = (workspace(data), workspace(image))
            let cut = Cut(before: place) { _ = try? Tool.run("cp", ["-a", from, to]) }
            let first = try await service(data, options: cut.options)
            #expect(try await ask(first, try log.request(0, 5)))
            cut.isArmed.store(true, ordering: .sequentiallyConsistent)
            // The first tree parts from the others at entries 7, 40 and 90. This answer never arrives.
            #expect(try await ask(first, try log.request(5, 50)))
            guard let step = cut.step.withLock({ $0 }) else { break }
            place += 1

            let again = try await service(image)
            let stands = try await lastSize(again)
            steps.append("\(step.rawValue): \(stands)")
            #expect(stands == 5 || stands == 50, "\(step)")
            if step == .answer { #expect(stands == 50) }
            // Whoever asks next may be the host with another tree.
            var cosigned = [try log.checkpoint(5).checkpoint]
            if stands == 50 { cosigned.append(try log.checkpoint(50).checkpoint) }
            for branch in [1, 2, 0, 3] {
                for size in [50, 60, 50, 95] {
                    for old in [5, 50, try await lastSize(again)] {
                        let request = try log.request(old, size, branch)
                        if try await ask(again, request) { cosigned.append(request.checkpoint.checkpoint) }
                    }
                }
            }
            #expect(log.areOneLog(cosigned), "cut before \(step)")
        }
        #expect(steps == ["create: 5", "write: 5", "sync: 5", "open: 5", "rename: 5", "sync: 50", "answer: 50"])
        print("CosignerServiceTests: killed before each of \(steps.count) steps: \(steps.joined(separator: ", "))")
    }

    @Test(
        "Stopped between storing and answering, it answers the same request with its size, and one from there with the cosignature"
    )
    func answerLost() async throws {
        let isLost = Atomic<Bool>(false)
        let faults = Faults { step, _ in
            step == .answer && isLost.load(ordering: .sequentiallyConsistent) ? EIO : 0
        }
        do {
            let service = try await service(options: StoreOptions(faults: faults))
            #expect(try await ask(service, try log.request(0, 5)))
            isLost.store(true, ordering: .sequentiallyConsistent)
            await #expect(throws: StoreError.self) { _ = try await service.add(try log.request(5, 9).bytes) }
            #expect(await service.figures.cosigned == 1)
        }
        let service = try await service()
        await #expect(throws: CosigningRefusal.conflict(size: 9)) {
            _ = try await service.add(try log.request(5, 9).bytes)
        }
        #expect(try await ask(service, try log.request(9, 9)))
        await #expect(throws: CosigningRefusal.unproven(from: 9, to: 9)) {
            _ = try await service.add(try log.request(9, 9, 1).bytes)
        }
    }

    @Test(
        "A split view, a smaller log and growth without proof are told once, kept over restarts, and listed with proof first"
    )
    func contradictions() async throws {
        let told = Mutex<[CosignerNotice]>([])
        do {
            let service = try await service { report in
                if case .contradiction(let notice) = report { told.withLock { $0.append(notice) } }
            }
            #expect(try await ask(service, try log.request(0, 9)))
            for _ in 0..<3 {
                for request in [try log.request(4, 4), try log.request(9, 12, 1), try log.request(9, 9, 1)] {
                    #expect(try await !ask(service, request))
                }
            }
        }
        #expect(told.withLock { $0.map(\.kind) } == [.smaller, .unproven, .splitView])
        let service = try await service()
        let notices = try service.notices()
        #expect(notices.first?.kind == .splitView && notices.first?.isProof == true)
        #expect(notices.count == 3 && Set(notices.map(\.log)) == [CosigningSample.origin])
        let figures = await service.figures
        #expect(figures.kept == [.splitView: 1, .unproven: 1, .smaller: 1])
        for notice in notices {
            let pair = try Contradiction(document: try workspace.read("data/" + notice.file))
            #expect(pair.cosigned.checkpoint == (try log.checkpoint(9).checkpoint))
            #expect(!pair.cosigned.signatures(by: try verifier()).isEmpty)
        }
        // It goes on with the log that it knows.
        #expect(try await ask(service, try log.request(9, 12)))
    }

    private func verifier() throws -> VerifierKey {
        try SignerKey(
            parsing: Secret(String(decoding: try workspace.read("pki/th/cosigner-bangkok.key"), as: UTF8.self))
        ).verifier
    }

    @Test("A stored checkpoint that was changed stops its log and no other")
    func damaged() async throws {
        let service = try await service(
            logs: CosignedLogs(
                origins: [
                    try LogOrigin(parsing: CosigningSample.origin), LogOrigin(parsing: "saksi/kh/phnom-penh/node"),
                ]))
        #expect(try await ask(service, try log.request(0, 9)))
        let file = "data/logs/\(Digest(ofText: CosigningSample.origin).hexadecimal)"
        let whole = try workspace.read(file)
        let text = String(decoding: whole, as: UTF8.self)
        for changed in [text.replacingOccurrences(of: "\n9\n", with: "\n4\n"), String(text.dropLast(5)), ""] {
            try workspace.write(changed, to: file)
            for request in [try log.request(9, 12), try log.request(4, 12), try log.request(0, 12)] {
                let error = await #expect(throws: (any Error).self) { _ = try await service.add(request.bytes) }
                #expect((error as? any Failure)?.code.exit == .storage, "\(changed)")
            }
        }
        let other = try HostLog(
            "saksi/kh/phnom-penh/node", key: try workspace.read("pki/kh/node-phnom-penh-log.key"), entries: 9, forks: []
        )
        #expect(try await ask(service, try other.request(0, 9)))
        try workspace.write(whole, to: file)
        #expect(try await ask(service, try log.request(9, 12)))
    }

    @Test("It signs for the logs that it was told of, of nodes of other parties, and for nothing else")
    func logs() async throws {
        let service = try await service()
        let key = try workspace.read("pki/kh/node-phnom-penh-log.key")
        let elsewhere = [
            ("saksi/kh/phnom-penh/node", key), ("saksi/kh/phnom-penh/KH-TH-JIT-2026-02", key),
            ("saksi/kh/other/\(CosigningSample.agreement)", key),
            // Of the cosigner's own party.
            ("saksi/th/bangkok/\(CosigningSample.agreement)", try workspace.read("pki/th/node-bangkok-log.key")),
        ]
        for (origin, key) in elsewhere {
            let log = try HostLog(origin, key: key, entries: 3, forks: [])
            await #expect(throws: CosigningRefusal.unknownLog, "\(origin)") {
                _ = try await service.add(try log.request(0, 3).bytes)
            }
        }
        // Another node's log of the agreement is its own log.
        let other = try HostLog(
            "saksi/vn/ha-noi/\(CosigningSample.agreement)", key: try workspace.read("pki/vn/node-ha-noi-log.key"),
            entries: 3, forks: [])
        #expect(try await ask(service, try other.request(0, 3)))
        #expect(await service.figures.unknownLog == elsewhere.count)
    }

    @Test("It does not begin with a key that the trust list does not give it, nor for a log of its own party")
    func beginning() async throws {
        func code(_ body: () async throws -> CosignerService) async -> String? {
            do {
                _ = try await body()
                return nil
            } catch {
                return (error as? any Failure)?.code.name ?? "\(error)"
            }
        }
        #expect(await code { try await service("a", key: "kh/cosigner-phnom-penh.key") } == "exchange.cosigner.key")
        #expect(await code { try await service("b", key: "th/node-bangkok-log.key") } == "exchange.cosigner.key")
        #expect(await code { try await service("c", identity: "th/cosigner/other") } == "exchange.cosigner.key")
        let own = CosignedLogs(origins: [try LogOrigin(parsing: "saksi/th/bangkok/\(CosigningSample.agreement)")])
        #expect(await code { try await service("d", logs: own) } == "exchange.cosigner.own-log")
        #expect(await code { try await service("e") } == nil)
    }

    @Test("A cosigner that runs by itself refuses a trust list older than one that it used")
    func trustMemory() async throws {
        let folder = try CosignerFolder.opened(workspace("data"), key: try verifier())
        let keeper = try TrustKeeper(loading: workspace("pki/trust.yaml"), timekeeper: clock)
        try folder.write(Array(#"{"digest":"\#(Digest(ofText: "x"))","version":2}"#.utf8), to: "trust-seen.json")
        await #expect(throws: SealError.self) { try await keeper.remember(in: folder) }
        try folder.write(Array(#"{"digest":"\#(Digest(ofText: "x"))","version":1}"#.utf8), to: "trust-seen.json")
        await #expect(throws: SealError.self) { try await keeper.remember(in: folder) }
    }
}

extension CosignerFolder {
    /// Begun where it was not yet.
    static func opened(
        _ path: String, key: VerifierKey, options: StoreOptions = StoreOptions()
    ) throws -> CosignerFolder {
        if !FileManager.default.fileExists(atPath: path + "/cosigner.json") { try begin(path, key: key) }
        return try open(path, key: key, options: options)
    }
}
