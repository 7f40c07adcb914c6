import Vocabulary

/// Says the boxes of a comparison in sentences.
struct DifferenceSentences {
    private let space: FactSpace
    private let periods: [Period]
    private let comparison: Comparison
    private let catalogue: MessageCatalogue
    private let terms: TermWords
    /// Above this many boxes for one change, one sentence about all of them says that it holds for some cases.
    static let most = 6

    init(_ space: FactSpace, _ periods: [Period], _ comparison: Comparison, _ catalogue: MessageCatalogue) {
        self.space = space
        self.periods = periods
        self.comparison = comparison
        self.catalogue = catalogue
        terms = TermWords(catalogue)
    }

    var changes: [AgreementDifference.Change] {
        var changes: [AgreementDifference.Change] = []
        for (pair, boxes) in comparison.boxes {
            let references = (comparison.rules[pair] ?? BitSet()).members
                .filter(space.table.numbers.contains).map { space.table[$0].reference }
            func add(_ box: Comparison.Box, exampleOf some: Comparison.Box?) {
                let members = Self.chosen(comparison.actors, box[Comparison.actorAxis]).flatMap(\.members).sorted()
                changes.append(
                    AgreementDifference.Change(
                        action: space.table.action, members: members,
                        sentence: sentence(
                            pair, who(members), conditions(box), example: some.map { example($0, of: box) }),
                        clauses: Set(references).sorted(),
                        witness: Witness(some ?? box, comparison, periods, space)))
            }
            if boxes.count <= Self.most {
                for box in boxes { add(box, exampleOf: nil) }
            } else {
                for (hull, first) in Self.hulls(boxes) { add(hull, exampleOf: hull == first ? nil : first) }
            }
        }
        return changes.sorted { $0.sentence < $1.sentence }
    }

    /// One box around the boxes of each set of actors, with the first of them.
    private static func hulls(_ boxes: [Comparison.Box]) -> [(hull: Comparison.Box, first: Comparison.Box)] {
        var hulls: [BitSet: (hull: Comparison.Box, first: Comparison.Box)] = [:]
        for box in boxes {
            let who = box[Comparison.actorAxis]
            hulls[who] = hulls[who].map { (zip($0.hull, box).map { $0.union($1) }, $0.first) } ?? (box, box)
        }
        return hulls.values.sorted { $0.hull.lexicographicallyPrecedes($1.hull, by: BitSet.precedes) }
    }

    static func chosen<Value>(_ values: [Value], _ positions: BitSet) -> [Value] {
        positions.members.filter(values.indices.contains).map { values[$0] }
    }

    /// The offences that either version lists.
    private var listed: Set<Offence> {
        space.scopes.reduce(into: []) { $0.formUnion($1.agreement.purpose?.offences ?? Set(Offence.allCases)) }
    }

    /// The channel of the agreement goes without saying.
    private func isHeading(_ chosen: [FactValue]) -> Bool {
        space.scopes.allSatisfy { scope in scope.agreement.channel.map { chosen == [.channel($0)] } ?? false }
    }

    // MARK: What changes

    private func sentence(_ pair: Comparison.Pair, _ who: String, _ what: Conditions, example: String?) -> String {
        let action = terms.doing([space.table.action], what.item.isEmpty ? nil : what.item.joined(separator: " "))
        let when =
            what.circumstances.map { ", " + $0 }.joined()
            + (example.map { catalogue.text(.differencePartly, ["example": $0]) } ?? "")
        func say(_ id: MessageID, _ now: String = "", before: String = "") -> String {
            catalogue.sentence(
                catalogue.text(
                    id, ["who": who, "action": action, "when": when, "now": now, "before": before]))
        }
        switch (pair.old, pair.new) {
        case (.denied, .granted(let grant)):
            return say(.differenceGains, asks(grant).map { catalogue.text(.differenceIf, ["asks": $0]) } ?? "")
        case (_, .denied): return say(.differenceLoses)
        case (.granted(let old), .granted(let new)):
            let nothing = catalogue.text(.differenceBefore)
            if old.approvals != new.approvals {
                return say(
                    new.approvals.isEmpty ? .differenceNoApprovals : .differenceApprovals, approvals(new) ?? nothing,
                    before: approvals(old) ?? nothing)
            }
            if old.approvers != new.approvers {
                return say(.differenceApprovers, approvers(new), before: approvers(old))
            }
            if old.obligations != new.obligations {
                return say(
                    new.obligations.isEmpty ? .differenceNoDuties : .differenceDuties,
                    catalogue.allOf(terms.duties(new.obligations)),
                    before: old.obligations.isEmpty ? nothing : catalogue.allOf(terms.duties(old.obligations)))
            }
            return say(.differenceOtherPermits)
        }
    }

