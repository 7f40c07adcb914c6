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

/// What a cosigner says and does when its disk fails it, and when more comes than it keeps.
@Suite("A cosigner in trouble")
struct CosignerTroubleTests {
    private let workspace: Workspace
    private let clock = TestClock()
    private let log: HostLog

    init() throws {
        workspace = try Workspace()
        try Demonstration(folder: workspace("pki"), now: clock.now, randomness: SystemRandomness()).write()
        log = try CosigningSample.log(in: workspace, entries: 250, forks: [7])
    }

    /// What the operator was told, in words of the test.
    private final class Told: Sendable {
        private let all = Mutex<[String]>([])

        var lines: [String] { all.withLock { $0 } }

        func add(_ report: CosignerReport) {
            let line =
                switch report {
                case .contradiction(let notice): "kept \(notice.kind.rawValue)"
                case .failed(let failure): "failed \(failure.code.name)"
                case .notKept(let pair, .full): "full \(pair.kind.rawValue)"
                case .notKept(let pair, .replaced): "replaced \(pair.kind.rawValue)"
                case .notKept(let pair, .refused(let error)): "refused \(pair.kind.rawValue) \(error.code.name)"
                }
            all.withLock { $0.append(line) }
        }
    }

    private func service(_ told: Told = Told(), faults: Faults = .none) async throws -> CosignerService {
        let key = try SignerKey(
            parsing: Secret(String(decoding: try workspace.read("pki/th/cosigner-bangkok.key"), as: UTF8.self)))
        return try await CosignerService(
            try Identity(parsing: CosigningSample.cosigner), key: key,
            logs: CosignedLogs(agreements: [try AgreementID(parsing: CosigningSample.agreement)]),
            folder: try .opened(workspace("data"), key: key.verifier, options: StoreOptions(faults: faults)),
            trust: try TrustKeeper(loading: workspace("pki/trust.yaml"), timekeeper: clock), timekeeper: clock,
            report: { told.add($0) })
    }

    private func refusal(_ service: CosignerService, _ request: AddCheckpoint) async throws -> CosigningRefusal? {
        do {
            _ = try await service.add(request.bytes)
            return nil
        } catch let refusal as CosigningRefusal {
            return refusal
        }
    }

    /// A disk on which, once it is told so, some files can no longer be made.
    private final class FullDisk: Sendable {
        let place = Mutex<String?>(nil)

        var faults: Faults {
            Faults { [self] step, path in
                guard step == .create, let place = place.withLock({ $0 }), path.contains(place) else { return 0 }
                return ENOSPC
            }
        }
    }

    @Test(
        "What is refused is refused whether or not the disk takes the evidence; the operator is told once, and it is counted"
    )
    func refusedAllTheSame() async throws {
        let (told, disk) = (Told(), FullDisk())
        let service = try await service(told, faults: disk.faults)
        #expect(try await refusal(service, try log.request(0, 9)) == nil)
        disk.place.withLock { $0 = "/misconduct/" }
        for _ in 0..<3 {
            #expect(try await refusal(service, try log.request(9, 9, 1)) == .unproven(from: 9, to: 9))
            #expect(try await refusal(service, try log.request(4, 4)) == .conflict(size: 9))
        }
        #expect(told.lines == ["refused split-view storage.no-space", "refused smaller storage.no-space"])
        var figures = await service.figures
        #expect(figures.notKept == 6 && figures.kept.isEmpty && figures.failed == 0)
        #expect(figures.unproven == 3 && figures.conflict == 3)
        // When there is room again it is kept.
        disk.place.withLock { $0 = nil }
        #expect(try await refusal(service, try log.request(9, 9, 1)) == .unproven(from: 9, to: 9))
        figures = await service.figures
        #expect(figures.kept == [.splitView: 1] && figures.notKept == 6)
    }

