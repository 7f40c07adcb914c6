import Vocabulary

/// Up to 256 neighbouring entries, each after its length as a big-endian 16-bit number (C2SP tlog-tiles).
package enum EntryBundle {
    /// What the 16-bit length allows, and so the limit of every entry.
    package static let longestEntry = 65_535

    package static func encode(_ entries: [[UInt8]]) throws(CustodyError) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(entries.reduce(0) { $0 + $1.count + 2 })
        for entry in entries {
            guard entry.count <= longestEntry else { throw tooLong(entry.count) }
            bytes.append(UInt8(entry.count >> 8))
            bytes.append(UInt8(entry.count & 0xFF))
            bytes += entry
        }
        return bytes
    }

    /// - Parameter path: how many entries there must be, and how messages name the bundle.
    package static func decode(_ bytes: [UInt8], path: TilePath) throws(CustodyError) -> [[UInt8]] {
        var entries: [[UInt8]] = []
        var position = 0
        while position < bytes.count {
            guard position + 2 <= bytes.count else { throw malformed(path, "ends inside a length") }
            let length = Int(bytes[position]) << 8 | Int(bytes[position + 1])
            position += 2
            guard position + length <= bytes.count else { throw malformed(path, "ends inside an entry") }
            guard entries.count < path.width else { throw malformed(path, "has more than \(path.width) entries") }
            entries.append(Array(bytes[position..<position + length]))
            position += length
        }
        guard entries.count == path.width else {
            throw malformed(path, "has \(entries.count.counted("entry", "entries")) instead of \(path.width)")
        }
        return entries
    }

    static func tooLong(_ count: Int) -> CustodyError {
        CustodyError(
            .custodyEventTooLong, "A log entry of \(count) bytes is over the limit of \(longestEntry).",
            next: "Put what is long into the bundle, and only its digest into the event.")
    }

    private static func malformed(_ path: TilePath, _ what: String) -> CustodyError {
        CustodyError(
            .custodyTileForm, "The bundle of entries \(path) \(what).",
            next: "Restore it from a mirror or a backup.")
    }
}
