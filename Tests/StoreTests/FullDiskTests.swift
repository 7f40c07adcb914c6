import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Store

/// On a real small disk: a tmpfs, which only root may mount.
@Suite(.enabled(if: SmallDisk.canBeMounted, "a tmpfs cannot be mounted here")) struct FullDiskTests {
    @Test("On a full disk an upload is refused, what was acknowledged stays, and it goes on when there is room")
    func fullDisk() async throws {
        let fixture = try Fixture()
        let disk = try SmallDisk(mebibytes: 8)
        let content = noise(5 << 20)
        let ballast = disk("ballast")
        try Data(noise(3 << 20)).write(to: URL(fileURLWithPath: ballast))

        let folder = try await DataFolder.open(disk("data"), options: StoreOptions(reserve: 512 << 10))
        #expect(
            await code { _ = try await folder.spool.begin(try fixture.upload(1, length: Int64(content.count))) }
                == .noSpace)
        // Without a length the disk is found full only on the way.
        let upload = try await folder.spool.begin(try fixture.upload(2, length: nil))
        let claim = try await upload.claim()
        var sent = 0
        let refusal = await failure {
            while sent < content.count {
                try await upload.append(Array(content[sent..<sent + (64 << 10)]), by: claim)
                sent += 64 << 10
            }
        }
        #expect(refusal?.code == .noSpace)
        #expect(sent > 0)
        #expect((refusal?.missing ?? 0) > 0)
        #expect(try await upload.acknowledge(by: claim) == Int64(sent))
        try FileManager.default.removeItem(atPath: ballast)
        try await upload.append(Array(content[sent...]), by: claim)
        let finished = try await upload.finish(by: claim)
        #expect(finished.digest == Digest(of: content))
        // The same file under another name needs no second place.
        try folder.blobs.adopt(finished)
        try folder.blobs.recheck(finished.digest, size: Int64(content.count))
        try folder.close()
    }

    @Test("An upload that could not be begun takes no place")
    func beginningFails() async throws {
        let fixture = try Fixture()
        let disk = try SmallDisk(mebibytes: 4)
        let folder = try await DataFolder.open(disk("data"), options: StoreOptions(reserve: 0))
        // Until nothing is left.
        _ = try Tool.run("dd", ["if=/dev/zero", "of=\(disk("ballast"))", "bs=4096"])
        for number in 1...5 {
            #expect(
                await code {
                    _ = try await folder.spool.begin(try fixture.upload(number, length: nil), atMost: 2)
                } == .noSpace)
        }
        #expect(try await folder.spool.count(of: fixture.officer) == 0)
        #expect(try FileManager.default.contentsOfDirectory(atPath: disk("data/spool")).isEmpty)
        try FileManager.default.removeItem(atPath: disk("ballast"))
        for number in 1...5 { _ = try await folder.spool.begin(try fixture.upload(number, length: 1), atMost: 2) }
        try folder.close()
    }

    @Test("A register that cannot grow says so, and keeps what it had")
    func fullRegister() async throws {
        let fixture = try Fixture()
        let disk = try SmallDisk(mebibytes: 4)
        let folder = try await DataFolder.open(disk("data"), options: StoreOptions(reserve: 0))
        let log = try await folder.register.openLog("saksi/kh/phnom-penh/KH-TH-JIT-2026-01").key
        try await folder.register.commit(Commit(step: fixture.step(log, from: 0, entries: ["one"])))
        let large = String(repeating: "x", count: 60_000)
        let refusal = await failure {
            try await folder.register.commit(
                Commit(step: fixture.step(log, from: 1, entries: [String](repeating: large, count: 100))))
        }
        #expect(refusal?.code == .noSpace)
        #expect(try folder.register.log("saksi/kh/phnom-penh/KH-TH-JIT-2026-01")?.size == 1)
        #expect(try folder.register.entries(log, 0..<100).count == 1)
        #expect(try folder.register.check().isEmpty)
        try folder.close()
    }
}
