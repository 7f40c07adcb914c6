import Custody
import Foundation
import Glibc
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Store

@Suite("The folder of a cosigner")
struct CosignerFolderTests {
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

    private var file: String { "logs/\(Digest(ofText: origin.text).hexadecimal)" }

    @Test("What was saved is there after the next start, byte by byte, and other logs have nothing")
    func saved() throws {
        do {
            let folder = try CosignerFolder.opened(workspace("data"), key: cosigner)
            #expect(try folder.last(origin.text) == nil)
            try folder.save(try checkpoint(5))
            try folder.save(try checkpoint(7))
        }
        let folder = try CosignerFolder.opened(workspace("data"), key: cosigner)
        #expect(try folder.last(origin.text) == (try checkpoint(7)))
        #expect(try folder.last(ofOriginHash: Digest(ofText: origin.text)) == (try checkpoint(7)))
        #expect(try workspace.read("data/" + file) == (try checkpoint(7)).bytes)
        #expect(try folder.last("saksi/kh/phnom-penh/node") == nil)
        #expect(try folder.last(ofOriginHash: Digest(ofText: "x")) == nil)
    }

    @Test("A folder belongs to one process at a time")
    func locked() throws {
        let folder = try CosignerFolder.opened(workspace("data"), key: cosigner)
        let error = #expect(throws: StoreError.self) { _ = try CosignerFolder.opened(workspace("data"), key: cosigner) }
        #expect(error?.code == .folderInUse)
        withExtendedLifetime(folder) {}
    }

    @Test(
        "What cannot be read is never taken for nothing: cut, changed, another log's, a folder or a link in its place")
    func unreadable() throws {
        let folder = try CosignerFolder.opened(workspace("data"), key: cosigner)
        let whole = try checkpoint(7).bytes
        let path = workspace("data/" + file)
        for length in [0, 1, whole.count / 2, whole.count - 1] {
            try Data(whole[..<length]).write(to: URL(fileURLWithPath: path))
            let error = #expect(throws: StoreError.self) { _ = try folder.last(origin.text) }
            #expect(error?.code == .cosignedDamaged, "\(length)")
        }
        let other = Checkpoint(
            origin: try LogOrigin(parsing: "saksi/kh/other/node"), size: 1, root: Digest(ofText: "x"))
        try Data(try SignedCheckpoint(signing: other, with: key).bytes).write(to: URL(fileURLWithPath: path))
        #expect(throws: StoreError.self) { _ = try folder.last(origin.text) }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        #expect(throws: StoreError.self) { _ = try folder.last(origin.text) }
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "nowhere")
        #expect(throws: StoreError.self) { _ = try folder.last(origin.text) }
    }

    /// Counts the steps that change the disk, and does something before one of them.
    private final class Steps: Sendable {
        private let done = Atomic<Int>(0)
        private let place: Int
        private let act: @Sendable (Faults.Step) -> Int32
        let isArmed = Atomic<Bool>(false)

        init(before place: Int, _ act: @escaping @Sendable (Faults.Step) -> Int32) {
            self.place = place
            self.act = act
        }

        var count: Int { done.load(ordering: .sequentiallyConsistent) }

        var options: StoreOptions {
            StoreOptions(
                faults: Faults { [self] step, _ in
                    guard isArmed.load(ordering: .sequentiallyConsistent) else { return 0 }
                    return done.add(1, ordering: .sequentiallyConsistent).newValue == place ? act(step) : 0
                })
        }
    }

    @Test(
        "Cut off before any step, the last checkpoint is the old one or the new one, and the new one once it is answered"
    )
    func cutOff() throws {
        let (old, new) = (try checkpoint(5), try checkpoint(7))
        var place = 1
        var seen: [String] = []
        while true {
            let (data, image) = (workspace("data-\(place)"), workspace("image-\(place)"))
            let reached = Mutex<Faults.Step?>(nil)
            let steps = Steps(before: place) { step in
                reached.withLock { $0 = step }
                // What the disk would hold if the process ended here.
                return (try? Tool.run("cp", ["-a", data, image]).status) ?? -1
            }
            let folder = try CosignerFolder.opened(data, key: cosigner, options: steps.options)
            try folder.save(old)
            steps.isArmed.store(true, ordering: .sequentiallyConsistent)
            try folder.save(new)
            guard let step = reached.withLock({ $0 }) else { break }
            let after = try CosignerFolder.open(image, key: cosigner).last(origin.text)
            #expect(after == old || after == new, "before step \(place), \(step)")
            if step == .answer { #expect(after == new) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: image + "/logs").count == 1)
            seen.append("\(step.rawValue): \(after?.checkpoint.size ?? 0)")
            place += 1
        }
        #expect(seen == ["create: 5", "write: 5", "sync: 5", "open: 5", "rename: 5", "sync: 7", "answer: 7"])
        print("CosignerFolderTests: cut off before each of \(seen.count) steps: \(seen.joined(separator: ", "))")
    }

    @Test("Failing at any step, nothing is promised; after a failed sync nothing more is done")
    func failing() throws {
        let (old, new) = (try checkpoint(5), try checkpoint(7))
        for place in 1...7 {
            let reached = Mutex<Faults.Step?>(nil)
            let steps = Steps(before: place) { step in
                reached.withLock { $0 = step }
                return EIO
            }
            do {
                let folder = try CosignerFolder.opened(
                    workspace("data-\(place)"), key: cosigner, options: steps.options)
                try folder.save(old)
                steps.isArmed.store(true, ordering: .sequentiallyConsistent)
                let error = #expect(throws: StoreError.self) { try folder.save(new) }
                let step = try #require(reached.withLock { $0 })
                #expect(error?.isFatal == (step == .sync), "\(step)")
                if step == .sync {
                    let later = #expect(throws: StoreError.self) { _ = try folder.last(origin.text) }
                    #expect(later?.code == .storeStopped)
                } else {
                    // Before the name changed nothing has: not in memory, not on the disk.
                    if step == .open { #expect(try folder.last(origin.text) == old) }
                    try folder.save(new)
                }
            }
            let after = try CosignerFolder.open(workspace("data-\(place)"), key: cosigner).last(origin.text)
            #expect(after == old || after == new, "step \(place)")
        }
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
