import Foundation
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Store

@Suite struct RecoveryTests {
    let fixture: Fixture
    let workspace: Workspace
    let origin = "saksi/kh/phnom-penh/KH-TH-JIT-2026-01"

    init() throws {
        fixture = try Fixture()
        workspace = try Workspace()
    }

    @Test("Blobs that no row names are set aside at start, beginnings go, and strange files are left alone")
    func orphans() async throws {
        let folder = try await DataFolder.open(workspace("data"))
        for name in ["kept", "orphan"] {
            try Data(name.utf8).write(to: URL(fileURLWithPath: folder.blobs.workshopPath(name)))
            try folder.blobs.adopt(made: name, digest: Digest(ofText: name))
        }
        try Data("half".utf8).write(to: URL(fileURLWithPath: folder.blobs.workshopPath("half")))
        try workspace.write("stranger", to: "data/blobs/00/00/notes.txt")
        try workspace.write("begun", to: "data/blobs/00/00/\(Digest(ofText: "x").hexadecimal).1f.new")
        let log = try await folder.register.openLog(origin).key
        var commit = Commit(step: fixture.step(log, from: 0, entries: ["x"]))
        commit.bundles = [try fixture.bundle(1, blob: Digest(ofText: "kept"), size: 4, entry: 0)]
        try await folder.register.commit(commit)
        _ = try Fixture.crashImage(of: folder.path, as: workspace("image"))

        let recovered = try await DataFolder.open(workspace("image"))
        let orphan = Digest(ofText: "orphan")
        #expect(recovered.recovery.setAsideBlobs == [orphan])
        #expect(try recovered.setAside() == [orphan.hexadecimal])
        #expect(
            FileManager.default.contents(atPath: "\(recovered.path)/set-aside/\(orphan.hexadecimal)")
                == Data("orphan".utf8))
        #expect(recovered.blobs.holds(Digest(ofText: "kept")))
        #expect(!recovered.blobs.holds(Digest(ofText: "orphan")))
        #expect(!FileManager.default.fileExists(atPath: recovered.blobs.workshopPath("half")))
        #expect(FileManager.default.fileExists(atPath: workspace("image/blobs/00/00/notes.txt")))
        #expect(try recovered.blobs.strangers() == ["00/00/notes.txt"])
    }

    @Test("A changed or missing blob is found")
    func damagedBlob() async throws {
        let folder = try await DataFolder.open(workspace("data"))
        let content = noise(3_000_000)
        let digest = Digest(of: content)
        try Data(content).write(to: URL(fileURLWithPath: folder.blobs.workshopPath("a")))
        try folder.blobs.adopt(made: "a", digest: digest)
        try folder.blobs.recheck(digest, size: 3_000_000)
        let file = try #require(FileHandle(forUpdatingAtPath: folder.blobs.path(of: digest)))
        try file.seek(toOffset: 2_999_999)
        try file.write(contentsOf: [content[2_999_999] ^ 1])
        try file.close()
        #expect(await code { try folder.blobs.recheck(digest, size: 3_000_000) } == .blobDamaged)
        #expect(await code { try folder.blobs.recheck(Digest(ofText: "none"), size: 4) } == .blobMissing)
        // The right bytes sent again take the place of the damaged ones.
        try Data(content).write(to: URL(fileURLWithPath: folder.blobs.workshopPath("b")))
        try folder.blobs.adopt(made: "b", digest: digest)
        try folder.blobs.recheck(digest, size: 3_000_000)
    }

    @Test("A folder that is open cannot be opened again")
    func exclusive() async throws {
        let folder = try await DataFolder.open(workspace("data"))
        #expect(await code { _ = try await DataFolder.open(folder.path) } == .folderInUse)
    }

    @Test("Evidence whose rows somebody took away is not deleted")
    func rowsTakenAway() async throws {
        let folder = try await DataFolder.open(workspace("data"))
        try Data("kept".utf8).write(to: URL(fileURLWithPath: folder.blobs.workshopPath("kept")))
        try folder.blobs.adopt(made: "kept", digest: Digest(ofText: "kept"))
        let log = try await folder.register.openLog(origin).key
        var commit = Commit(step: fixture.step(log, from: 0, entries: ["x"]))
        commit.bundles = [try fixture.bundle(1, blob: Digest(ofText: "kept"), size: 4, entry: 0)]
        try await folder.register.commit(commit)
        let image = try Fixture.crashImage(of: folder.path, as: workspace("image"))
        for table in ["records", "bundles", "blobs"] {
            _ = try Tool.run("sqlite3", ["\(image)/register.sqlite", "DELETE FROM \(table)"])
        }
        let recovered = try await DataFolder.open(image)
        #expect(recovered.recovery.setAsideBlobs == [Digest(ofText: "kept")])
        #expect(
            FileManager.default.contents(
                atPath: "\(image)/set-aside/\(Digest(ofText: "kept").hexadecimal)") == Data("kept".utf8))
    }

    @Test("A blob that is set aside again takes nothing's place, and is not named like something unfinished")
    func setAsideAgain() async throws {
        let digest = Digest(ofText: "orphan")
        _ = try await DataFolder.open(workspace("data"))
        for _ in 0..<3 {
            let folder = try await reopened(workspace("data"))
            try Data("orphan".utf8).write(to: URL(fileURLWithPath: folder.blobs.workshopPath("orphan")))
            try folder.blobs.adopt(made: "orphan", digest: digest)
        }
        let name = digest.hexadecimal
        let folder = try await reopened(workspace("data"))
        #expect(try folder.setAside() == [name, "\(name).2", "\(name).3"])
        for name in try folder.setAside() {
            #expect(FileManager.default.contents(atPath: "\(folder.path)/set-aside/\(name)") == Data("orphan".utf8))
        }
    }

    @Test("Folder and register are their owner's alone, however they were made")
    func modes() async throws {
        let path = workspace("data")
        try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
        let folder = try await DataFolder.open(path)
        _ = try await folder.register.openLog(origin)
        try folder.write([1], to: "state")
        func mode(_ path: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        }
        #expect(try mode(path) == 0o700)
        for name in ["register.sqlite", "register.sqlite-wal", "register.sqlite-shm", "lock", "state"] {
            #expect(try mode("\(path)/\(name)") == 0o600, "\(name)")
        }
        for name in ["blobs", "spool", "workshop"] { #expect(try mode("\(path)/\(name)") == 0o700, "\(name)") }
    }

    @Test("The name of a folder is synced also when somebody else has just made it")
    func folderNames() throws {
        let synced = Mutex<[String]>([])
        let disk = Disk(
            faults: Faults { step, path in
                if step == .sync { synced.withLock { $0.append(path) } }
                return 0
            })
        let folder = Folder(path: workspace("folder"), disk: disk)
        try folder.make()
        try folder.make()
        #expect(synced.withLock { $0 } == [workspace(""), workspace("")].map { String($0.dropLast()) })
    }

    @Test("A small file is written whole or not at all")
    func durableFile() async throws {
        let failing = Mutex(false)
        let options = StoreOptions(
            reserve: 0, faults: Faults { step, path in failing.withLock { $0 } && step == .rename ? EIO : 0 })
        let folder = try await DataFolder.open(workspace("data"), options: options)
        try folder.write([1, 2, 3], to: "state")
        failing.withLock { $0 = true }
        #expect(await code { try folder.write([4], to: "state") } == .writeFailed)
        #expect(try folder.read("state") == [1, 2, 3])
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".new") }.isEmpty)
        #expect(try folder.read("absent") == nil)
    }

    /// Opens a folder that this process has just let go of. Another test that is starting a program keeps
    /// the lock a moment longer, until its child has become that program.
    private func reopened(_ path: String) async throws -> DataFolder {
        var folder: DataFolder?
        while folder == nil {
            do {
                folder = try await DataFolder.open(path, options: StoreOptions(reserve: 0))
            } catch {
                guard error.code == .folderInUse else { throw error }
                await Task.yield()
            }
        }
        return try #require(folder)
    }

    @Test(
        "The disk may fail or the process end at any step: after the restart all is consistent and nothing is lost",
        .timeLimit(.minutes(2)))
    func everyStep() async throws {
        let content = noise(10_000)
        let digest = Digest(of: content)
        for step in 1..<200 {
            let count = Mutex(0)
            // From this step on nothing reaches the disk any more.
            let faults = Faults { kind, _ in
                // Only what reaches the disk; what is durable and not told is for the owner of a log (`LedgerTests`).
                guard kind != .answer else { return 0 }
                return count.withLock {
                    $0 += 1
                    return $0 >= step ? EIO : 0
                }
            }
            var acknowledged: Int64 = 0
            var isBegun = false
            var isCommitted = false
            let path = workspace("data-\(step)")
            do {
                let folder = try await DataFolder.open(path, options: StoreOptions(reserve: 0, faults: faults))
                let log = try await folder.register.openLog(origin).key
                let upload = try await folder.spool.begin(try fixture.upload(1, length: Int64(content.count)))
                let claim = try await upload.claim()
                isBegun = true
                try await upload.append(Array(content[..<4000]), by: claim)
                acknowledged = try await upload.acknowledge(by: claim)
                try await upload.append(Array(content[4000...]), by: claim)
                let finished = try await upload.finish(by: claim)
                try folder.blobs.adopt(finished)
                var commit = Commit(step: fixture.step(log, from: 0, entries: ["submitted", "accepted"]))
                commit.bundles = [try fixture.bundle(1, blob: digest, size: 10_000, entry: 1)]
                commit.forgetUploads = [upload.id]
                try await folder.register.commit(commit)
                isCommitted = true
                try await folder.spool.forget(upload.id)
            } catch {
                #expect(error is StoreError)
            }
            let recovered = try await reopened(path)
            #expect(try recovered.register.check().isEmpty, "step \(step)")
            for blob in try recovered.register.blobs(after: nil, limit: 10) {
                try recovered.blobs.recheck(blob.digest, size: blob.size)
            }
            let bundle = try recovered.register.bundle(try fixture.id(1), agreement: fixture.agreement)
            #expect((bundle != nil) == isCommitted, "step \(step)")
            #expect(recovered.blobs.holds(digest) == isCommitted, "step \(step)")
            if isBegun, !isCommitted {
                let upload = try await recovered.spool.upload(try fixture.id(1), owner: fixture.officer)
                let claim = try await upload.claim()
                #expect(claim.offset == acknowledged, "step \(step)")
                try await upload.append(Array(content[Int(acknowledged)...]), by: claim)
                #expect(try await upload.finish(by: claim).digest == digest, "step \(step)")
            } else {
                #expect(try FileManager.default.contentsOfDirectory(atPath: "\(path)/spool").isEmpty, "step \(step)")
            }
            if count.withLock({ $0 }) < step {
                #expect(step > 20)
                return
            }
        }
        Issue.record("The way has more steps than this test knows.")
    }
}
