import Vocabulary

/// Gives the seats of a clause to persons: each seat one person, each person one seat, as many seats as can be filled.
/// Whoever has a seat keeps one, though it may become another to make room.
struct Seating {
    private let seats: [ApprovalSeat]
    private let origin: Party?
    /// Who fills each seat.
    private(set) var holders: [RosterEntry?]

    init(_ seats: [ApprovalSeat], origin: Party?) {
        self.seats = seats
        self.origin = origin
        holders = Array(repeating: nil, count: seats.count)
    }

    /// Gives the person a seat if that fills one more; else changes nothing.
    mutating func seat(_ person: RosterEntry) {
        var tried = Set<Int>()
        _ = place(person, &tried)
    }

    /// An augmenting path (Kuhn's algorithm); at most sixteen seats, so it is never deep.
    private mutating func place(_ person: RosterEntry, _ tried: inout Set<Int>) -> Bool {
        for index in seats.indices where seats[index].admits(person, origin: origin) && tried.insert(index).inserted {
            if let holder = holders[index] {
                guard place(holder, &tried) else { continue }
            }
            holders[index] = person
            return true
        }
        return false
    }
}
