/// A moment as somebody stated it: stored in UTC, with the offset it was stated in.
package struct StatedInstant: Hashable, Sendable, Codable {
    package let at: Instant
    package let offset: UTCOffset

    package init(at: Instant, offset: UTCOffset) {
        self.at = at
        self.offset = offset
    }

    /// Reads what a person writes: `2026-05-04T09:13:05+07:00`; seconds may be left out, `Z` is +00:00.
    package init(stated text: String) throws(VocabularyError) {
        let malformed = VocabularyError(
            .instantForm, "“\(text.shownInMessage)” is not a date and time with its offset from UTC.",
            next: "Write it as 2026-05-04T09:13:05+07:00.")
        var local = text
        let offset: UTCOffset
        if local.hasSuffix("Z") {
            offset = .utc
            local.removeLast()
        } else {
            guard let parsed = try? UTCOffset(parsing: String(local.suffix(6))) else { throw malformed }
            offset = parsed
            local.removeLast(6)
        }
        if local.utf8.count == 16 { local += ":00" }
        guard local.utf8.count == 19, let wall = try? Instant(parsing: local + ".000Z") else { throw malformed }
        self.init(at: wall.adding(seconds: -Int64(offset.minutes) * 60), offset: offset)
    }

    /// `2026-05-04T09:13:05+07:00`
    package var text: String { at.secondsText(offsetMinutes: offset.minutes) + offset.text }
}
