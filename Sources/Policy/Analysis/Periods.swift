import Vocabulary

/// Days on which the same documents are in force and the same persons stand on the rosters.
struct Period {
    /// A moment in it.
    let instant: Instant
    /// The first moment of each stretch of it, and the first moment after; milliseconds since 1970.
    var stretches: [Range<Int64>]
    /// Whether each side, with all that it rests on, is in force.
    let isInForce: [Bool]

    /// The whole of time, cut where anything begins or ends; parts that do not differ are one period.
    static func all(_ scopes: [PolicyScope]) -> [Period] {
        let terms = scopes.flatMap { scope in
            scope.grants.map(\.term) + scope.laws.map(\.term) + scope.agreement.roster.entries.map(\.term)
        }
        let cuts = Set(terms.flatMap { [$0.start, $0.end] }).sorted()
        var found: [(key: Key, period: Period)] = []
        for (start, end) in zip(cuts, cuts.dropFirst()) {
            let instant = Instant(millisecondsSince1970: start)
            let key = Key(scopes, at: instant)
            guard key.isInForce.contains(true) else { continue }
            if let index = found.firstIndex(where: { $0.key == key }) {
                found[index].period.stretches.append(start..<end)
            } else {
                found.append(
                    (key, Period(instant: instant, stretches: [start..<end], isInForce: key.isInForce)))
            }
        }
        return found.map(\.period)
    }

    private struct Key: Equatable {
        let isInForce: [Bool]
        let laws: [[AgreementID]]
        let entries: [[RosterEntry]]

        init(_ scopes: [PolicyScope], at instant: Instant) {
            isInForce = scopes.map { $0.grants.allSatisfy { $0.term.covers(instant) } }
            laws = scopes.map { $0.laws.filter { $0.term.covers(instant) }.map(\.id) }
            entries = scopes.map { $0.agreement.roster.entries(at: instant) }
        }
    }
}
