import Vocabulary

/// The fewest “bears all of these, and none of those” that together say, exactly, a family of sets of marks.
struct MarkCover<Mark: Word> {
    struct Part: Hashable {
        let there: Set<Mark>
        let never: Set<Mark>

        func admits(_ set: Set<Mark>) -> Bool { there.isSubset(of: set) && never.isDisjoint(with: set) }
    }

    /// Empty for an empty family; one part that says nothing for the family of all sets.
    let parts: [Part]

    /// There are few marks of a kind, so all parts can be gone through.
    init(of family: Set<Set<Mark>>) {
        let every = Self.subsets(Mark.allCases.sorted())
        let sound = Self.parts(of: Mark.allCases.sorted()).filter { part in
            every.allSatisfy { !part.admits($0) || family.contains($0) }
        }
        var chosen: [Part] = []
        var left = family
        while !left.isEmpty {
            // Of those that say as much, the first: they are in a steady order, the shortest before.
            guard
                let best = sound.max(by: { one, other in
                    left.filter(one.admits).count < left.filter(other.admits).count
                })
            else { break }
            chosen.append(best)
            left = left.filter { !best.admits($0) }
        }
        // What a later part says too is not said twice.
        for part in chosen {
            let others = chosen.filter { $0 != part }
            if family.allSatisfy({ set in others.contains { $0.admits(set) } }) { chosen = others }
        }
        parts = chosen
    }

    private static func parts(of marks: [Mark]) -> [Part] {
        var parts = [Part(there: [], never: [])]
        for mark in marks {
            parts += parts.flatMap {
                [
                    Part(there: $0.there.union([mark]), never: $0.never),
                    Part(there: $0.there, never: $0.never.union([mark])),
                ]
            }
        }
        return parts.sorted { $0.there.count + $0.never.count < $1.there.count + $1.never.count }
    }

    private static func subsets(_ marks: [Mark]) -> [Set<Mark>] {
        marks.reduce(into: [[]]) { sets, mark in sets += sets.map { $0.union([mark]) } }
    }
}
