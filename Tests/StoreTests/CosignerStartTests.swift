import Custody
import Foundation
import Glibc
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Store

/// What a cosigner's folder is begun with, and what it is opened with again.
@Suite("The folder of a cosigner, at a start")
struct CosignerStartTests {
    let workspace: Workspace
    let origin: LogOrigin
    let cosigner: VerifierKey
    let checkpoint: SignedCheckpoint

    init() throws {
        workspace = try Workspace()
        origin = try LogOrigin(parsing: "saksi/kh/phnom-penh/KH-TH-JIT-2026-01")
        cosigner = try SignerKey(name: "saksi/th/cosigner/x", algorithm: .cosignature, from: SystemRandomness())
            .verifier
        checkpoint = try SignedCheckpoint(
            signing: Checkpoint(origin: origin, size: 7, root: Digest(ofText: "root")),
            with: SignerKey(name: origin.text, algorithm: .ed25519, from: SystemRandomness()))
    }

    private var file: String { "logs/\(Digest(ofText: origin.text).hexadecimal)" }

    private func code(_ path: String, _ key: VerifierKey? = nil) -> ErrorCode? {
        do throws(StoreError) {
            _ = try CosignerFolder.open(workspace(path), key: key ?? cosigner)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(
        "What was not begun for this key is not opened, and nothing is made there: no folder, an empty one, another key's"
    )
    func notBegun() throws {
        #expect(code("missing") == .cosignerNotBegun)
        #expect(!FileManager.default.fileExists(atPath: workspace("missing")))
        try FileManager.default.createDirectory(atPath: workspace("empty"), withIntermediateDirectories: true)
        #expect(code("empty") == .cosignerNotBegun)
        #expect(try FileManager.default.contentsOfDirectory(atPath: workspace("empty")).isEmpty)

        try CosignerFolder.begin(workspace("data"), key: cosigner)
        #expect(code("data") == nil)
        let other = try SignerKey(name: cosigner.name, algorithm: .cosignature, from: SystemRandomness()).verifier
        #expect(code("data", other) == .cosignerOtherKey)
        // Taken back without the file that says whose it is.
        try FileManager.default.removeItem(atPath: workspace("data/cosigner.json"))
        #expect(code("data") == .cosignerNotBegun)
    }

    @Test("A folder is begun once: not for another key, and not where something was cosigned")
    func begunOnce() throws {
        try CosignerFolder.begin(workspace("data"), key: cosigner)
        do { try CosignerFolder.open(workspace("data"), key: cosigner).save(checkpoint) }
        func begin(_ path: String) -> ErrorCode? {
            do throws(StoreError) {
                try CosignerFolder.begin(workspace(path), key: cosigner)
                return nil
            } catch {
                return error.code
            }
        }
        #expect(begin("data") == .cosignerBegun)
        try FileManager.default.removeItem(atPath: workspace("data/cosigner.json"))
        #expect(begin("data") == .cosignerBegun)
        #expect(try workspace.read("data/" + file) == checkpoint.bytes)
        // In the folder of a node that was not started yet.
        #expect(begin("node/cosigner") == nil)
        #expect(code("node/cosigner") == nil)
    }

    @Test(
        "A folder that lost its checkpoints as a whole, or has one that is damaged, is not opened, and the file is named"
    )
    func damaged() throws {
        try CosignerFolder.begin(workspace("data"), key: cosigner)
        do { try CosignerFolder.open(workspace("data"), key: cosigner).save(checkpoint) }
        let whole = checkpoint.bytes
        for bytes in [Array(whole.dropLast()), [], whole + whole, Array("x".utf8)] {
            try workspace.write(bytes, to: "data/" + file)
            let error = #expect(throws: StoreError.self) { try CosignerFolder.open(workspace("data"), key: cosigner) }
            #expect(error?.code == .cosignedDamaged && error?.reason.contains(file) == true)
        }
        // Under the name of another log.
        try workspace.write(whole, to: "data/" + file)
        try workspace.write(whole, to: "data/logs/\(Digest(ofText: "x").hexadecimal)")
        #expect(code("data") == .cosignedDamaged)
        try FileManager.default.removeItem(atPath: workspace("data/logs"))
        #expect(code("data") == .cosignedDamaged)
    }

    private func other() throws -> SignedCheckpoint {
        let log = try LogOrigin(parsing: "saksi/kh/phnom-penh/KH-VN-POL-2026-01")
        return try SignedCheckpoint(
            signing: Checkpoint(origin: log, size: 3, root: Digest(ofText: "root")),
            with: SignerKey(name: log.text, algorithm: .ed25519, from: SystemRandomness()))
    }

    @Test("One checkpoint that is lost is never a log of which nothing was cosigned: not while it runs, not at a start")
    func lostFile() throws {
        let other = try other()
        try CosignerFolder.begin(workspace("data"), key: cosigner)
        do {
            let folder = try CosignerFolder.open(workspace("data"), key: cosigner)
            try folder.save(checkpoint)
            try folder.save(other)
            try FileManager.default.removeItem(atPath: workspace("data/" + file))
            let error = #expect(throws: StoreError.self) { try folder.last(origin.text) }
            #expect(error?.code == .cosignedDamaged && error?.reason.contains(file) == true)
            #expect(throws: StoreError.self) { try folder.last(ofOriginHash: Digest(ofText: origin.text)) }
            // No other log has to do with it.
            #expect(try folder.last(other.checkpoint.origin) == other)
            #expect(try folder.last("saksi/kh/phnom-penh/node") == nil)
        }
        let error = #expect(throws: StoreError.self) { try CosignerFolder.open(workspace("data"), key: cosigner) }
        #expect(error?.code == .cosignedDamaged && error?.reason.contains(file) == true)
        try workspace.write(checkpoint.bytes, to: "data/" + file)
        #expect(code("data") == nil)
        // Nor is a list that was changed taken for one.
        let list = try workspace.read("data/begun")
        for bytes in [Array(list.dropLast()), list + list, Array("x\n".utf8)] {
            try workspace.write(bytes, to: "data/begun")
            #expect(code("data") == .cosignedDamaged)
        }
        // The list is as good as the checkpoints that are there.
        try FileManager.default.removeItem(atPath: workspace("data/begun"))
        #expect(code("data") == nil)
        #expect(try workspace.read("data/begun") == list)
    }

    @Test("Killed before the list of logs is written, nothing was promised, and the checkpoint that is there goes on")
    func begunIsLast() throws {
        try CosignerFolder.begin(workspace("data"), key: cosigner)
        do {
            let folder = try CosignerFolder.open(
                workspace("data"), key: cosigner,
                options: StoreOptions(faults: Faults { $1.hasSuffix("/begun") && $0 == .rename ? EIO : 0 }))
            #expect(throws: StoreError.self) { try folder.save(checkpoint) }
        }
        #expect(!FileManager.default.fileExists(atPath: workspace("data/begun")))
        #expect(try CosignerFolder.open(workspace("data"), key: cosigner).last(origin.text) == checkpoint)
        #expect(FileManager.default.fileExists(atPath: workspace("data/begun")))
    }

    /// What was done to the disk since it was told to look.
    private final class Steps: Sendable {
        let done = Mutex<[String]>([])
        let fails = Mutex<Faults.Step?>(nil)
        let fatal = Mutex<[ErrorCode]>([])

        var options: StoreOptions {
            StoreOptions(
                faults: Faults { [self] step, path in
                    let name = path.split(separator: "/").last.map(String.init) ?? ""
                    done.withLock { $0.append("\(step.rawValue) \(name.hasSuffix(".new") ? "new" : name)") }
                    return fails.withLock { $0 } == step && path.contains("/logs") ? EIO : 0
                },
                onFatal: { [self] error in fatal.withLock { $0.append(error.code) } })
        }
    }

    @Test(
        "At each start what was cosigned last is written anew and confirmed, since a note that reads back may not be on the disk"
    )
    func writtenAnew() throws {
        try CosignerFolder.begin(workspace("data"), key: cosigner)
        do { try CosignerFolder.open(workspace("data"), key: cosigner).save(checkpoint) }
        let steps = Steps()
        do {
            let folder = try CosignerFolder.open(workspace("data"), key: cosigner, options: steps.options)
            #expect(try folder.last(origin.text) == checkpoint)
        }
        let hash = Digest(ofText: origin.text).hexadecimal
        let done = steps.done.withLock { $0 }
        let start = try #require(done.firstIndex(of: "create new"))
        #expect(
            Array(done[start...].prefix(6))
                == ["create new", "write new", "sync new", "open logs", "rename \(hash)", "sync logs"])

        // A disk that does not confirm it ends the process, and shows nobody anything.
        for step in [Faults.Step.create, .write, .sync, .open, .rename] {
            let failing = Steps()
            failing.fails.withLock { $0 = step }
            #expect(throws: StoreError.self, "\(step)") {
                try CosignerFolder.open(workspace("data"), key: cosigner, options: failing.options)
            }
            #expect(failing.fatal.withLock { $0 } == (step == .sync ? [.syncFailed] : []), "\(step)")
        }
        #expect(try CosignerFolder.open(workspace("data"), key: cosigner).last(origin.text) == checkpoint)
    }
}
