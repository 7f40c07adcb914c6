import Vocabulary

/// How long something is still good, in words.
enum Remaining {
    /// - Returns: `good until 2027-03-01, 100 days left`, or that it has ended.
    static func text(until end: Instant, now: Instant) -> String {
        let day = end.day(at: .utc).text
        let days = days(until: end, now: now)
        if end <= now { return "ended on \(day)" }
        return "good until \(day), "
            + (days == 0 ? "less than a day left" : days == 1 ? "1 day left" : "\(days) days left")
    }

    /// Whole days; negative after the end.
    static func days(until end: Instant, now: Instant) -> Int {
        Int((end.secondsSince1970 - now.secondsSince1970) / 86_400)
    }
}

/// A fingerprint as two people compare it by telephone or on paper: groups of four digits.
enum Fingerprint {
    static func text(_ digest: Digest) -> String {
        let digits = Array(digest.hexadecimal)
        return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<$0 + 4]) }.joined(separator: " ")
    }
}
