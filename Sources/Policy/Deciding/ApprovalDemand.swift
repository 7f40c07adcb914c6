import Vocabulary

/// The seats that the clauses of one decision ask for together.
///
/// A seat that several clauses name is one seat, as often as the clause that names it most often; so one approval fills
/// one seat, and different seats are filled by different persons, whichever clauses name them.
struct ApprovalDemand {
    struct Seat {
        let seat: ApprovalSeat
        /// Its place among the seats of the first clause that asks for it.
        let position: Int
        /// The shortest time that a clause which names it allows.
        var withinDays: Int
        /// The clauses that ask for it.
        var clauses: [Int]
    }

    private(set) var seats: [Seat] = []

    mutating func add(_ terms: ApprovalTerms, of clause: Int) {
        var taken = 0
        var last: ApprovalSeat?
        // The seats of a clause are sorted, so equal ones follow each other.
        for (position, seat) in terms.seats.enumerated() {
            taken = seat == last ? taken + 1 : 0
            last = seat
            var before = taken
            if let index = seats.firstIndex(where: {
                guard $0.seat == seat else { return false }
                before -= 1
                return before < 0
            }) {
                seats[index].withinDays = min(seats[index].withinDays, terms.withinDays)
                seats[index].clauses.append(clause)
            } else {
                seats.append(Seat(seat: seat, position: position, withinDays: terms.withinDays, clauses: [clause]))
            }
        }
    }

    /// Whether these persons could fill every seat, each another.
    func canBeFilled(by persons: some Sequence<RosterEntry>, origin: Party?, at place: Party?) -> Bool {
        var seating = Seating(seats.map(\.seat), origin: origin, at: place)
        for person in persons { seating.seat(person) }
        return seating.isFull
    }
}
