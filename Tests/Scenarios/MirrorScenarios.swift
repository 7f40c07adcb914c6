import Custody
import Foundation
import Glibc
import TestKit
import Testing
import Vocabulary

/// `saksi mirror` against a real node.
@Suite("Mirrors of a real node's log")
struct MirrorScenarios {
    static let origin = "saksi/kh/phnom-penh/\(NodeFixture.agreement)"
    static let name = Digest(ofText: origin).hexadecimal
    static let folder = "mirror/\(name)"

    static func started() throws -> NodeFixture {
        let node = try NodeFixture()
        try node.start()
        return node
    }

    static func mirror(_ node: NodeFixture, to folder: String = "mirror", as person: NodeFixture.Person = .leader)
        throws
        -> Tool.Outcome
    {
        try node.saksi(["mirror", NodeFixture.agreement, "--to", folder, "--json"], as: person)
    }

    /// Submits a bundle of its own.
    static func submit(_ node: NodeFixture, _ name: String) throws {
        try node.pack(Array(name.utf8), as: name)
        let sent = try node.submit(name)
        #expect(sent.status == 0, "\(sent.everything)")
    }

    /// Every file below a folder, with its bytes.
    static func files(_ folder: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        let all = FileManager.default.enumerator(atPath: folder)
        while let name = all?.nextObject() as? String {
            guard all?.fileAttributes?[.type] as? FileAttributeType == .typeRegular else { continue }
            files[name] = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
        }
        return files
    }

    private func checkpoint(_ node: NodeFixture) throws -> SignedCheckpoint {
        try SignedCheckpoint(parsing: try node.workspace.read(Self.folder + "/checkpoint"))
    }

