import Foundation
import Glibc
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("Opening")
struct OpeningTests {
    @Test("Opening gives back the tree that was packed")
    func opens() async throws {
        let bench = try Bench()
        try await bench.pack()
        try await bench.verified().open(to: bench("opened"))
        #expect(try bench.workspace.read("opened/statement.txt") == Array("A statement.\n".utf8))
        #expect(try bench.workspace.read("opened/ឯកសារ/ភស្តុតាង.txt") == bench.workspace.read("folder/ឯកសារ/ភស្តុតាង.txt"))
        #expect(try bench.workspace.read("opened/photos/50_ off+1.png").count == 4)
    }

    @Test("Names that begin with a vowel sign are packed, verified, opened and exported")
    func combining() async throws {
        let bench = try Bench()
        let names = ["\u{17B6}\u{17C6}.txt", "ថត/\u{17C1}\u{17B7}.txt", "\u{0E31}/\u{0E34}.txt"]
        // Foundation itself divides such paths wrongly.
        for folder in ["folder", "folder/ថត", "folder/\u{0E31}"] { #expect(unsafe mkdir(bench(folder), 0o755) == 0) }
        for name in names { try NewFile.write([0x78], to: bench("folder/\(name)")) }
        try await bench.pack()
        try await bench.verified().open(to: bench("opened"))
        try await UnverifiedBundle(path: bench("bundle.asice")).export(bag: bench("bag"))
        for name in names {
            #expect(try OpenFile(reading: bench("opened/\(name)")).facts().size == 1)
            #expect(try OpenFile(reading: bench("bag/data/\(name)")).facts().size == 1)
        }
    }

    @Test("What was opened can be read by its owner only")
    func modes() async throws {
        let bench = try Bench()
        try await bench.pack()
        try await bench.verified().open(to: bench("opened"))
        let manager = FileManager.default
        for name in [""] + (try manager.subpathsOfDirectory(atPath: bench("opened"))) {
            let facts = try manager.attributesOfItem(atPath: bench("opened/\(name)"))
            let mode = try #require(facts[.posixPermissions] as? Int)
            #expect(mode == (facts[.type] as? FileAttributeType == .typeDirectory ? 0o700 : 0o600), "\(name)")
        }
    }

    @Test("Some of the exhibits can be opened, or one saved as a file")
    func some() async throws {
        let bench = try Bench()
        try await bench.pack()
        let bundle = try await bench.verified()
        try await bundle.open(to: bench("opened"), items: [try ExhibitNumber(2)])
        #expect(try FileManager.default.subpathsOfDirectory(atPath: bench("opened")) == ["statement.txt"])
        try await bundle.save(try ExhibitNumber(2), to: bench("saved.txt"))
        #expect(try bench.workspace.read("saved.txt") == Array("A statement.\n".utf8))
    }

    @Test("An existing folder, or a link in its place, is never written into")
    func existing() async throws {
        let bench = try Bench()
        try await bench.pack()
        let bundle = try await bench.verified()
        try FileManager.default.createDirectory(atPath: bench("there"), withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: bench("link"), withDestinationPath: bench("there"))
        for name in ["there", "link"] {
            let failure = await #expect(throws: BundleError.self) { try await bundle.open(to: bench(name)) }
            #expect(failure?.code == .outputExists)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: bench("there")) == [])
    }

    @Test("A bundle that changed after it was verified does not open, and leaves nothing behind")
    func changedLater() async throws {
        let bench = try Bench()
        try await bench.pack()
        let bundle = try await bench.verified()
        let place = try #require(bundle.location(of: try ExhibitNumber(2)))
        let file = try #require(FileHandle(forUpdatingAtPath: bench("bundle.asice")))
        try file.seek(toOffset: UInt64(place.offset))
        try file.write(contentsOf: [0x58])
        let failure = await #expect(throws: BundleError.self) { try await bundle.open(to: bench("opened")) }
        #expect(failure?.code == .digestMismatch)
        #expect(try bench.leftovers(beside: ["pki", "folder", "bundle.asice"]) == [])
    }

    @Test("What a killed opening left behind is removed at the next one; what is under way, or of others, is not")
    func stale() async throws {
        let bench = try Bench()
        try await bench.pack()
        let ended = try Tool.run("sh", ["-c", "echo $$"]).output.split(separator: "\n")[0]
        let kept = [".opened.\(getpid()).17.part", ".other.\(ended).17.part", ".opened.notes.part"]
        for name in kept + [".opened.\(ended).17.part"] {
            try bench.workspace.write("A name.\n", to: "\(name)/data/deep/statement.txt")
        }
        try await bench.verified().open(to: bench("opened"))
        let left = try bench.leftovers(beside: ["pki", "folder", "bundle.asice", "opened"])
        #expect(Set(left) == Set(kept))
    }

    @Test("A folder for which there is no parent is told with the parent, and how to make it")
    func noParent() async throws {
        let bench = try Bench()
        try await bench.pack()
        let bundle = try await bench.verified()
        let failure = await #expect(throws: BundleError.self) { try await bundle.open(to: bench("nowhere/opened")) }
        #expect(failure?.reason == "The folder “\(bench("nowhere").shownInMessage)” is not there.")
        #expect(failure?.nextStep.hasPrefix("Make it first: mkdir -p") == true)
    }

    @Test(
        "A disk that is full is told with the folder that was named, and leaves nothing behind",
        .enabled(if: SmallDisk.canBeMounted))
    func fullDisk() async throws {
        let bench = try Bench()
        try bench.workspace.write([UInt8](repeating: 7, count: 3 << 20), to: "folder/photos/large.bin")
        try await bench.packer().pack(try bench.order(bench("folder")), to: bench("bundle.asice"))
        let bundle = try await bench.verified()
        let disk = try SmallDisk(mebibytes: 1)
        for run in [
            { try await bundle.open(to: disk("opened")) },
            { try await UnverifiedBundle(path: bench("bundle.asice")).export(bag: disk("opened")) },
        ] as [() async throws -> Void] {
            let failure = await #expect(throws: BundleError.self) { try await run() }
            #expect(failure?.code == .storageFull)
            #expect(failure?.reason.contains("disk/opened/") == true, "\(failure?.reason ?? "")")
            #expect(failure?.reason.contains(".part") == false)
            #expect(failure?.nextStep.contains("--") == false, "\(failure?.nextStep ?? "")")
            #expect(try FileManager.default.contentsOfDirectory(atPath: disk.path) == [])
        }
    }
}
