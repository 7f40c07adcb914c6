import Vocabulary

/// Reads and writes `metadata/bundle.json` exhibit by exhibit, so that memory does not grow with a copy of all.
///
/// The file is canonical JSON: an object with the keys of `BundleRecord` and `exhibits`, sorted.
enum RecordFile {
    static let path = "metadata/bundle.json"
    /// Larger files are refused by who reads and by who packs, and so are the larger parts below.
    static let limit: Int64 = 512 << 20
    static let exhibitLimit = ExhibitRecord.longest
    /// Of what stands around the exhibits.
    static let frameLimit = 16 << 20
    private static let key = Array(#""exhibits":["#.utf8)

    /// The bytes in front of the exhibits, and those behind.
    static func frame(_ record: BundleRecord) throws(BundleError) -> (before: [UInt8], after: [UInt8]) {
        let framed = Framed(record: record, exhibits: [])
        let bytes = try encode(framed)
        guard let position = RecordScanner.exhibits(in: bytes) else {
            throw BundleError(.recordForm, "The record could not be written.", next: "Please report this.")
        }
        return (Array(bytes[..<position]), Array(bytes[position...]))
    }

    static func encode(_ value: some Encodable) throws(BundleError) -> [UInt8] {
        do { return try CanonicalJSON.encode(value) } catch { throw BundleError(error) }
    }

    /// The whole file; for small bundles and tests.
    static func encoded(_ record: BundleRecord, _ exhibits: [ExhibitRecord]) throws(BundleError) -> [UInt8] {
        let (before, after) = try frame(record)
        var bytes = before
        for (index, exhibit) in exhibits.enumerated() {
            if index > 0 { bytes.append(0x2C) }
            bytes += try encode(exhibit)
        }
        return bytes + after
    }

    /// - Returns: the record, its exhibits, and for each the commitment that must stand in `disclosure.json`.
    static func decode(
        _ bytes: [UInt8]
    ) throws(BundleError) -> (record: BundleRecord, exhibits: [ExhibitRecord], commitments: [Digest]) {
        func refused(_ reason: String) -> BundleError {
            BundleError(.recordForm, reason, next: ContainerReader.askAgain)
        }
        guard let start = RecordScanner.exhibits(in: bytes) else {
            throw refused("\(path) has no list of exhibits.")
        }
        var exhibits: [ExhibitRecord] = []
        var commitments: [Digest] = []
        var position = start
        while position < bytes.count, bytes[position] == 0x7B {
            var reader = ExhibitReader(bytes, at: position)
            if let exhibit = reader.record(), reader.position - position <= exhibitLimit {
                commitments.append(exhibit.commitment(Array(bytes[position..<reader.position])))
                exhibits.append(exhibit)
                position = reader.position
            } else {
                guard let end = RecordScanner.objectEnd(in: bytes, from: position) else { break }
                let piece = Array(bytes[position..<end])
                do {
                    let exhibit = try CanonicalJSON.decode(
                        ExhibitRecord.self, from: piece, noun: "record of exhibit \(exhibits.count + 1) in \(path)",
                        limit: exhibitLimit)
                    commitments.append(exhibit.commitment(piece))
                    exhibits.append(exhibit)
                } catch { throw refused(error.reason) }
                position = end
            }
            guard position < bytes.count, bytes[position] == 0x2C else { break }
            position += 1
        }
        guard exhibits.isEmpty || bytes[position - 1] != 0x2C else { throw refused("\(path) is not canonical JSON.") }
        let header = Array(bytes[..<start]) + Array(bytes[position...])
        do {
            let framed = try CanonicalJSON.decode(Framed.self, from: header, noun: "record \(path)", limit: frameLimit)
            guard framed.exhibits.isEmpty else { throw refused("\(path) is not canonical JSON.") }
            guard framed.record.format == BundleRecord.currentFormat else {
                throw refused(
                    "\(path) has the format “\(framed.record.format.shownInMessage)”, which is not known here.")
            }
            return (framed.record, exhibits, commitments)
        } catch let error as BundleError {
            throw error
        } catch let error as VocabularyError {
            throw refused(error.reason)
        } catch {
            throw refused("\(path) is not of its form.")
        }
    }
}

/// The record with its list of exhibits, which is filled and read apart.
private struct Framed: Codable {
    let record: BundleRecord
    let exhibits: [ExhibitRecord]

    private enum Key: String, CodingKey { case exhibits }

    init(record: BundleRecord, exhibits: [ExhibitRecord]) {
        self.record = record
        self.exhibits = exhibits
    }

    init(from decoder: any Decoder) throws {
        record = try BundleRecord(from: decoder)
        exhibits = try decoder.container(keyedBy: Key.self).decode([ExhibitRecord].self, forKey: .exhibits)
    }

    func encode(to encoder: any Encoder) throws {
        try record.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(exhibits, forKey: .exhibits)
    }
}

/// Finds the pieces of a JSON text without interpreting them.
enum RecordScanner {
    /// Where the first element of the list at the top-level key `exhibits` would stand.
    static func exhibits(in bytes: [UInt8]) -> Int? {
        list(#""exhibits":["#, in: bytes)
    }

    /// Where the first element of a list at a top-level key would stand.
    static func list(_ text: String, in bytes: [UInt8]) -> Int? {
        let key = Array(text.utf8)
        var depth = 0
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case 0x22:
                if depth == 1, bytes[index...].starts(with: key) { return index + key.count }
                guard let end = stringEnd(in: bytes, from: index) else { return nil }
                index = end
                continue
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D: depth -= 1
            default: break
            }
            index += 1
        }
        return nil
    }

    /// The index behind the object that starts at `start`, or nil if none does.
    static func objectEnd(in bytes: [UInt8], from start: Int) -> Int? {
        guard start < bytes.count, bytes[start] == 0x7B else { return nil }
        var depth = 0
        var index = start
        while index < bytes.count {
            switch bytes[index] {
            case 0x22:
                guard let end = stringEnd(in: bytes, from: index) else { return nil }
                index = end
                continue
            case 0x7B, 0x5B: depth += 1
            case 0x7D, 0x5D:
                depth -= 1
                if depth == 0 { return index + 1 }
            default: break
            }
            index += 1
        }
        return nil
    }

    private static func stringEnd(in bytes: [UInt8], from start: Int) -> Int? {
        var index = start + 1
        while index < bytes.count {
            if bytes[index] == 0x5C {
                index += 2
            } else if bytes[index] == 0x22 {
                return index + 1
            } else {
                index += 1
            }
        }
        return nil
    }
}
