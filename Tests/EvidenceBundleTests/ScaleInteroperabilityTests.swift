import Foundation
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

/// The same programs accept what is large, by number or by size.
@Suite("Interoperability at scale")
struct ScaleInteroperabilityTests {
    @Test("case_validate accepts the metadata of a folder of 100 files")
    func hundred() async throws {
        let bench = try Bench()
        for index in 0..<100 { try bench.workspace.write("file \(index)", to: "folder/\(index % 7)/\(index).txt") }
        try await bench.pack()
        try bench.checkFromOutside("bundle.asice")
        try bench.validateCase(of: "bundle.asice")
    }

    @Test("A bundle of 20,000 small files is accepted by unzip, zipinfo, file, sha256sum, bagit.py and openssl")
    func many() async throws {
        let bench = try Bench()
        for index in 0..<20_000 {
            try bench.workspace.write("message \(index)", to: "folder/\(index / 500)/\(index).txt")
        }
        try await bench.pack()
        try FileManager.default.removeItem(atPath: bench("folder"))
        try bench.checkFromOutside("bundle.asice")
        #expect(try await bench.verified().exhibits.count == 20_000)
    }

    @Test(
        "A bundle of a file over 4 GiB is accepted by them as well",
        .enabled(if: LongTests.areAsked, "it writes 13 GB: .ci/long runs it"))
    func huge() async throws {
        let bench = try Bench()
        let size: UInt64 = (4 << 30) + 4097
        let path = try bench.workspace.write("the first bytes of a disk image\n", to: "folder/image.raw")
        let file = try #require(FileHandle(forWritingAtPath: path))
        for offset in stride(from: UInt64(64 << 20), to: size, by: 256 << 20) {
            try file.seek(toOffset: offset)
            try file.write(contentsOf: Data("block at \(offset)".utf8))
        }
        try file.truncate(atOffset: size)
        try file.close()
        try await bench.pack()
        try FileManager.default.removeItem(atPath: path)
        let bundle = try await bench.verified()
        #expect(bundle.exhibits.first?.size == Int64(size))
        try bench.checkFromOutside("bundle.asice")
    }
}
