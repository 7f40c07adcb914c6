import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

struct HostileContainer: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: ErrorCode
    let forge: @Sendable (inout ForgedContainer) -> Void

    init(_ name: String, _ code: ErrorCode, _ forge: @escaping @Sendable (inout ForgedContainer) -> Void) {
        testDescription = name
        self.code = code
        self.forge = forge
    }

    static func named(_ text: String) -> HostileContainer {
        HostileContainer("a name “\(text.shownInMessage)”", .unsafePath) { $0.entries[1].name = Array(text.utf8) }
    }

    static let all: [HostileContainer] = [
        HostileContainer("local header with another name", .headersDisagree) {
            $0.entries[1].localName = Array("data/x.txt".utf8)
        },
        HostileContainer("local header with another CRC", .headersDisagree) { $0.entries[1].localChecksum = 7 },
        HostileContainer("local extra field", .headersDisagree) { $0.entries[1].localExtra = [9, 9, 0, 0] },
        HostileContainer("extra field", .extraField) { $0.entries[1].directoryExtra = [9, 9, 0, 0] },
        HostileContainer("the same name twice", .duplicateEntry) { $0.entries[2].name = $0.entries[1].name },
        HostileContainer("names that differ in case", .collidingNames) {
            $0.entries[2].name = Array("data/A.txt".utf8)
        },
        HostileContainer("names that differ in case of Greek", .collidingNames) {
            $0.entries[1].name = Array("data/σ".utf8)
            $0.entries[2].name = Array("data/Σ".utf8)
        },
        HostileContainer("a file that is a folder, too", .collidingNames) {
            $0.entries[1].name = Array("data/a".utf8)
            $0.entries[2].name = Array("data/a/b".utf8)
        },
        HostileContainer("name not in NFC", .unsafePath) { $0.entries[1].name = Array("data/e\u{301}".utf8) },
        HostileContainer("name not in UTF-8", .unsafePath) { $0.entries[1].name = Array("data/".utf8) + [0xC3, 0x28] },
        HostileContainer("overlapping entries", .overlap) { $0.entries[2].offset = 80 },
        HostileContainer("data between entries", .gap) { $0.entries[2].before = [1, 2, 3] },
        HostileContainer("an unlisted entry", .gap) { $0.entries[1].isListed = false },
        HostileContainer("data before the directory", .gap) { $0.beforeDirectory = [1, 2, 3] },
        HostileContainer("data before the first entry", .notABundle) { $0.entries[0].before = [1, 2, 3] },
        HostileContainer("data after the end", .trailingData) { $0.afterEnd = [1] },
        HostileContainer("a comment", .trailingData) { $0.comment = [1, 2] },
        HostileContainer("a data descriptor", .dataDescriptor) {
            $0.entries[1].flags = 0x0808
            $0.entries[1].behind = [0x50, 0x4B, 7, 8] + [UInt8](repeating: 0, count: 12)
        },
        HostileContainer("a compressed entry", .compressedEntry) { $0.entries[1].method = 8 },
        HostileContainer("an encrypted entry", .encryptedEntry) { $0.entries[1].flags = 0x0801 },
        HostileContainer("a symbolic link", .entryKind) { $0.entries[1].attributes = 0o120777 << 16 },
        HostileContainer("a device", .entryKind) { $0.entries[1].attributes = 0o020666 << 16 },
        HostileContainer("a setuid file", .entryKind) { $0.entries[1].attributes = 0o104755 << 16 },
        HostileContainer("a folder", .entryKind) { $0.entries[1].attributes = 0o040755 << 16 },
        HostileContainer("a date", .headerValue) { $0.entries[1].time = 77 },
        HostileContainer("ZIP64 that lies", .zip64Form) {
            $0.entries[1].size = .max
            $0.entries[1].directoryExtra =
                [1, 0, 16, 0] + [UInt8](repeating: 1, count: 8) + [UInt8](repeating: 2, count: 8)
        },
        HostileContainer("ZIP64 sizes beyond the file", .directoryForm) {
            $0.entries[1].size = .max
            $0.entries[1].directoryExtra = [1, 0, 16, 0] + [UInt8](repeating: 1, count: 16)
        },
        HostileContainer("ZIP64 without its field", .zip64Form) { $0.entries[1].size = .max },
        HostileContainer("ZIP64 at the end that is not there", .zip64Form) { $0.count = .max },
        HostileContainer("more entries declared", .directoryForm) { $0.count = 4 },
        HostileContainer("fewer entries declared", .directoryForm) { $0.count = 2 },
        HostileContainer("another first entry", .firstEntry) { $0.entries.swapAt(0, 1) },
        HostileContainer("another type", .firstEntry) { $0.entries[0].contents = Array("application/epub+zip".utf8) },
        HostileContainer("a compressed mimetype", .compressedEntry) { $0.entries[0].method = 8 },
        named("../outside"), named("data/../../outside"), named("/etc/passwd"), named("C:/windows"), named("~root/x"),
        named("data/~/x"), named("data\\x"), named("\\\\server\\share"), named("data//x"), named("data/./x"),
        named("data/x\u{0}y"), named("data/x\u{7}"), named("data/\u{202E}gpj.exe"), named("data/\u{2066}x"),
        named("data/100%"), named("data/\u{FEFF}x"), named("data/" + String(repeating: "x", count: 300)),
        named("data/" + String(repeating: "d/", count: 70) + "x"),
    ]
}