    @Test(
        "A disk that fails a cosignature is told, once until it works again, and counted; nothing is promised meanwhile"
    )
    func diskFails() async throws {
        let (told, disk) = (Told(), FullDisk())
        let service = try await service(told, faults: disk.faults)
        #expect(try await refusal(service, try log.request(0, 9)) == nil)
        for round in 1...2 {
            disk.place.withLock { $0 = "/logs/" }
            for _ in 0..<3 {
                let error = await #expect(throws: StoreError.self) {
                    _ = try await service.add(try log.request(9 * round, 9 * round + 9).bytes)
                }
                #expect(error?.code == .noSpace)
            }
            #expect(told.lines == [String](repeating: "failed storage.no-space", count: round))
            #expect(await service.figures.failed == 3 * round)
            disk.place.withLock { $0 = nil }
            #expect(try await refusal(service, try log.request(9 * round, 9 * round + 9)) == nil)
        }
        #expect(await service.figures.cosigned == 3)
    }

    @Test(
        "Old checkpoints take no room from a split view: the oldest of them makes room, and that is told once and counted"
    )
    func crowded() async throws {
        let told = Told()
        let service = try await service(told)
        #expect(try await refusal(service, try log.request(0, 250)) == nil)
        // As an honest node does that lags behind, and as anybody can who kept the log's old checkpoints.
        for _ in 0..<2 {
            for size in 1..<250 {
                #expect(try await refusal(service, try log.request(0, size)) == .conflict(size: 250))
            }
        }
        #expect(await service.figures.kept == [.smaller: 249])
        for size in 8..<18 { #expect(try await refusal(service, try log.request(0, size, 1)) == .conflict(size: 250)) }
        var figures = await service.figures
        #expect(figures.kept == [.smaller: 256] && figures.notKept == 3)
        #expect(told.lines.filter { $0.hasPrefix("replaced") } == ["replaced smaller"])
        #expect(try await refusal(service, try log.request(250, 250, 1)) == .unproven(from: 250, to: 250))
        figures = await service.figures
        #expect(figures.kept == [.smaller: 256, .splitView: 1])
        #expect(told.lines.last == "kept split-view")
        #expect(try service.notices().first?.kind == .splitView)
    }

    @Test("A pair that is damaged is a line of its own; the others are listed, and the service starts and goes on")
    func damagedPair() async throws {
        do {
            let service = try await service()
            #expect(try await refusal(service, try log.request(0, 9)) == nil)
            for request in [try log.request(9, 9, 1), try log.request(4, 4)] { _ = try await refusal(service, request) }
            let proof = try #require(try service.notices().first)
            try workspace.write("{}", to: "data/" + proof.file)
            #expect(try service.notices().count == 2)
        }
        let service = try await service()
        let notices = try service.notices()
        #expect(notices.map(\.code) == ["storage.pair-damaged", nil])
        #expect(notices.map(\.kind) == [.splitView, .smaller] && notices[0].isProof)
        #expect(
            notices[0].log == nil && notices[0].file.hasPrefix("misconduct/") && notices[0].sentence.contains("damaged")
        )
        let page = String(decoding: try CanonicalJSON.encode(notices), as: UTF8.self)
        #expect(page.hasPrefix(#"[{"code":"storage.pair-damaged","file":"misconduct/"#))
        #expect(try await refusal(service, try log.request(9, 12)) == nil)
    }

    @Test("A last checkpoint with a signature that does not hold ends the start")
    func damagedLast() async throws {
        do {
            let service = try await service()
            #expect(try await refusal(service, try log.request(0, 9)) == nil)
        }
        let file = "data/logs/\(Digest(ofText: CosigningSample.origin).hexadecimal)"
        let whole = String(decoding: try workspace.read(file), as: UTF8.self)
        var lines = whole.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let ours = try #require(lines.lastIndex { $0.contains("saksi/th/cosigner/bangkok") })
        for changed in [
            whole.replacing("\n9\n", with: "\n4\n"), whole.replacing(lines[ours] + "\n", with: ""),
        ] {
            try workspace.write(changed, to: file)
            let error = await #expect(throws: CustodyError.self) { _ = try await service() }
            #expect(error?.code.name == "custody.cosign.last" && error?.reason.contains(CosigningSample.origin) == true)
        }
        lines[ours] = String(lines[ours].dropLast(3))
        try workspace.write(lines.joined(separator: "\n"), to: file)
        let error = await #expect(throws: StoreError.self) { _ = try await service() }
        #expect(error?.code.name == "storage.cosigned-damaged")
        try workspace.write(whole, to: file)
        #expect(try await refusal(try await service(), try log.request(9, 12)) == nil)
    }

    @Test("A body longer than a request can be is malformed, and counted")
    func tooLong() async throws {
        let service = try await service()
        guard case .malformed(let error) = await service.refusalOfTooLong() else {
            Issue.record("it is not malformed")
            return
        }
        #expect(error.reason.contains("\(AddCheckpoint.longest)"))
        #expect(await service.figures.malformed == 1)
    }
}
