import Foundation
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Store

/// After a failed sync a second one may say that all is well: so there is none, whatever was synced.
@Suite struct FailedSyncTests {
    let fixture: Fixture
    let workspace: Workspace

    init() throws {
        fixture = try Fixture()
        workspace = try Workspace()
    }

    enum Place: String, CaseIterable {
        case begin, acknowledge, finish, adopt, write, commit, newLog
    }

    /// A folder whose next sync fails, and only that one.
    private final class Trap: Sendable {
        let isSet = Mutex(false)
        let told = Mutex<[ErrorCode]>([])

        func options(_ number: Int32) -> StoreOptions {
            StoreOptions(
                reserve: 0,
                faults: Faults { [self] step, _ in
                    guard step == .sync || step == .commit else { return 0 }
                    return isSet.withLock { isSet in
                        defer { isSet = false }
                        return isSet ? number : 0
                    }
                },
                onFatal: { [self] error in told.withLock { $0.append(error.code) } })
        }
    }

    @Test(
        "A failed sync ends the process, and until it has ended the store refuses everything", arguments: Place.allCases
    )
    func everyPlace(_ place: Place) async throws {
        let trap = Trap()
        // A full disk is no excuse: what was written before may be lost with it.
        let folder = try await DataFolder.open(
            workspace("data"), options: trap.options(place == .finish ? ENOSPC : EIO))
        let log = try await folder.register.openLog("saksi/kh/phnom-penh/KH-TH-JIT-2026-01").key
        let upload = try await folder.spool.begin(try fixture.upload(1, length: 3))
        let claim = try await upload.claim()
        try await upload.append([1, 2, 3], by: claim)
        try Data("made".utf8).write(to: URL(fileURLWithPath: folder.blobs.workshopPath("made")))
        try folder.blobs.adopt(made: "made", digest: Digest(ofText: "made"))
        try Data("made".utf8).write(to: URL(fileURLWithPath: folder.blobs.workshopPath("again")))
        let step = fixture.step(log, from: 0, entries: ["x"])

        func run(_ place: Place) async throws {
            switch place {
            case .begin: _ = try await folder.spool.begin(try fixture.upload(2, length: 3))
            case .acknowledge: _ = try await upload.acknowledge(by: claim)
            case .finish: _ = try await upload.finish(by: claim)
            case .adopt: try folder.blobs.adopt(made: "again", digest: Digest(ofText: "made"))
            case .write: try folder.write([1], to: "state")
            case .commit: try await folder.register.commit(Commit(step: step))
            case .newLog: _ = try await folder.register.openLog("saksi/kh/phnom-penh/node")
            }
        }

        trap.isSet.withLock { $0 = true }
        let first = await failure { try await run(place) }
        #expect(first?.code == .syncFailed)
        #expect(first?.isFatal == true)
        #expect(trap.told.withLock { $0 } == [.syncFailed])
        // The disk would say yes now.
        for place in Place.allCases {
            let later = await failure { try await run(place) }
            #expect(later?.code == .storeStopped, "\(place)")
            #expect(later?.isFatal == true)
        }
        #expect(await code { _ = try folder.register.logs() } == .storeStopped)
        #expect(await code { _ = try folder.blobs.open(Digest(ofText: "made")) } == .storeStopped)
        #expect(await code { try await folder.spool.discard(upload.id) } == .storeStopped)
        #expect(await code { try folder.close() } == .storeStopped)
        #expect(trap.told.withLock { $0.count } == 1)
    }
}