@Suite("Hostile containers")
struct HostileContainerTests {
    private func faults(_ forged: ForgedContainer) throws -> Set<ErrorCode> {
        let workspace = try Workspace()
        let path = try workspace.write(forged.bytes, to: "forged.asice")
        do {
            return Set(try UnverifiedBundle(path: path).faults.map(\.code))
        } catch {
            return [error.code]
        }
    }

    @Test("A container in order has no fault")
    func inOrder() throws {
        #expect(try faults(.plain) == [])
    }

    @Test("A hostile container is refused with its own code", arguments: HostileContainer.all)
    func refused(_ hostile: HostileContainer) throws {
        var forged = ForgedContainer.plain
        hostile.forge(&forged)
        let found = try faults(forged)
        #expect(found.contains(hostile.code), "found \(found.map(\.name).sorted())")
    }

    @Test("A container that was cut is refused, wherever it was cut")
    func cut() throws {
        let bytes = ForgedContainer.plain.bytes
        for length in 0..<bytes.count {
            let workspace = try Workspace()
            let path = try workspace.write(Array(bytes[..<length]), to: "cut.asice")
            #expect(throws: BundleError.self, "cut at \(length)") { try UnverifiedBundle(path: path) }
        }
    }

    @Test("Headers of files past 4 GiB have the ZIP64 form that the reader demands")
    func zip64() throws {
        let path = try EntryPath(parsing: "data/large.img")
        for (size, offset) in [(Int64(5) << 30, Int64(0)), (3, Int64(6) << 30), (Int64(UInt32.max), Int64(UInt32.max))]
        {
            let entry = ContainerEntry(path: path, size: size, checksum: 7, offset: offset)
            let header = entry.directoryHeader
            let extra = Int(header.little(UInt16.self, at: 30))
            let read = try #require(ZIP64Values.read(header, nameLength: path.text.utf8.count, extraLength: extra))
            #expect(read.size == size)
            #expect(read.offset == offset)
            #expect(entry.writtenBack.bytes.count == 12)
        }
    }

