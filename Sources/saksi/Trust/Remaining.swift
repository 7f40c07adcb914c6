import EvidenceBundle
import Vocabulary

/// How long something is still good, in words.
enum Remaining {
    /// - Returns: `good until 2027-03-01, 100 days left`, or that it has ended.
    static func text(until end: Instant, now: Instant) -> String {
        let day = end.day(at: .utc).text
        let days = days(until: end, now: now)
        if end <= now { return "ended on \(day)" }
        return "good until \(day), "
            + (days == 0 ? "less than a day left" : "\(days.counted("day")) left")
    }

    /// Whole days; negative after the end.
    static func days(until end: Instant, now: Instant) -> Int {
        Int((end.secondsSince1970 - now.secondsSince1970) / 86_400)
    }
}
