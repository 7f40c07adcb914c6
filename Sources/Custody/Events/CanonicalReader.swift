import Vocabulary

/// Reads canonical JSON whose form is known beforehand, in one pass: sorted keys, no white space, strings without
/// escapes, integers. What differs in any byte is refused, so nothing has to be written again and compared.
///
/// `CanonicalJSON` reads the same, many times slower; events come by the ten thousand.
struct CanonicalReader {
    /// What was expected where something else stood.
    struct Unexpected: Error {
        let what: String
    }

    private let bytes: [UInt8]
    private var position = 0
    /// Whether the next field or element is the first of its object or list.
    private var isFirst = true

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func end() throws {
        guard position == bytes.count else { throw Unexpected(what: "the end") }
    }

    mutating func object<Value>(_ read: (inout CanonicalReader) throws -> Value) throws -> Value {
        try between(0x7B, 0x7D, read)
    }

    /// A list with at least one element.
    mutating func list<Element>(_ read: (inout CanonicalReader) throws -> Element) throws -> [Element] {
        try between(0x5B, 0x5D) { reader in
            var elements = [try read(&reader)]
            while reader.skip(0x2C) { elements.append(try read(&reader)) }
            return elements
        }
    }

    /// - Returns: nil if the next field is another one; fields are asked for in the order of their bytes.
    mutating func optional<Value>(_ name: String, _ read: (inout CanonicalReader) throws -> Value) throws -> Value? {
        let before = self
        guard isFirst || skip(0x2C), skip(0x22), skip(name), skip(0x22), skip(0x3A) else {
            self = before
            return nil
        }
        isFirst = false
        do {
            return try read(&self)
        } catch let unexpected as Unexpected {
            throw unexpected
        } catch {
            throw Unexpected(what: "a proper “\(name)”")
        }
    }

    mutating func required<Value>(_ name: String, _ read: (inout CanonicalReader) throws -> Value) throws -> Value {
        guard let value = try optional(name, read) else { throw Unexpected(what: "“\(name)”") }
        return value
    }

    mutating func string() throws -> String {
        guard skip(0x22) else { throw Unexpected(what: "a string") }
        let start = position
        while position < bytes.count, bytes[position] != 0x22 {
            guard bytes[position] >= 0x20, bytes[position] != 0x5C else { throw Unexpected(what: "a plain string") }
            position += 1
        }
        guard let text = String(validating: bytes[start..<position], as: UTF8.self), skip(0x22) else {
            throw Unexpected(what: "a string")
        }
        return text
    }

    mutating func integer() throws -> Int {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        guard let value = DecimalNumber.parse(String(decoding: bytes[start..<position], as: UTF8.self)) else {
            throw Unexpected(what: "a number")
        }
        return value
    }

    mutating func text<Value: ParsedText>() throws -> Value {
        try Value(parsing: string())
    }

    mutating func word<Value: Word>() throws -> Value {
        try Value(parsing: string())
    }

    private mutating func between<Value>(
        _ opening: UInt8, _ closing: UInt8, _ read: (inout CanonicalReader) throws -> Value
    ) throws -> Value {
        guard skip(opening) else { throw Unexpected(what: "an object or a list") }
        isFirst = true
        let value = try read(&self)
        guard skip(closing) else { throw Unexpected(what: "no more fields, or the fields in their order") }
        isFirst = false
        return value
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skip(_ text: String) -> Bool {
        guard bytes[position...].starts(with: text.utf8) else { return false }
        position += text.utf8.count
        return true
    }
}
