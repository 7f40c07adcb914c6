/// A moment in UTC, to the millisecond, written `2026-05-04T02:13:05.123Z` (RFC 3339).
package struct Instant: ParsedText {
    package let millisecondsSince1970: Int64

    package init(millisecondsSince1970: Int64) {
        self.millisecondsSince1970 = millisecondsSince1970
    }

    package init(secondsSince1970 seconds: Int64) {
        millisecondsSince1970 = seconds * 1000
    }

    /// Reads the one spelling of an instant: UTC, three decimals, `Z`.
    package init(parsing text: String) throws(VocabularyError) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            bytes[range].allSatisfy(Form.isDigit) ? Int(String(decoding: bytes[range], as: UTF8.self)) : nil
        }
        guard bytes.count == 24, bytes[10] == 0x54, bytes[13] == 0x3A, bytes[16] == 0x3A, bytes[19] == 0x2E,
            bytes[23] == 0x5A,
            let day = try? CalendarDay(parsing: String(decoding: bytes[0..<10], as: UTF8.self)),
            let hour = number(11..<13), hour < 24, let minute = number(14..<16), minute < 60,
            let second = number(17..<19), second < 60, let millisecond = number(20..<23)
        else {
            throw VocabularyError(
                .instantForm, "“\(text.shownInMessage)” is not an instant.",
                next: "Write an instant in UTC as 2026-05-04T02:13:05.000Z.")
        }
        let seconds = ((day.daysSince1970 * 24 + hour) * 60 + minute) * 60 + second
        millisecondsSince1970 = Int64(seconds) * 1000 + Int64(millisecond)
    }

    package var text: String { "\(secondsText(offsetMinutes: 0)).\(Digits.padded(millisecond, 3))Z" }

    /// Whole seconds, rounded down.
    package var secondsSince1970: Int64 {
        (millisecondsSince1970 - Int64(millisecond)) / 1000
    }

    private var millisecond: Int {
        Int((millisecondsSince1970 % 1000 + 1000) % 1000)
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.millisecondsSince1970 < right.millisecondsSince1970
    }

    package func adding(milliseconds: Int64) -> Instant {
        Instant(millisecondsSince1970: millisecondsSince1970 + milliseconds)
    }

    package func adding(seconds: Int64) -> Instant { adding(milliseconds: seconds * 1000) }
    package func adding(days: Int) -> Instant { adding(seconds: Int64(days) * 86_400) }

    /// The day it is at this moment where clocks are `offset` ahead of UTC.
    package func day(at offset: UTCOffset) -> CalendarDay {
        CalendarDay(daysSince1970: floorDivide(Int(secondsSince1970) + offset.minutes * 60, 86_400))
    }

    /// `2026-05-04T09:13:05`, the wall-clock time at the offset, without the offset itself.
    func secondsText(offsetMinutes: Int) -> String {
        let local = Int(secondsSince1970) + offsetMinutes * 60
        let days = floorDivide(local, 86_400)
        let inDay = local - days * 86_400
        let clock = [inDay / 3600, inDay / 60 % 60, inDay % 60].map { Digits.padded($0, 2) }.joined(separator: ":")
        return "\(CalendarDay(daysSince1970: days).text)T\(clock)"
    }

    private func floorDivide(_ value: Int, _ divisor: Int) -> Int {
        value >= 0 ? value / divisor : (value - divisor + 1) / divisor
    }
}
