package import Vocabulary

/// When a running node audits itself.
package struct AuditSchedule: Hashable, Sendable {
    /// From the beginning of one to the beginning of the next.
    package let everyHours: Int
    /// The time of day in UTC, in minutes; then the hours are whole days.
    package let at: Int?

    package init(everyHours: Int, at: Int? = nil) {
        self.everyHours = everyHours
        self.at = at
    }

    /// When the next one is due; one that was missed is due at once.
    /// - Parameters:
    ///   - last: when the last one was begun; nil if none ever was.
    ///   - start: since when somebody looks.
    ///   - now: one that was begun later than this was so by a clock that was wrong, and does not count.
    package func next(after last: Instant?, start: Instant, now: Instant) -> Instant {
        let last = last.flatMap { $0 <= now ? $0 : nil }
        let start = min(start, now)
        let hours = Int64(everyHours)
        guard let at else { return last.map { $0.adding(seconds: hours * 3600) } ?? start }
        // One may have been begun a little late: the next is due at its time of day all the same.
        let early = last.map { $0.adding(seconds: (hours - 12) * 3600) } ?? start
        let seconds = early.secondsSince1970
        let day = seconds - (seconds % 86_400 + 86_400) % 86_400
        let today = Instant(secondsSince1970: day + Int64(at) * 60)
        return today >= early ? today : today.adding(days: 1)
    }
}
