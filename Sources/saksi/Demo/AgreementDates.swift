import Vocabulary

/// Moves the dates of an example agreement, so that it is in force on the day it is shown.
///
/// All dates of the file move by the same number of days: what was before or after something stays so.
enum AgreementDates {
    /// How long the agreement has been in force on the day of the demonstration.
    private static let daysInForce = 92

    /// - Parameter leading: the agreement of a roster, with which it moves; else the text itself.
    /// - Returns: the text with its dates moved; the same text if it has no end.
    static func moved(_ text: String, to today: CalendarDay, with leading: String? = nil) -> String {
        guard let term = (leading ?? text).split(separator: "\n").first(where: { $0.hasPrefix("in-force:") }),
            term.contains("until:"),
            let first = days(in: String(term)).first
        else { return text }
        return moved(text, by: today.daysSince1970 - daysInForce - first.daysSince1970)
    }

    static func moved(_ text: String, by shift: Int) -> String {
        var result = ""
        var rest = text[...]
        while let place = rest.firstRange(of: pattern) {
            result += rest[..<place.lowerBound]
            let day = try? CalendarDay(parsing: String(rest[place]))
            result += day.map { CalendarDay(daysSince1970: $0.daysSince1970 + shift).text } ?? String(rest[place])
            rest = rest[place.upperBound...]
        }
        return result + rest
    }

    private static func days(in text: String) -> [CalendarDay] {
        text.matches(of: pattern).compactMap { try? CalendarDay(parsing: String(text[$0.range])) }
    }

    /// A whole day, and not a part of a longer number or name.
    private static var pattern: Regex<Substring> { /\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b/ }
}
