import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Store

@Suite struct UploadTests {
    let fixture: Fixture
    let workspace: Workspace

    init() throws {
        fixture = try Fixture()
        workspace = try Workspace()
    }

    private func open(_ name: String = "data") async throws -> DataFolder {
        try await DataFolder.open(workspace(name), options: StoreOptions(reserve: 0))
    }

    @Test("An upload in pieces has the digest of the whole, and becomes a blob")
    func wholeWay() async throws {
        let content = noise(300_000)
        let folder = try await open()
        let upload = try await folder.spool.begin(try fixture.upload(1, length: Int64(content.count)))
        let claim = try await upload.claim()
        for start in stride(from: 0, to: content.count, by: 70_001) {
            try await upload.append(Array(content[start..<min(start + 70_001, content.count)]), by: claim)
        }
        let finished = try await upload.finish(by: claim)
        #expect(finished.digest == Digest(of: content))
        try folder.blobs.adopt(finished)
        try await folder.spool.discard(upload.id)
        try folder.blobs.recheck(finished.digest, size: Int64(content.count))
        let reader = try folder.blobs.open(finished.digest)
        #expect(try reader.read(at: 1234, count: 5000) == Array(content[1234..<6234]))
        #expect(
            try Tool.run("sha256sum", [folder.blobs.path(of: finished.digest)]).output.hasPrefix(
                finished.digest.hexadecimal))
        #expect(!FileManager.default.fileExists(atPath: upload.path))
    }

    @Test("After a crash in the middle the upload goes on where it was acknowledged, and nothing is hashed twice")
    func resumesAfterCrash() async throws {
        let content = noise(200_000)
        let image: String
        do {
            let folder = try await open()
            let upload = try await folder.spool.begin(try fixture.upload(1, length: Int64(content.count)))
            let claim = try await upload.claim()
            try await upload.append(Array(content[..<77_777]), by: claim)
            #expect(try await upload.acknowledge(by: claim) == 77_777)
            try await upload.append(Array(content[77_777..<120_000]), by: claim)
            image = try Fixture.crashImage(of: folder.path, as: workspace("image"))
        }
        // What was acknowledged is not read again: were it hashed anew, this change would show in the digest.
        let spooled = "\(image)/spool/\(try fixture.upload(1, length: nil).id)"
        let file = try #require(FileHandle(forUpdatingAtPath: spooled))
        try file.write(contentsOf: [content[0] ^ 1])
        try file.close()

        let folder = try await open("image")
        #expect(folder.recovery.shortenedUploads == [try fixture.id(1)])
        let upload = try await folder.spool.upload(try fixture.id(1), owner: fixture.officer)
        let claim = try await upload.claim()
        #expect(claim.offset == 77_777)
        try await upload.append(Array(content[77_777...]), by: claim)
        #expect(try await upload.finish(by: claim).digest == Digest(of: content))
    }

    @Test("An upload survives a crash from its beginning on; a file of which the register knows nothing does not")
    func begunIsKept() async throws {
        let folder = try await open()
        let upload = try await folder.spool.begin(try fixture.upload(1, length: 10))
        let image = try Fixture.crashImage(of: folder.path, as: workspace("image"))
        try Data([1]).write(to: URL(fileURLWithPath: "\(image)/spool/\(try fixture.upload(2, length: 1).id)"))
        let recovered = try await open("image")
        let again = try await recovered.spool.upload(upload.id, owner: fixture.officer)
        #expect(try await again.claim().offset == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(image)/spool") == [upload.id.text])
    }

    @Test("An upload whose file is gone after a crash is dropped")
    func lostFile() async throws {
        let folder = try await open()
        let upload = try await folder.spool.begin(try fixture.upload(1, length: 10))
        let claim = try await upload.claim()
        try await upload.append([1, 2, 3], by: claim)
        _ = try await upload.acknowledge(by: claim)
        let image = try Fixture.crashImage(of: folder.path, as: workspace("image"))
        try FileManager.default.removeItem(atPath: "\(image)/spool/\(upload.id)")
        let recovered = try await open("image")
        #expect(recovered.recovery.droppedUploads == [upload.id])
        #expect(try recovered.register.uploads().isEmpty)
    }

    @Test("Of two writers the newer one wins, and keeps what the older one brought")
    func newerWriterWins() async throws {
        let content = noise(50_000)
        let folder = try await open()
        let upload = try await folder.spool.begin(try fixture.upload(1, length: Int64(content.count)))
        let old = try await upload.claim()
        try await upload.append(Array(content[..<20_000]), by: old)
        let new = try await upload.claim()
        #expect(new.offset == 20_000)
        #expect(await code { try await upload.append([1], by: old) } == .uploadSuperseded)
        #expect(await code { _ = try await upload.acknowledge(by: old) } == .uploadSuperseded)
        #expect(await code { _ = try await upload.finish(by: old) } == .uploadSuperseded)
        try await upload.append(Array(content[20_000...]), by: new)
        #expect(try await upload.finish(by: new).digest == Digest(of: content))
    }

    @Test(
        "Who would go on at a wrong place, or with a wrong length, disturbs nobody, and learns where the upload stands")
    func wrongPlace() async throws {
        let folder = try await open()
        let upload = try await folder.spool.begin(try fixture.upload(1, length: 10))
        let writer = try await upload.claim(at: 0)
        try await upload.append([1, 2, 3], by: writer)
        // Acknowledged is 0, and three bytes are on their way.
        #expect(await failure { _ = try await upload.claim(at: 0) }?.reason.contains("stands at byte 3") == true)
        #expect(await upload.acknowledged == 3)
        for offset: Int64 in [0, 2, 4, 99] {
            #expect(await code { _ = try await upload.claim(at: offset) } == .uploadOffset)
        }
        #expect(await code { _ = try await upload.claim(at: 3) { _ in 11 } } == .uploadLength)
        try await upload.append([4], by: writer)
        #expect(try await upload.acknowledge(by: writer) == 4)
        let newer = try await upload.claim(at: 4)
        #expect(await code { try await upload.append([5], by: writer) } == .uploadSuperseded)
        try await upload.append([5, 6, 7, 8, 9, 10], by: newer)
        #expect(try await upload.finish(by: newer).size == 10)
    }

    @Test("A length that comes late is in the register as soon as it is told")
    func lateLength() async throws {
        let folder = try await open()
        let upload = try await folder.spool.begin(try fixture.upload(1, length: nil))
        let claim = try await upload.claim(at: 0)
        try await upload.append([1, 2, 3], by: claim)
        #expect(try await upload.acknowledge(by: claim) == 3)
        try await upload.setLength(3, by: claim)
        #expect(try folder.register.upload(upload.id)?.length == 3)
        _ = try Fixture.crashImage(of: folder.path, as: workspace("image"))
        let recovered = try await open("image")
        let again = try await recovered.spool.upload(upload.id, owner: fixture.officer)
        #expect(await again.length == 3)
        #expect(await again.acknowledged == 3)
    }

    @Test("A blob that no row came to name goes when the last one who was about to name it lets go")
    func holds() async throws {
        let folder = try await open()
        let upload = try await folder.spool.begin(try fixture.upload(1, length: 3))
        let claim = try await upload.claim(at: 0)
        try await upload.append([1, 2, 3], by: claim)
        let finished = try await upload.finish(by: claim)
        await folder.holds.hold(finished.digest)
        await folder.holds.hold(finished.digest)
        try folder.blobs.adopt(finished)
        await folder.holds.letGo(finished.digest)
        #expect(folder.blobs.holds(finished.digest))
        await folder.holds.letGo(finished.digest)
        #expect(!folder.blobs.holds(finished.digest))
        // The upload is as it was, and can be taken in by another step.
        await folder.holds.hold(finished.digest)
        try folder.blobs.adopt(finished)
        let log = try await folder.register.openLog("saksi/kh/phnom-penh/KH-TH-JIT-2026-01").key
        var commit = Commit(step: fixture.step(log, from: 0, entries: ["accepted"]))
        commit.bundles = [try fixture.bundle(1, blob: finished.digest, size: 3, entry: 0)]
        try await folder.register.commit(commit)
        await folder.holds.letGo(finished.digest)
        #expect(folder.blobs.holds(finished.digest))
    }

    @Test("Many writers at once never mix their bytes")
    func writersRace() async throws {
        let content = noise(40_000)
        let folder = try await open()
        let upload = try await folder.spool.begin(try fixture.upload(1, length: Int64(content.count)))
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    do {
                        let claim = try await upload.claim()
                        for start in stride(from: Int(claim.offset), to: content.count, by: 1000) {
                            try await upload.append(Array(content[start..<min(start + 1000, content.count)]), by: claim)
                            await Task.yield()
                        }
                    } catch {
                        #expect((error as? StoreError)?.code == .uploadSuperseded)
                    }
                }
            }
        }
        let claim = try await upload.claim()
        try await upload.append(Array(content[Int(claim.offset)...]), by: claim)
        #expect(try await upload.finish(by: claim).digest == Digest(of: content))
    }

    @Test("More bytes than announced are refused before they are written, fewer at the end")
    func lengths() async throws {
        let folder = try await open()
        let upload = try await folder.spool.begin(try fixture.upload(1, length: 4))
        let claim = try await upload.claim()
        try await upload.append([1, 2, 3], by: claim)
        #expect(await code { try await upload.append([4, 5], by: claim) } == .uploadLength)
        #expect(await code { _ = try await upload.finish(by: claim) } == .uploadLength)
        #expect(await code { try await upload.setLength(2, by: claim) } == .uploadLength)
        try await upload.append([4], by: claim)
        #expect(try await upload.finish(by: claim).size == 4)
    }

    @Test("An upload of unknown length takes its length from its end")
    func unknownLength() async throws {
        let folder = try await open()
        let upload = try await folder.spool.begin(try fixture.upload(1, length: nil))
        let claim = try await upload.claim()
        try await upload.append([1, 2, 3], by: claim)
        #expect(try await upload.finish(by: claim).size == 3)
    }

    @Test("Another member's upload cannot be told from none")
    func foreignUpload() async throws {
        let folder = try await open()
        let upload = try await folder.spool.begin(try fixture.upload(1, length: 4))
        _ = try await upload.claim()
        let foreign = await failure { _ = try await folder.spool.upload(upload.id, owner: fixture.other) }
        let absent = await failure { _ = try await folder.spool.upload(try fixture.id(99), owner: fixture.other) }
        #expect(foreign != nil)
        #expect(foreign == absent)
    }

    @Test("Uploads that were begun long ago are given up")
    func expiry() async throws {
        let folder = try await open()
        let upload = try await folder.spool.begin(try fixture.upload(1, length: 4))
        _ = try await upload.claim()
        #expect(try await folder.spool.count(of: fixture.officer) == 1)
        #expect(try await folder.spool.sweep(begunBefore: fixture.now).isEmpty)
        #expect(try await folder.spool.sweep(begunBefore: fixture.now.adding(seconds: 1)) == [upload.id])
        #expect(try await folder.spool.count(of: fixture.officer) == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/spool").isEmpty)
    }

    @Test("An upload larger than the disk is refused with the bytes that are missing")
    func reserve() async throws {
        let folder = try await open()
        let huge: Int64 = 1 << 60
        let failure = await failure { _ = try await folder.spool.begin(try fixture.upload(1, length: huge)) }
        #expect(failure?.code == .noSpace)
        #expect((failure?.missing ?? 0) > 1 << 59)
    }
}