    @Test(
        "It has the files of tlog-tiles, each as the node serves it, grows with the log, and keeps nothing that is not needed"
    )
    func grows() throws {
        let node = try Self.started()
        var sizes: [Int] = []
        for round in 0..<3 {
            try Self.submit(node, "case-\(round)")
            let outcome = try Self.mirror(node)
            #expect(outcome.status == 0, "\(outcome.everything)")
            let log = try #require(try Answered(outcome)["logs"].list.first)
            #expect(log["log"].text == Self.origin && log["new"].number > 0)
            sizes.append(log["size"].number)
            let signed = try checkpoint(node)
            #expect(signed.checkpoint.size == log["size"].number)
            let layout = TileLayout(size: signed.checkpoint.size)
            for path in layout.hashTiles + layout.entryBundles {
                let served = try Curl(node, as: .leader).send(
                    "GET", "/v1/agreements/\(NodeFixture.agreement)/log/\(path)")
                #expect(
                    try served.status == 200 && served.body == node.workspace.read("\(Self.folder)/\(path)"), "\(path)")
            }
        }
        let names = Set(try Self.files(node.workspace(Self.folder)).keys)
        // Those of this checkpoint, and of the one before it.
        #expect(
            names
                == Set(
                    ["checkpoint"]
                        + sizes.suffix(2).flatMap { ["tile/0/000.p/\($0)", "tile/entries/000.p/\($0)"] }), "\(names)")
        let again = try Self.mirror(node)
        #expect(try again.status == 0 && Answered(again)["logs"].list.first?["new"].number == 0)
        let whole = try node.saksi(["mirror", NodeFixture.agreement, "--to", "mirror"], as: .leader)
        #expect(whole.output.contains("nothing new; \(sizes[2]) entries are mirrored"), "\(whole.everything)")
        // Another folder, from nothing, has the same.
        #expect(try Self.mirror(node, to: "second").status == 0)
        let second = try Self.files(node.workspace("second"))
        let first = try Self.files(node.workspace("mirror"))
        #expect(second.filter { $0.key != "lock" }.allSatisfy { first[$0.key] == $0.value } && second.count == 4)
    }

    @Test("Who may not read the entries gets none, and leaves no checkpoint behind that would say so")
    func rights() throws {
        let node = try Self.started()
        try Self.submit(node, "case")
        let refused = try Self.mirror(node, as: .investigator)
        #expect(refused.status == 3 && refused.output.contains("mirror.right"), "\(refused.everything)")
        #expect(try Self.files(node.workspace(Self.folder)).keys.contains("checkpoint") == false)
        #expect(try Self.mirror(node, as: .leader).status == 0)
    }

    @Test("A run that was cut short goes on: what is there is not fetched again, and nothing half is taken for whole")
    func cutShort() throws {
        let node = try Self.started()
        for round in 0..<2 { try Self.submit(node, "case-\(round)") }
        #expect(try Self.mirror(node).status == 0)
        let whole = try Self.files(node.workspace("mirror"))
        // As a run that was killed before its end leaves it, and before any of its tiles.
        for kept in [["000.p"], []] {
            let folder = node.workspace(Self.folder)
            try FileManager.default.moveItem(atPath: folder + "/checkpoint", toPath: folder + "/pending")
            if kept.isEmpty { try FileManager.default.removeItem(atPath: folder + "/tile") }
            #expect(try Self.mirror(node).status == 0)
            #expect(try Self.files(node.workspace("mirror")) == whole)
        }
        // One at a time.
        let lock = unsafe open(node.workspace("mirror/lock"), O_RDWR)
        defer { close(lock) }
        #expect(flock(lock, LOCK_EX | LOCK_NB) == 0)
        let second = try Self.mirror(node)
        #expect(second.status == 5 && second.output.contains("mirror.in-use"))
    }

    @Test(
        "A log that shrank, and one that was written anew, are told with exit 8; both are kept, and the mirror stays as it was"
    )
    func misconduct() throws {
        let node = try Self.started()
        try Self.submit(node, "case-0")
        node.stop()
        try FileManager.default.copyItem(atPath: node.dataFolder, toPath: node.workspace("older"))
        try node.start()
        try Self.submit(node, "case-1")
        #expect(try Self.mirror(node).status == 0)
        let mirrored = try Self.files(node.workspace("mirror"))
        let size = try checkpoint(node).checkpoint.size
        node.stop()
        try FileManager.default.removeItem(atPath: node.dataFolder)
        try FileManager.default.copyItem(atPath: node.workspace("older"), toPath: node.dataFolder)
        try node.start()

        func kept(_ kind: String) throws -> [Contradiction] {
            try Self.files(node.workspace(Self.folder)).filter { $0.key.hasPrefix("misconduct/\(kind)-") }.values
                .map { try Contradiction(document: $0) }
        }
        let shrunk = try Self.mirror(node)
        #expect(shrunk.status == 8 && shrunk.output.contains("mirror.misconduct"), "\(shrunk.everything)")
        #expect(try kept("smaller").first?.cosigned.checkpoint.size == size)

        // The other history becomes as long, and then longer.
        try Self.submit(node, "case-2")
        let split = try Self.mirror(node)
        #expect(split.status == 8, "\(split.everything)")
        let pair = try #require(try kept("split-view").first)
        #expect(pair.cosigned.checkpoint.size == size && pair.received.checkpoint.size == size)
        #expect(pair.cosigned.checkpoint.root != pair.received.checkpoint.root)
        try Self.submit(node, "case-3")
        let rewritten = try Self.mirror(node)
        #expect(rewritten.status == 8 && rewritten.output.contains("does not continue"), "\(rewritten.everything)")
        #expect(try kept("unproven").count == 1)
        let now = try Self.files(node.workspace("mirror"))
        #expect(now.filter { !$0.key.contains("misconduct/") } == mirrored)
        #expect(now.count == mirrored.count + 3)
    }

    @Test("saksi cosign --mirror signs what is mirrored, and nothing that a mirror refuses or may not have")
    func cosigned() throws {
        let node = try Self.started()
        try Self.submit(node, "case-0")
        func cosign(as person: NodeFixture.Person = .leader, _ more: String...) throws -> Tool.Outcome {
            try node.saksi(
                ["cosign", "--agreement", NodeFixture.agreement, "--key", "pki/th/cosigner-bangkok.key"]
                    + ["--state", "signed", "--mirror", "mirror", "--json"] + more, as: person)
        }
        let signed = node.workspace("signed/\(Self.name)")
        let refused = try cosign(as: .investigator, "--begin")
        #expect(refused.status == 3 && refused.output.contains("mirror.right"), "\(refused.everything)")
        #expect(!FileManager.default.fileExists(atPath: signed))
        let begun = try cosign("--begin")
        #expect(begun.status == 0, "\(begun.everything)")
        #expect(try Answered(begun)["size"].number == checkpoint(node).checkpoint.size)
        // The log may grow between the mirror and the signature: what is signed is what is mirrored, not what came then.
        let names = (0..<5).map { "busy-\($0)" }
        for name in names { try node.pack(Array(name.utf8), as: name) }
        let busy = try names.map { name in
            try node.begin(
                ["submit", "\(name).asice", "--receipt", "\(name).receipt"], as: .investigator, output: "\(name).out")
        }
        repeat {
            let grown = try cosign()
            #expect(grown.status == 0, "\(grown.everything)")
            #expect(try Answered(grown)["size"].number == checkpoint(node).checkpoint.size)
        } while busy.contains { $0.isRunning }
        let before = try Data(contentsOf: URL(fileURLWithPath: signed))
        node.stop()
        try FileManager.default.copyItem(atPath: node.dataFolder, toPath: node.workspace("older"))
        try node.start()
        // The mirror goes further than the cosigner ever signed; the log that comes then continues only the signed one.
        try Self.submit(node, "case-1")
        #expect(try Self.mirror(node).status == 0)
        node.stop()
        try FileManager.default.removeItem(atPath: node.dataFolder)
        try FileManager.default.copyItem(atPath: node.workspace("older"), toPath: node.dataFolder)
        try node.start()
        for name in ["case-2", "case-3"] { try Self.submit(node, name) }
        let rewritten = try cosign()
        #expect(rewritten.status == 8 && rewritten.output.contains("mirror.misconduct"), "\(rewritten.everything)")
        #expect(rewritten.output.contains("of the mirror, the event "), "\(rewritten.everything)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: signed)) == before)
    }

    @Test("Each changed or missing file of a mirror is found by its name, and nothing is put in its place")
    func damaged() throws {
        let node = try Self.started()
        try Self.submit(node, "case-0")
        #expect(try Self.mirror(node).status == 0)
        try Self.submit(node, "case-1")
        let files = try Self.files(node.workspace(Self.folder))
        #expect(files.count == 3)
        for (name, bytes) in files {
            let path = node.workspace("\(Self.folder)/\(name)")
            for place in [0, bytes.count / 2, bytes.count - 1] {
                var changed = bytes
                changed[place] ^= 1
                try Data(changed).write(to: URL(fileURLWithPath: path))
                let outcome = try Self.mirror(node)
                #expect([1, 6].contains(outcome.status), "\(name) \(place): \(outcome.everything)")
                #expect(try Self.files(node.workspace(Self.folder))[name] == changed)
            }
            guard name != "checkpoint" else {
                try Data(bytes).write(to: URL(fileURLWithPath: path))
                continue
            }
            try FileManager.default.removeItem(atPath: path)
            let missing = try Self.mirror(node)
            #expect(missing.status == 1 && missing.output.contains("mirror.damaged"), "\(missing.everything)")
            try Data(bytes).write(to: URL(fileURLWithPath: path))
        }
        let good = try Self.mirror(node)
        #expect(good.status == 0, "\(good.everything)")
    }
}
