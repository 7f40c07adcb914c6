import Vocabulary

/// Says whose consent something turns on, in the fewest consents that decide it.
struct ConsentWords {
    private typealias Givers = Set<PartyReference>

    private let catalogue: MessageCatalogue
    private let origins: [OriginValue]

    /// - Parameter origins: where the material is from. Where that is one party, its consent is that of the giver.
    init(_ catalogue: MessageCatalogue, origins: [OriginValue] = []) {
        self.catalogue = catalogue
        self.origins = origins
    }

    /// Nil where it makes no difference. Whether a consent stands that nobody can be sure of goes without saying, except
    /// where it is all that is said.
    func text(_ chosen: [FactValue], of all: [FactValue]) -> String? {
        let these = sets(chosen, sure: true)
        guard !these.isEmpty else {
            return catalogue.text(.whenConsentUnknown, ["parties": names(Self.least(sets(chosen, sure: false)), .any)])
        }
        let others = sets(all, sure: true).subtracting(these)
        guard !others.isEmpty else { return nil }
        let needed = Self.least(these)
        // Some further consent would make a difference.
        let barred = Self.least(
            Set(others.compactMap { other in needed.first { $0.isSubset(of: other) }.map { other.subtracting($0) } }))
        func isSaid(_ set: Givers) -> Bool {
            needed.contains { $0.isSubset(of: set) } && !barred.contains { $0.isSubset(of: set) }
        }
        guard these.allSatisfy(isSaid), !others.contains(where: isSaid) else { return each(these) }
        if needed == [[]] {
            guard barred.allSatisfy({ $0.count == 1 }) else {
                return catalogue.text(.whenConsentExcept, ["parties": names(barred, .any)])
            }
            return catalogue.text(.whenConsentUnless, ["parties": names(barred, .any)])
        }
        let parties = names(needed, .any)
        if barred.isEmpty { return catalogue.text(.whenConsent, ["parties": parties]) }
        return catalogue.text(.whenConsentButNot, ["parties": parties, "others": names(barred, .any)])
    }

    /// As the clauses see them: the giver and the party that it is are one; what nobody gave, nobody consents for.
    private func sets(_ values: [FactValue], sure: Bool) -> Set<Givers> {
        Set(
            values.compactMap { value in
                guard case .consents(var givers, sure) = value else { return nil }
                if origins.count == 1, let origin = origins.first, givers.remove(.itemOrigin) != nil {
                    if let party = origin.party { givers.insert(.party(party)) }
                }
                return givers
            })
    }

    /// The sets that contain no other one.
    private static func least(_ sets: Set<Givers>) -> Set<Givers> {
        sets.filter { set in !sets.contains { $0.isStrictSubset(of: set) } }
    }

    /// One by one, where nothing shorter says it.
    private func each(_ sets: Set<Givers>) -> String {
        let named = sets.subtracting([[]])
        let parts =
            (sets.contains([]) ? [catalogue.text(.whenConsentNone)] : [])
            + (named.isEmpty ? [] : [catalogue.text(.whenConsentJust, ["parties": names(named, .just)])])
        return catalogue.anyOf(parts)
    }

    private enum Form { case any, just }

    private func names(_ sets: Set<Givers>, _ form: Form) -> String {
        let words = sets.map { set in
            let names = set.sorted().map(name)
            switch (form, names.count) {
            case (_, 0...1), (.just, _): return catalogue.allOf(names)
            case (.any, 2): return catalogue.text(.whenBoth, ["parties": catalogue.allOf(names)])
            case (.any, _): return catalogue.text(.whenAllOf, ["parties": catalogue.allOf(names)])
            }
        }
        return catalogue.anyOf(words.sorted())
    }

    private func name(_ giver: PartyReference) -> String {
        switch giver {
        case .party(let party): catalogue.party(party)
        case .itemOrigin: catalogue.text(.partyItemOrigin)
        case .otherParties: catalogue.text(.partyOthers)
        }
    }
}
