import Vocabulary

@testable import EvidenceBundle

/// A ZIP file with every liberty that a hostile one takes.
struct ForgedContainer: Sendable {
    struct Entry: Sendable {
        var name: [UInt8]
        var contents: [UInt8]
        var flags: UInt16 = 0x0800
        var method: UInt16 = 0
        var time: UInt16 = 0
        var attributes: UInt32 = 0o100644 << 16
        var localName: [UInt8]?
        var localExtra: [UInt8] = []
        var directoryExtra: [UInt8] = []
        var size: UInt32?
        var checksum: UInt32?
        var localChecksum: UInt32?
        var before: [UInt8] = []
        var behind: [UInt8] = []
        var offset: UInt32?
        var isListed = true

        init(_ name: String, _ contents: [UInt8]) {
            self.name = Array(name.utf8)
            self.contents = contents
        }
    }

    var entries: [Entry]
    var beforeDirectory: [UInt8] = []
    var afterEnd: [UInt8] = []
    var comment: [UInt8] = []
    var count: UInt16?

    /// A container that is in order.
    static var plain: ForgedContainer {
        ForgedContainer(entries: [
            Entry("mimetype", Array("application/vnd.etsi.asic-e+zip".utf8)), Entry("data/a.txt", Array("one".utf8)),
            Entry("data/b.txt", Array("two".utf8)),
        ])
    }

    /// The entries of a real bundle.
    init(reading path: String) throws {
        let file = try OpenFile(reading: path)
        entries = try ContainerReader(file).entries.map { entry in
            Entry(entry.path.text, try file.bytes(at: entry.contents, count: Int(entry.size)))
        }
    }

    init(entries: [Entry]) { self.entries = entries }

    subscript(_ name: String) -> Entry? {
        get { entries.first { $0.name == Array(name.utf8) } }
        set {
            let index = entries.firstIndex { $0.name == Array(name.utf8) }
            if let index, let newValue {
                entries[index] = newValue
            } else if let index {
                entries.remove(at: index)
            } else if let newValue {
                entries.append(newValue)
            }
        }
    }

    mutating func replace(_ name: String, _ change: (String) -> String) {
        guard let old = self[name] else { return }
        self[name]?.contents = Array(change(String(decoding: old.contents, as: UTF8.self)).utf8)
    }

    var bytes: [UInt8] {
        var file: [UInt8] = []
        var directory: [UInt8] = []
        var listed = 0
        for entry in entries {
            file += entry.before
            let offset = entry.offset ?? UInt32(file.count)
            let checksum = entry.checksum ?? Checksum.of(entry.contents)
            let size = entry.size ?? UInt32(entry.contents.count)
            func common(_ checksum: UInt32) -> [UInt8] {
                var bytes: [UInt8] = []
                bytes.append(little: UInt16(20))
                bytes.append(little: entry.flags)
                bytes.append(little: entry.method)
                bytes.append(little: entry.time)
                bytes.append(little: UInt16(0x21))
                bytes.append(little: checksum)
                bytes.append(little: size)
                bytes.append(little: size)
                return bytes
            }
            let localName = entry.localName ?? entry.name
            file.append(little: UInt32(0x0403_4B50))
            file += common(entry.localChecksum ?? checksum)
            file.append(little: UInt16(localName.count))
            file.append(little: UInt16(entry.localExtra.count))
            file += localName + entry.localExtra + entry.contents + entry.behind
            guard entry.isListed else { continue }
            listed += 1
            directory.append(little: UInt32(0x0201_4B50))
            directory.append(little: UInt16(0x032D))
            directory += common(checksum)
            directory.append(little: UInt16(entry.name.count))
            directory.append(little: UInt16(entry.directoryExtra.count))
            directory.append(little: UInt16(0))
            directory.append(little: UInt16(0))
            directory.append(little: UInt16(0))
            directory.append(little: entry.attributes)
            directory.append(little: offset)
            directory += entry.name + entry.directoryExtra
        }
        file += beforeDirectory
        let start = file.count
        file += directory
        file.append(little: UInt32(0x0605_4B50))
        file.append(little: UInt32(0))
        file.append(little: count ?? UInt16(listed))
        file.append(little: count ?? UInt16(listed))
        file.append(little: UInt32(directory.count))
        file.append(little: UInt32(start))
        file.append(little: UInt16(comment.count))
        return file + comment + afterEnd
    }
}
