import Vocabulary

/// Reads the record of one exhibit where it is spelt as it is written: keys in order, no white space, no escapes.
///
/// Each value must come out again as it went in, so that what is read here is canonical without writing it anew. For
/// everything else the answer is nil, and the general reader decides.
struct ExhibitReader {
    private let bytes: [UInt8]
    /// Behind what was read.
    private(set) var position: Int
    private var isFirst = true

    init(_ bytes: [UInt8], at position: Int) {
        self.bytes = bytes
        self.position = position
    }

    private struct Unusual: Error {}

    mutating func record() -> ExhibitRecord? { try? read() }

    private mutating func read() throws -> ExhibitRecord {
        try expect(0x7B)
        let acquisition = try has("acquisition") ? try string() : nil
        let category = try needed("category") { try $0.word(EvidenceCategory.self) }
        let collected = try has("collected") ? try collection() : nil
        let conditions = try has("conditions") ? try string() : nil
        let copy = try has("copy") ? try word(CopyKind.self) : nil
        let derivedFrom = try has("derivedFrom") ? try exhibitNumber() : nil
        let description = try has("description") ? try string() : nil
        let elements = try has("elements") ? try list { try $0.string() } : nil
        let evaluation = try has("evaluation") ? try parsed(Evaluation.self) : nil
        let references = try has("externalReferences") ? try list { try $0.string() } : nil
        let flags = try needed("flags") { try $0.list { try $0.word(ItemFlag.self) } }
        let handling = try needed("handling") { try $0.list { try $0.word(HandlingCode.self) } }
        let language = try has("language") ? try string() : nil
        let mediaType = try needed("mediaType") { try $0.string() }
        let number = try needed("number") { try $0.exhibitNumber() }
        let origin = try needed("origin") { try $0.parsed(Party.self) }
        let originalName = try has("originalName") ? try string() : nil
        let originalNameBytes = try has("originalNameBytes") ? try string() : nil
        let paperOriginal = try has("paperOriginal") ? try string() : nil
        let path = try needed("path") { try EntryPath(parsing: try $0.string()) }
        let rendition = try has("renditionOf") ? try rendition() : nil
        let salt = try needed("salt") { try $0.parsed(Salt.self) }
        let seizure = try has("seizure") ? try string() : nil
        let sha256 = try needed("sha256") { try $0.parsed(Digest.self) }
        let size = try needed("size") { try $0.integer() }
        let source = try has("source") ? try string() : nil
        let victimIdentity = try needed("victimIdentity") { try $0.word(VictimIdentity.self) }
        try expect(0x7D)
        return ExhibitRecord(
            number: number, path: path, originalName: originalName, originalNameBytes: originalNameBytes, size: size,
            sha256: sha256, mediaType: mediaType, category: category, handling: handling, conditions: conditions,
            evaluation: evaluation, victimIdentity: victimIdentity, origin: origin, language: language,
            description: description, collected: collected, derivedFrom: derivedFrom, renditionOf: rendition,
            copy: copy, source: source, seizure: seizure, acquisition: acquisition, paperOriginal: paperOriginal,
            elements: elements, flags: flags, externalReferences: references, salt: salt)
    }

    private mutating func collection() throws -> ExhibitRecord.Collection {
        try object { reader in
            let at = try reader.has("at") ? try reader.stated() : nil
            let authorization = try reader.has("authorization") ? try reader.string() : nil
            let by = try reader.has("by") ? try reader.string() : nil
            let method = try reader.has("method") ? try reader.string() : nil
            let tool = try reader.has("tool") ? try reader.string() : nil
            let place = try reader.has("where") ? try reader.string() : nil
            return ExhibitRecord.Collection(
                by: by, at: at, where: place, method: method, tool: tool, authorization: authorization)
        }
    }

    private mutating func stated() throws -> StatedInstant {
        try object { reader in
            let at = try reader.needed("at") { try $0.parsed(Instant.self) }
            return StatedInstant(at: at, offset: try reader.needed("offset") { try $0.parsed(UTCOffset.self) })
        }
    }

    private mutating func rendition() throws -> ExhibitRecord.Rendition {
        try object { reader in
            let by = try reader.has("by") ? try reader.string() : nil
            let exhibit = try reader.needed("exhibit") { try $0.exhibitNumber() }
            let kind = try reader.needed("kind") { try $0.word(RenditionKind.self) }
            return ExhibitRecord.Rendition(exhibit: exhibit, kind: kind, by: by)
        }
    }

    // MARK: values

    private mutating func object<Value>(_ body: (inout ExhibitReader) throws -> Value) throws -> Value {
        try expect(0x7B)
        isFirst = true
        let value = try body(&self)
        try expect(0x7D)
        isFirst = false
        return value
    }

    private mutating func list<Value>(_ element: (inout ExhibitReader) throws -> Value) throws -> [Value] {
        try expect(0x5B)
        var values: [Value] = []
        if byte == 0x5D {
            position += 1
            return values
        }
        while true {
            values.append(try element(&self))
            position += 1
            switch position <= bytes.count ? bytes[position - 1] : 0 {
            case 0x2C: continue
            case 0x5D: return values
            default: throw Unusual()
            }
        }
    }

    private mutating func parsed<Value: ParsedText>(_ type: Value.Type) throws -> Value {
        let text = try string()
        let value = try Value(parsing: text)
        guard value.text.utf8.elementsEqual(text.utf8) else { throw Unusual() }
        return value
    }

    private mutating func word<Value: RawRepresentable<String>>(_ type: Value.Type) throws -> Value {
        guard let value = Value(rawValue: try string()) else { throw Unusual() }
        return value
    }

    private mutating func exhibitNumber() throws -> ExhibitNumber { try ExhibitNumber(Int(try integer())) }

    private mutating func integer() throws -> Int64 {
        let start = position
        var value: Int64 = 0
        while let digit = byte, digit >= 0x30, digit <= 0x39, position - start < 18 {
            value = value * 10 + Int64(digit - 0x30)
            position += 1
        }
        let length = position - start
        guard length > 0, bytes[start] != 0x30 || length == 1 else { throw Unusual() }
        return value
    }

    private mutating func string() throws -> String {
        try expect(0x22)
        let start = position
        while let next = byte, next != 0x22 {
            // Characters that JSON writes with a backslash, or that writers do not agree on.
            guard next >= 0x20, next != 0x5C, next != 0x7F else { throw Unusual() }
            position += 1
        }
        let end = position
        try expect(0x22)
        guard let text = String(validating: bytes[start..<end], as: UTF8.self) else { throw Unusual() }
        return text
    }

    // MARK: the text

    private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func expect(_ expected: UInt8) throws {
        guard byte == expected else { throw Unusual() }
        position += 1
    }

    private mutating func needed<Value>(
        _ key: StaticString, _ value: (inout ExhibitReader) throws -> Value
    ) throws -> Value {
        guard try has(key) else { throw Unusual() }
        return try value(&self)
    }

    /// Whether this key comes next; if so, its value does now.
    private mutating func has(_ key: StaticString) throws -> Bool {
        let start = isFirst ? position : position + 1
        let end = start + key.utf8CodeUnitCount + 3
        guard end <= bytes.count, isFirst || bytes[position] == 0x2C, bytes[start] == 0x22 else { return false }
        let isNext = key.withUTF8Buffer { key in
            for index in key.indices where unsafe bytes[start + 1 + index] != key[index] { return false }
            return true
        }
        guard isNext, bytes[end - 2] == 0x22, bytes[end - 1] == 0x3A else { return false }
        position = end
        isFirst = false
        return true
    }
}
