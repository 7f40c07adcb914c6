package import Vocabulary

/// The days on which something is in force, both inclusive, as clocks stand in its zone.
package struct Term: Hashable, Sendable {
    package let from: CalendarDay
    /// Nil where it is open-ended.
    package let until: CalendarDay?
    package let zone: Zone
    /// The first moment, and the first moment after; milliseconds since 1970.
    let start: Int64
    let end: Int64

    package init(from: CalendarDay, until: CalendarDay?, zone: Zone) {
        self.from = from
        self.until = until
        self.zone = zone
        let offset = Int64(zone.offset.minutes) * 60_000
        start = Int64(from.daysSince1970) * 86_400_000 - offset
        end = until.map { Int64($0.daysSince1970 + 1) * 86_400_000 - offset } ?? .max
    }

    package func covers(_ instant: Instant) -> Bool {
        instant.millisecondsSince1970 >= start && instant.millisecondsSince1970 < end
    }

    /// The moment itself, or the last one of the term if that is earlier.
    func latest(by instant: Instant) -> Instant { min(instant, Instant(millisecondsSince1970: end - 1)) }

    package func hasBegun(by instant: Instant) -> Bool { instant.millisecondsSince1970 >= start }

    func overlaps(_ other: Term) -> Bool { start < other.end && other.start < end }
}
