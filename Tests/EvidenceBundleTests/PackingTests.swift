import Foundation
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("Packing")
struct PackingTests {
    @Test("What was packed verifies, and says what it was given")
    func roundTrip() async throws {
        let bench = try Bench()
        let packed = try await bench.pack()
        let verification = try await bench.verify()
        #expect(verification.report.exit == .done, "\(verification.report.text)")
        let bundle = try #require(verification.bundle)
        #expect(bundle.digest == packed.digest)
        #expect(bundle.record == packed.record)
        #expect(bundle.exhibits.count == 3)
        let names = bundle.exhibits.compactMap(\.originalName)
        #expect(names == ["photos/50% off+1.png", "statement.txt", "ឯកសារ/ភស្តុតាង.txt"])
        #expect(bundle.exhibits[0].path.text == "data/photos/50_ off+1.png")
        #expect(bundle.exhibits[0].mediaType == "image/png")
        #expect(try bundle.read(bundle.exhibits[1].number, count: 100) == Array("A statement.\n".utf8))
        #expect(try bench.leftovers(beside: ["pki", "folder", "bundle.asice"]) == [])
    }

    @Test("Files larger than a block, and empty ones, are packed and verified")
    func sizes() async throws {
        let bench = try Bench()
        var generator = SeededGenerator(seed: 7)
        let large = [UInt8](repeating: UInt8(truncatingIfNeeded: generator.next()), count: 3 << 20)
        try bench.workspace.write(large + [1, 2, 3], to: "folder/large.bin")
        try bench.workspace.write([], to: "folder/empty.txt")
        try await bench.pack()
        let bundle = try await bench.verified()
        #expect(bundle.exhibits.map(\.size) == [0, Int64(large.count + 3)])
        #expect(bundle.exhibits[1].sha256 == Digest(of: large + [1, 2, 3]))
    }

