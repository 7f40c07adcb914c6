import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Store

/// How many uploads, how many bytes, and what becomes of an upload that has ended.
@Suite struct UploadLimitTests {
    let fixture: Fixture
    let workspace: Workspace

    init() throws {
        fixture = try Fixture()
        workspace = try Workspace()
    }

    private func open(uploadBytes: Int64 = .max) async throws -> DataFolder {
        try await DataFolder.open(workspace("data"), options: StoreOptions(reserve: 0, uploadBytes: uploadBytes))
    }

    private func files(_ folder: DataFolder) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/spool").count
    }

    @Test("However many begin at once, an owner never has more uploads than allowed")
    func manyAtOnce() async throws {
        let folder = try await open()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 1...40 {
                let upload = try fixture.upload(number, length: 10)
                group.addTask {
                    // Those that are just beginning do not give way either.
                    let refusal = await code { _ = try await folder.spool.begin(upload, atMost: 3) }
                    #expect(refusal == nil || refusal == .uploadsFull)
                    let count = try await folder.spool.count(of: upload.owner)
                    #expect(count <= 3)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await folder.spool.count(of: fixture.officer) == 3)
        #expect(try files(folder) == 3)
        _ = try await folder.spool.begin(try fixture.upload(50, length: 1, owner: fixture.other), atMost: 3)
    }

    @Test("Only an upload without a byte and without a writer gives way to a new one")
    func givingWay() async throws {
        let folder = try await open()
        let running = try await folder.spool.begin(try fixture.upload(1, length: 10), atMost: 2)
        var claim: Claim? = try await running.claim()
        let begun = try await folder.spool.begin(try fixture.upload(2, length: 10), atMost: 2)
        do {
            let other = try await begun.claim()
            try await begun.append([1], by: other)
        }
        // One has a byte that is not acknowledged yet, the other a writer that has brought none yet.
        #expect(
            await code { _ = try await folder.spool.begin(try fixture.upload(3, length: 1), atMost: 2) } == .uploadsFull
        )
        #expect(try files(folder) == 2)
        if let claim { try await running.append([], by: claim) }
        claim = nil
        _ = try await folder.spool.begin(try fixture.upload(3, length: 1), atMost: 2)
        #expect(await code { _ = try await running.claim() } == .uploadUnknown)
        #expect(try await begun.claim().offset == 1)
        #expect(try await folder.spool.count(of: fixture.officer) == 2)
    }

    @Test("No upload has more bytes than the node takes, whether it was announced or not")
    func tooLarge() async throws {
        let folder = try await open(uploadBytes: 1000)
        #expect(await code { _ = try await folder.spool.begin(try fixture.upload(1, length: 1001)) } == .uploadTooLarge)
        #expect(try files(folder) == 0)
        let upload = try await folder.spool.begin(try fixture.upload(2, length: nil))
        let claim = try await upload.claim()
        #expect(await code { try await upload.setLength(1001, by: claim) } == .uploadTooLarge)
        try await upload.append(noise(1000), by: claim)
        #expect(await code { try await upload.append([1], by: claim) } == .uploadTooLarge)
        #expect(try await upload.finish(by: claim).size == 1000)
    }

    @Test("An upload that has ended does not come back, whoever still holds it")
    func ended() async throws {
        let folder = try await open()
        let upload = try await folder.spool.begin(try fixture.upload(1, length: 10))
        let claim = try await upload.claim()
        try await upload.append([1, 2, 3], by: claim)
        try await folder.spool.discard(upload.id)
        #expect(await code { try await upload.append([4], by: claim) } == .uploadUnknown)
        #expect(await code { _ = try await upload.acknowledge(by: claim) } == .uploadUnknown)
        #expect(await code { _ = try await upload.claim() } == .uploadUnknown)
        #expect(try folder.register.uploads().isEmpty)
        // Its row alone is gone: so it is between the commit that accepts a bundle and the end of the upload.
        let second = try await folder.spool.begin(try fixture.upload(2, length: 10))
        let other = try await second.claim()
        try await second.append([1], by: other)
        try await folder.register.commit(Commit(forgetUploads: [second.id]))
        #expect(await code { _ = try await second.acknowledge(by: other) } == .uploadUnknown)
        #expect(try folder.register.uploads().isEmpty)
    }

    @Test("A file that is taken in many times at once is taken in once")
    func sameBlobAtOnce() async throws {
        let folder = try await open()
        let content = noise(20_000)
        let upload = try await folder.spool.begin(try fixture.upload(1, length: 20_000))
        let claim = try await upload.claim()
        try await upload.append(content, by: claim)
        let finished = try await upload.finish(by: claim)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 { group.addTask { try folder.blobs.adopt(finished) } }
            try await group.waitForAll()
        }
        try folder.blobs.recheck(finished.digest, size: 20_000)
        #expect(try folder.blobs.strangers().isEmpty)
        // The first of several submissions of one upload has accepted it and removed its file.
        try await folder.spool.discard(upload.id)
        try folder.blobs.adopt(finished)
        try FileManager.default.removeItem(atPath: folder.blobs.path(of: finished.digest))
        #expect(await code { try folder.blobs.adopt(finished) } == .uploadUnknown)
    }
}
