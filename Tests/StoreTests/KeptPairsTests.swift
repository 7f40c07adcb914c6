import Custody
import Foundation
import Glibc
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Store

@Suite("Pairs of checkpoints that are kept")
struct KeptPairsTests {
    let workspace: Workspace
    let origin: LogOrigin
    let key: SignerKey
    let cosigner: VerifierKey
    let now: Instant

    init() throws {
        workspace = try Workspace()
        origin = try LogOrigin(parsing: "saksi/kh/phnom-penh/KH-TH-JIT-2026-01")
        key = try SignerKey(name: origin.text, algorithm: .ed25519, from: SystemRandomness())
        cosigner = try SignerKey(name: "saksi/th/cosigner/x", algorithm: .cosignature, from: SystemRandomness())
            .verifier
        now = try Instant(parsing: "2026-05-04T02:13:05.123Z")
    }

    private func checkpoint(_ size: Int, _ root: String = "root") throws -> SignedCheckpoint {
        try SignedCheckpoint(
            signing: Checkpoint(origin: origin, size: size, root: Digest(ofText: "\(root) \(size)")), with: key)
    }

    private func pair(
        _ number: Int, _ kind: Contradiction.Kind = .splitView, after size: Int = 7
    ) throws -> Contradiction {
        Contradiction(kind, cosigned: try checkpoint(size), received: try checkpoint(7, "other \(number)"))
    }

    private func folder(_ options: StoreOptions = StoreOptions()) throws -> CosignerFolder {
        try CosignerFolder.opened(workspace("data"), key: cosigner, options: options)
    }

    private func kept(_ outcome: KeptPairs.Outcome) throws -> KeptPair {
        guard case .kept(let pair, _) = outcome else {
            throw StoreError(.writeFailed, "It is not kept: \(outcome)", next: "")
        }
        return pair
    }

    @Test("A pair of checkpoints is kept whole and once; what is there is never replaced")
    func whole() throws {
        let folder = try folder()
        let first = try kept(try folder.keep(try pair(1), receivedAt: now))
        let bytes = try workspace.read("data/" + first.file)
        #expect(try Contradiction(document: bytes) == (try pair(1)))
        #expect(try folder.read(first) == (try pair(1)))
        #expect(try folder.keep(try pair(1), receivedAt: now.adding(seconds: 60)) == .known)
        #expect(try workspace.read("data/" + first.file) == bytes)
        _ = try kept(try folder.keep(try pair(2, .unproven), receivedAt: now))
        #expect(try folder.kept().map(\.kind).sorted { $0.rawValue < $1.rawValue } == [.splitView, .unproven])
        try workspace.write("{}", to: "data/" + first.file)
        let error = #expect(throws: StoreError.self) { _ = try folder.read(first) }
        #expect(error?.code == .pairDamaged)
    }

    @Test(
        "An old checkpoint that is shown after each new one takes one place, and what is there costs the disk nothing")
    func laggard() throws {
        let changes = Mutex(0)
        let folder = try folder(
            StoreOptions(
                faults: Faults { _, _ in
                    changes.withLock { $0 += 1 }
                    return 0
                }))
        for kind in [Contradiction.Kind.smaller, .unproven] {
            _ = try kept(try folder.keep(try pair(1, kind, after: 8), receivedAt: now))
            changes.withLock { $0 = 0 }
            for size in 8..<40 { #expect(try folder.keep(try pair(1, kind, after: size), receivedAt: now) == .known) }
            #expect(changes.withLock { $0 } == 0)
        }
        #expect(try folder.kept().count == 2)
    }

    @Test(
        "Whoever holds a log's key cannot fill the disk; of what proves nothing the oldest goes, and never the newest")
    func bounded() throws {
        let folder = try folder()
        var files: [String] = []
        for number in 0..<KeptPairs.most + 20 {
            let outcome = try folder.keep(try pair(number, .smaller), receivedAt: now)
            guard case .kept(let pair, let hasReplaced) = outcome else {
                Issue.record("\(number): \(outcome)")
                continue
            }
            #expect(hasReplaced == (number >= KeptPairs.most))
            files.append(pair.file)
            // As if each had come a second after the one before it.
            var times = [timespec(tv_sec: 1000 + number, tv_nsec: 0), timespec(tv_sec: 1000 + number, tv_nsec: 0)]
            let changed = unsafe utimensat(AT_FDCWD, workspace("data/" + pair.file), &times, 0)
            #expect(changed == 0)
        }
        #expect(Set(try folder.kept().map(\.file)) == Set(files.suffix(KeptPairs.most)))
        // One of what proves nothing takes no place from a proof.
        _ = try kept(try folder.keep(try pair(1), receivedAt: now))
        #expect(try folder.kept().count == KeptPairs.most + 1)
    }

    @Test("When no more proofs are kept, each further one is told apart from what is there already")
    func full() throws {
        let folder = try folder()
        for number in 0..<KeptPairs.most { _ = try kept(try folder.keep(try pair(number), receivedAt: now)) }
        #expect(try folder.keep(try pair(KeptPairs.most), receivedAt: now) == .full)
        #expect(try folder.keep(try pair(3), receivedAt: now) == .known)
        #expect(try folder.kept().count == KeptPairs.most)
    }
}