    @Test("A link or a pipe in the folder is an error, or is left out and recorded when that is asked for")
    func leftOut() async throws {
        let bench = try Bench()
        let folder = try bench.makeFolder()
        try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "/etc/passwd")
        try Tool.run("mkfifo", [folder + "/pipe"])
        var order = try bench.order(folder)
        let failure = await #expect(throws: BundleError.self) {
            try await bench.packer().pack(order, to: bench("b.asice"))
        }
        #expect(failure?.code == .sourceNotRegular)
        #expect(failure?.reason.contains("link") == true)
        order.leavesOut = true
        try await bench.packer().pack(order, to: bench("bundle.asice"))
        #expect(try await bench.verified().record.leftOut?.map(\.name) == ["link", "pipe"])
    }

    @Test("Empty folders, and the sheet that lies in the folder, are recorded as left out")
    func leftOutSilently() async throws {
        let bench = try Bench()
        try bench.workspace.write("1", to: "folder/a.txt")
        for name in ["empty", "full/inner"] {
            try FileManager.default.createDirectory(atPath: bench("folder/\(name)"), withIntermediateDirectories: true)
        }
        let sheet = "path,category,handling,flags,victim-identity\na.txt,document,none,none,none\n"
        var order = try bench.order(bench("folder"), defaults: [])
        order.sheet = try Sheet(reading: try bench.workspace.write(sheet, to: "folder/sheet.csv"))
        try await bench.packer().pack(order, to: bench("bundle.asice"))
        let leftOut = try #require(try await bench.verified().record.leftOut)
        #expect(leftOut.map(\.name) == ["empty", "full/inner", "sheet.csv"])
        #expect(leftOut.allSatisfy { !$0.reason.isEmpty })
    }

    @Test("A file that changes while it is packed fails the pack and leaves nothing behind")
    func changing() async throws {
        let bench = try Bench()
        let folder = try bench.makeFolder()
        try bench.workspace.write([UInt8](repeating: 1, count: 3 << 20), to: "folder/large.bin")
        let failure = await #expect(throws: BundleError.self) {
            try await bench.packer().pack(try bench.order(folder), to: bench("bundle.asice")) { progress in
                guard progress.name == "large.bin", let file = FileHandle(forWritingAtPath: folder + "/large.bin")
                else { return }
                file.seekToEndOfFile()
                file.write(Data([1]))
            }
        }
        #expect(failure?.code == .sourceChanged)
        #expect(failure?.reason.contains("large.bin") == true)
        #expect(try bench.leftovers(beside: ["pki", "folder"]) == [])
    }

    @Test("Stopping in the middle leaves nothing behind")
    func cancelled() async throws {
        let bench = try Bench()
        try bench.workspace.write([UInt8](repeating: 1, count: 8 << 20), to: "folder/large.bin")
        let order = try bench.order(bench("folder"))
        let packer = try bench.packer()
        let path = bench("bundle.asice")
        let task = Task {
            try await packer.pack(order, to: path) { _ in unsafe withUnsafeCurrentTask { unsafe $0?.cancel() } }
        }
        let failure = await #expect(throws: BundleError.self) { try await task.value }
        #expect(failure?.code == .cancelled)
        #expect(try bench.leftovers(beside: ["pki", "folder"]) == [])
    }

    @Test(
        "A full disk is said plainly, and leaves nothing behind",
        .enabled(if: SmallDisk.canBeMounted, "a tmpfs cannot be mounted here"))
    func fullDisk() async throws {
        let bench = try Bench()
        try bench.workspace.write([UInt8](repeating: 1, count: 4 << 20), to: "folder/large.bin")
        let disk = try SmallDisk(mebibytes: 2)
        let failure = await #expect(throws: BundleError.self) {
            try await bench.packer().pack(try bench.order(bench("folder")), to: disk("bundle.asice"))
        }
        let left = try FileManager.default.contentsOfDirectory(atPath: disk.path)
        #expect(failure?.code == .storageFull)
        #expect(failure?.code.exit == .storage)
        #expect(left == [])
    }

    @Test("An existing file is never written over, and a bundle is not put into the folder that is packed")
    func output() async throws {
        let bench = try Bench()
        try await bench.pack()
        let before = try bench.workspace.read("bundle.asice")
        let again = await #expect(throws: BundleError.self) { try await bench.pack() }
        #expect(again?.code == .outputExists)
        #expect(try bench.workspace.read("bundle.asice") == before)
        let inside = await #expect(throws: BundleError.self) { try await bench.pack("folder/bundle.asice") }
        #expect(inside?.code == .outputInside)
        let nowhere = await #expect(throws: BundleError.self) { try await bench.pack("nowhere/bundle.asice") }
        #expect(nowhere?.code == .sourceMissing)
    }

    @Test("Names that are one name to many systems are an error that shows both")
    func collisions() async throws {
        for (first, second) in [
            ("Photo.JPG", "photo.jpg"), ("caf\u{E9}", "cafe\u{301}"), ("A/x", "a"),
        ] {
            let bench = try Bench()
            try bench.workspace.write("1", to: "folder/\(first)")
            try bench.workspace.write("2", to: "folder/\(second)")
            let failure = await #expect(throws: BundleError.self) { try await bench.pack() }
            #expect(failure?.code == .sourceNamesCollide, "\(first)")
            #expect(failure?.reason.contains(second) == true)
        }
    }

    @Test("An empty or missing folder is said")
    func nothing() async throws {
        let bench = try Bench()
        try FileManager.default.createDirectory(atPath: bench("folder"), withIntermediateDirectories: false)
        #expect(await #expect(throws: BundleError.self) { try await bench.pack() }?.code == .sourceEmpty)
        let order = try bench.order(bench("nowhere"))
        let missing = await #expect(throws: BundleError.self) {
            try await bench.packer().pack(order, to: bench("b.asice"))
        }
        #expect(missing?.code == .sourceMissing)
        let file = try bench.order(try bench.workspace.write("1", to: "a.txt"))
        let notFolder = await #expect(throws: BundleError.self) {
            try await bench.packer().pack(file, to: bench("b.asice"))
        }
        #expect(notFolder?.code == .sourceNotFolder)
        #expect(notFolder?.reason.contains("is not a folder") == true)
    }

    @Test("Many small files go through in batches, in order")
    func many() async throws {
        let bench = try Bench()
        for index in 0..<600 { try bench.workspace.write("file \(index)", to: "folder/\(index % 7)/\(index).txt") }
        try await bench.pack()
        let bundle = try await bench.verified()
        #expect(bundle.exhibits.count == 600)
        for exhibit in bundle.exhibits.prefix(50) {
            let name = try #require(exhibit.originalName?.split(separator: "/").last?.dropLast(4))
            #expect(try bundle.read(exhibit.number, count: 100) == Array("file \(name)".utf8))
        }
    }
}
