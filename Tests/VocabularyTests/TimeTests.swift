import TestKit
import Testing
import Vocabulary

@Suite("Time")
struct TimeTests {
    @Test("An instant has one spelling")
    func oneSpelling() throws {
        let text = "2026-05-04T02:13:05.123Z"
        #expect(try Instant(parsing: text).text == text)
        for other in [
            "2026-05-04T02:13:05Z", "2026-05-04 02:13:05.123Z", "2026-05-04T02:13:05.123z",
            "2026-05-04T02:13:05.123+00:00",
            "2026-02-30T02:13:05.123Z", "2026-05-04T24:00:00.000Z", "2026-05-04T02:60:00.000Z",
            "2026-05-04T02:13:60.000Z",
        ] {
            #expect(throws: VocabularyError.self) { try Instant(parsing: other) }
        }
    }

    @Test("Days and their numbers agree over four centuries, leap days included")
    func civilDays() throws {
        var previous = CalendarDay(daysSince1970: -25_568)
        for number in -25_567..<120_000 {
            let day = CalendarDay(daysSince1970: number)
            guard day.daysSince1970 == number, previous < day, try CalendarDay(parsing: day.text) == day else {
                Issue.record("day \(number) is \(day)")
                return
            }
            previous = day
        }
        #expect(CalendarDay(daysSince1970: 0).text == "1970-01-01")
        #expect(CalendarDay(daysSince1970: 20_577).text == "2026-05-04")
    }

    @Test("What a person states is kept in UTC with the offset it was stated in")
    func stated() throws {
        let stated = try StatedInstant(stated: "2026-05-04T09:13+07:00")
        #expect(stated.at.text == "2026-05-04T02:13:00.000Z")
        #expect(stated.text == "2026-05-04T09:13:00+07:00")
        #expect(throws: VocabularyError.self) { try StatedInstant(stated: "2026-05-04T09:13") }
    }

    @Test("The day changes at midnight of the place, not of Greenwich")
    func placeOfDay() throws {
        let instant = try Instant(parsing: "2026-02-28T17:30:00.000Z")
        #expect(instant.day(at: .indochina).text == "2026-03-01")
        #expect(instant.day(at: .utc).text == "2026-02-28")
    }
}
