/// How far the clocks of a place are ahead of UTC, written `+07:00`.
package struct UTCOffset: ParsedText {
    /// Between -12 and +14 hours.
    package let minutes: Int

    package init(parsing text: String) throws(VocabularyError) {
        let bytes = Array(text.utf8)
        guard bytes.count == 6, bytes[0] == 0x2B || bytes[0] == 0x2D, bytes[3] == 0x3A,
            let hours = Int(String(decoding: bytes[1...2], as: UTF8.self)), Form.isDigit(bytes[1]),
            Form.isDigit(bytes[2]),
            let minutes = Int(String(decoding: bytes[4...5], as: UTF8.self)), Form.isDigit(bytes[4]), minutes < 60
        else { throw Self.malformed(text, expected: "an offset from UTC, such as +07:00") }
        try self.init(minutes: (hours * 60 + minutes) * (bytes[0] == 0x2D ? -1 : 1))
        guard self.text == text else { throw Self.malformed(text, expected: "an offset from UTC, such as +07:00") }
    }

    package init(minutes: Int) throws(VocabularyError) {
        guard (-720...840).contains(minutes) else {
            throw Self.malformed("\(minutes) minutes", expected: "an offset from UTC between -12:00 and +14:00")
        }
        self.minutes = minutes
    }

    private init(unchecked minutes: Int) { self.minutes = minutes }

    static func fixed(_ minutes: Int) -> UTCOffset { UTCOffset(unchecked: minutes) }

    package static let utc = UTCOffset(unchecked: 0)
    /// Cambodia, Thailand and Vietnam.
    package static let indochina = UTCOffset(unchecked: 420)

    package var text: String {
        let size = abs(minutes)
        return "\(minutes < 0 ? "-" : "+")\(Digits.padded(size / 60, 2)):\(Digits.padded(size % 60, 2))"
    }
}