    private func asks(_ grant: Grant) -> String? {
        let parts = [approvals(grant)].compactMap(\.self) + terms.duties(grant.obligations)
        return parts.isEmpty ? nil : catalogue.allOf(parts)
    }

    private func approvals(_ grant: Grant) -> String? {
        guard !grant.approvals.isEmpty else { return nil }
        let byDays = Dictionary(grouping: grant.approvals, by: \.withinDays).sorted { $0.key < $1.key }
        return catalogue.allOf(
            byDays.map { days, asked in
                catalogue.text(
                    .differenceApproval,
                    ["seats": catalogue.allOf(asked.map { terms.seat($0.seat) }), "days": catalogue.days(days)])
            })
    }

    private func approvers(_ grant: Grant) -> String {
        let members = Set(grant.approvers.values.joined()).sorted().map(\.text)
        return members.isEmpty ? catalogue.text(.readNobody) : catalogue.anyOf(members)
    }

    // MARK: Who and when

    /// By role, with the names.
    private func who(_ members: [MemberID]) -> String {
        let entries = space.scopes.flatMap(\.agreement.roster.entries)
        let named = Set(members)
        if members.count > 1, space.scopes.allSatisfy({ named == Set($0.agreement.roster.entries.map(\.member)) }) {
            return catalogue.text(.differenceEveryone)
        }
        let roles = Set(entries.filter { named.contains($0.member) }.map(\.role)).sorted()
        let words = roles.map { members.count == 1 ? catalogue.word($0) : catalogue.word($0, .many) }
        let names = members.map(\.text).joined(separator: ", ")
        guard members.count > 1 else {
            return catalogue.text(.differenceWho, ["roles": names, "members": catalogue.allOf(words)])
        }
        return catalogue.text(.differenceWho, ["roles": catalogue.allOf(words), "members": names])
    }

    /// A box in words: what the material is like, and the circumstances.
    private struct Conditions {
        var item: [String] = []
        var circumstances: [String] = []
    }

    /// What is said of one box beyond what is said of the box around it.
    private func example(_ box: Comparison.Box, of hull: Comparison.Box) -> String {
        let conditions = conditions(box, within: hull)
        let parts = conditions.item + conditions.circumstances
        return parts.joined(separator: ", ")
    }

    /// - Parameter hull: what is the same there goes without saying.
    private func conditions(_ box: Comparison.Box, within hull: Comparison.Box? = nil) -> Conditions {
        let words = ConditionWords(catalogue)
        var said = Conditions()
        func isSaid(_ axis: Int) -> Bool { hull.map { $0[axis] == box[axis] } ?? false }
        let origins = Self.chosen(comparison.origins, box[Comparison.originAxis])
        if !isSaid(Comparison.originAxis) {
            if let origin = words.origins(origins, of: comparison.origins) { said.item.append(origin) }
            if origins == [.noItem] { said.circumstances.append(catalogue.text(.whenNoItem)) }
        }
        for axis in Axis.allCases {
            let place = Comparison.firstAxis + axis.rawValue
            let values = space.axisValues[axis.rawValue]
            let chosen = Self.chosen(values, box[place])
            guard chosen.count < values.count, !isSaid(place), !isHeading(chosen) else { continue }
            let text =
                axis == .consents
                ? ConsentWords(catalogue, origins: origins).text(chosen, of: values)
                : words.values(axis, chosen, of: values)
            guard let text else { continue }
            if axis.isOfItem { said.item.append(text) } else { said.circumstances.append(text) }
        }
        let offences = Self.chosen(comparison.offences, box[Comparison.offenceAxis])
        if offences.count < comparison.offences.count, !isSaid(Comparison.offenceAxis),
            let text = words.offences(offences, of: comparison.offences, listed: listed)
        {
            said.circumstances.append(text)
        }
        if !isSaid(0), let days = days(box) { said.circumstances.append(words.days(days)) }
        return said
    }

    /// Nil where it is every day on which any of them stands on a roster.
    private func days(_ box: Comparison.Box) -> [Period]? {
        let actors = Self.chosen(comparison.actors, box[Comparison.actorAxis])
        let present = periods.indices.filter { day in
            actors.contains { actor in
                space.scopes.contains {
                    $0.agreement.roster.entry(of: actor.first, at: periods[day].instant) != nil
                }
            }
        }
        let days = present.filter(box[0].contains)
        return days.count < present.count ? days.map { periods[$0] } : nil
    }
}

extension Axis {
    /// A fact of the item, and not of the use that is made of it.
    fileprivate var isOfItem: Bool {
        switch self {
        case .category, .victimIdentity, .flags, .handling, .channel, .copy, .evaluation: true
        case .purpose, .consents, .place, .forum, .lifting: false
        }
    }
}
