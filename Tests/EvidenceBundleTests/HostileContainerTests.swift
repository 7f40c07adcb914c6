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
}