    /// The end records of a ZIP64 file behind one empty entry.
    private func zip64(entries: UInt64 = 1, size: UInt64 = 62, offset: UInt64 = 38, locator: UInt64 = 100) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.append(little: UInt32(0x0403_4B50))
        bytes += [UInt8](repeating: 0, count: 96)
        bytes.append(little: UInt32(0x0606_4B50))
        bytes.append(little: UInt64(44))
        bytes.append(little: UInt32(0x002D_032D))
        bytes.append(little: UInt64(0))
        for value in [entries, entries, size, offset] { bytes.append(little: value) }
        bytes.append(little: UInt32(0x0706_4B50))
        bytes.append(little: UInt32(0))
        bytes.append(little: locator)
        bytes.append(little: UInt32(1))
        bytes.append(little: UInt32(0x0605_4B50))
        bytes.append(little: UInt32(0))
        for value in [UInt16.max, .max] { bytes.append(little: value) }
        for value in [UInt32.max, .max] { bytes.append(little: value) }
        bytes.append(little: UInt16(0))
        return bytes
    }

    @Test("No number at the end of a container makes the reader add beyond what a number can be")
    func boundaries() throws {
        let workspace = try Workspace()
        let values: [UInt64] = [
            0, 1, 0xFFFF, 0xFFFF_FFFF, 1 << 32, 1 << 48, 1 << 60, (1 << 63) - 1, 1 << 63, .max - 1, .max,
        ]
        for value in values {
            for bytes in [
                zip64(entries: value), zip64(size: value), zip64(offset: value), zip64(locator: value),
                zip64(size: value, offset: (1 << 63) - 1), zip64(size: (1 << 63) - 1, offset: value),
            ] {
                let path = try workspace.write(bytes, to: "end.asice")
                #expect(throws: BundleError.self) { try UnverifiedBundle(path: path) }
            }
        }
    }

    @Test("No number in any field of 2, 4 or 8 bytes stops the program, in a container or in its directory")
    func fields() async throws {
        let workspace = try Workspace()
        var plain = ForgedContainer.plain
        plain.entries[1].size = .max
        plain.entries[1].directoryExtra = [1, 0, 16, 0] + [UInt8](repeating: 0, count: 16)
        let request = VerificationRequest(trust: nil, time: .now(SystemTimekeeper().now))
        for original in [ForgedContainer.plain.bytes, plain.bytes] {
            for width in [2, 4, 8] {
                for position in stride(from: 0, to: original.count - width, by: width == 8 ? 1 : 2) {
                    for filler in [
                        [UInt8](repeating: 0xFF, count: width), [UInt8](repeating: 0xFF, count: width - 1) + [0x0F],
                    ] {
                        var bytes = original
                        bytes.replaceSubrange(position..<position + width, with: filler)
                        let path = try workspace.write(bytes, to: "fields.asice")
                        guard let bundle = try? UnverifiedBundle(path: path) else { continue }
                        let run = ContentRun(file: bundle.file, entries: bundle.measurable, expected: [:])
                        _ = try await run.faults(nil)
                        if position.isMultiple(of: 16) { _ = await bundle.verify(request) }
                    }
                }
            }
        }
    }

    @Test("A directory of fifty thousand bad entries is given up after a hundred faults")
    func manyFaults() throws {
        var bytes = ForgedContainer.plain.bytes
        let workspace = try Workspace()
        let start = bytes.count
        var directory: [UInt8] = []
        for index in 0..<50_000 {
            let name = Array("data/../\(index)".utf8)
            directory.append(little: UInt32(0x0201_4B50))
            directory += [UInt8](repeating: 0, count: 24)
            directory.append(little: UInt16(name.count))
            directory += [UInt8](repeating: 0, count: 16)
            directory += name
        }
        bytes += directory
        bytes.append(little: UInt32(0x0605_4B50))
        bytes.append(little: UInt32(0))
        bytes.append(little: UInt16(50_000))
        bytes.append(little: UInt16(50_000))
        bytes.append(little: UInt32(directory.count))
        bytes.append(little: UInt32(start))
        bytes.append(little: UInt16(0))
        let path = try workspace.write(bytes, to: "many.asice")
        let began = ContinuousClock.now
        let bundle = try UnverifiedBundle(path: path)
        #expect(bundle.faults.count == 100)
        #expect(bundle.entries.count < 200)
        #expect(ContinuousClock.now - began < .seconds(60))
    }

    @Test("However often a directory names the same bytes, they are read once")
    func overlapping() throws {
        var forged = ForgedContainer.plain
        forged.entries[2].contents = forged.entries[1].contents
        forged.entries[2].offset = UInt32(30 + 8 + 31)
        let workspace = try Workspace()
        let path = try workspace.write(forged.bytes, to: "overlap.asice")
        let bundle = try UnverifiedBundle(path: path)
        #expect(bundle.faults.map(\.code).contains(.overlap))
        #expect(bundle.measurable.count == 2)
    }
}
