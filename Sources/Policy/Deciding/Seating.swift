import Vocabulary

/// Gives seats to persons: each seat one person, each person one seat, as many seats as can be filled.
/// Whoever has a seat keeps one, though it may become another to make room.
struct Seating {
    private let seats: [ApprovalSeat]
    private let origin: Party?
    /// Where the act takes place: who leads there is a leader.
    private let place: Party?
    /// The only seats that somebody may have; whoever is not here may have any that they can fill.
    private var limits: [MemberID: [Int]] = [:]
    /// Who fills each seat.
    private(set) var holders: [RosterEntry?]

    init(_ seats: [ApprovalSeat], origin: Party?, at place: Party?) {
        self.seats = seats
        self.origin = origin
        self.place = place
        holders = Array(repeating: nil, count: seats.count)
    }

    var isFull: Bool { !holders.contains { $0 == nil } }

    /// Gives the person a seat if that fills one more; else changes nothing.
    mutating func seat(_ person: RosterEntry) {
        var tried = Set<Int>()
        _ = place(person, &tried)
    }

    /// The same, for somebody who can have some of the seats only, now and when others make room.
    mutating func seat(_ person: RosterEntry, onlyAt allowed: [Int]) {
        limits[person.member] = allowed
        var tried = Set<Int>()
        if !place(person, &tried) { limits[person.member] = nil }
    }

    /// An augmenting path (Kuhn's algorithm); there are few seats, so it is never deep.
    private mutating func place(_ person: RosterEntry, _ tried: inout Set<Int>) -> Bool {
        for index in seats.indices where admits(person, index) && tried.insert(index).inserted {
            if let holder = holders[index] {
                guard place(holder, &tried) else { continue }
            }
            holders[index] = person
            return true
        }
        return false
    }

    private func admits(_ person: RosterEntry, _ index: Int) -> Bool {
        (limits[person.member].map { $0.contains(index) } ?? true)
            && seats[index].admits(person, origin: origin, at: place)
    }
}
