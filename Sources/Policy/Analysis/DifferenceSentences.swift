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
        let gains = comparison.boxes.filter { $0.key.old == .denied }
        // Whom it gives what is one sentence where that says it in fewer; what is asked of whom stands at its end.
        let areJoined =
            gains.count > 1 && comparison.gained.count <= min(Self.most, gains.values.map(\.count).max() ?? 0)
        var changes = areJoined ? comparison.gained.map { self.gain($0, gains) } : []
        for (pair, boxes) in comparison.boxes where !areJoined || pair.old != .denied {
            func add(_ box: Comparison.Box, exampleOf some: Comparison.Box?) {
                let members = members(box)
                changes.append(
                    AgreementDifference.Change(
                        action: space.table.action, turn: pair.turn, members: members,
                        sentence: sentence(
                            pair, who(members), conditions(box), example: some.map { example($0, of: box) }),
                        clauses: clauses(CollectionOfOne(pair)), extent: extent(box),
                        witnesses: witnesses([some ?? box])))
            }
            if boxes.count <= Self.most {
                for box in boxes { add(box, exampleOf: nil) }
            } else {
                for (hull, first) in Self.hulls(boxes) { add(hull, exampleOf: hull == first ? nil : first) }
            }
        }
        return changes.sorted { $0.sentence < $1.sentence }
    }

    private func members(_ box: Comparison.Box) -> [MemberID] {
        Self.chosen(comparison.actors, box[Comparison.actorAxis]).flatMap(\.members).sorted()
    }

    private func clauses(_ pairs: some Sequence<Comparison.Pair>) -> [ClauseReference] {
        let rules = pairs.reduce(BitSet()) { $0.union(comparison.rules[$1] ?? BitSet()) }
        return Set(rules.members.filter(space.table.numbers.contains).map { space.table[$0].reference }).sorted()
    }

    private func extent(_ box: Comparison.Box) -> ChangeExtent { ChangeExtent(box, comparison, space) }

    private func witnesses(_ boxes: [Comparison.Box]) -> [Witness] {
        boxes.compactMap { Witness($0, comparison, periods, space) }
    }

    // MARK: What is given

    /// What is given to all of a box, and what is asked along with it in parts of it.
    private func gain(
        _ box: Comparison.Box, _ gains: [Comparison.Pair: [Comparison.Box]]
    ) -> AgreementDifference.Change {
        var parts: [(asks: String, phrase: String, box: Comparison.Box)] = []
        var pairs: [Comparison.Pair] = []
        for (pair, boxes) in gains {
            let within = boxes.filter { part in
                zip(part, box).prefix(Comparison.agreedMark).allSatisfy { !$0.isDisjoint(with: $1) }
            }
            if !within.isEmpty { pairs.append(pair) }
            guard case .granted(let grant) = pair.new, let asks = asks(grant) else { continue }
            parts += within.map { (asks, part($0, of: box), $0) }
        }
        parts.sort { ($0.phrase, $0.asks) < ($1.phrase, $1.asks) }
        let told = parts.map { part in
            part.phrase.isEmpty
                ? part.asks
                : catalogue.text(.differenceAsksPart, ["where": part.phrase, "asks": part.asks])
        }
        let asked =
            parts.isEmpty
            ? ""
            : parts.count <= Self.most
                ? catalogue.text(.differenceAsks, ["parts": told.joined(separator: "; ")])
                : catalogue.text(
                    .differenceAsksSome, ["parts": Set(parts.map(\.asks)).sorted().joined(separator: "; ")])
        let what = conditions(box)
        let members = members(box)
        return AgreementDifference.Change(
            action: space.table.action, turn: .gained, members: members,
            sentence: catalogue.sentence(
                catalogue.text(
                    .differenceGains,
                    [
                        "who": who(members), "action": action(what),
                        "when": what.circumstances.map { ", " + $0 }.joined(), "now": asked,
                    ])),
            clauses: clauses(pairs), extent: extent(box),
            witnesses: witnesses(
                gains.values.joined().filter { part in
                    zip(part, box).prefix(Comparison.agreedMark).allSatisfy { !$0.isDisjoint(with: $1) }
                }))
    }

    /// What tells a part of a box from all of it.
    private func part(_ part: Comparison.Box, of box: Comparison.Box) -> String {
        let conditions = conditions(part, within: box)
        var words: [String] = []
        if part[Comparison.actorAxis] != box[Comparison.actorAxis] {
            words.append(catalogue.text(.differenceAsksWho, ["who": who(members(part))]))
        }
        if !conditions.item.isEmpty {
            words.append(catalogue.text(.differenceAsksItem, ["item": conditions.item.joined(separator: " ")]))
        }
        return (words + conditions.circumstances).joined(separator: ", ")
    }

    private func action(_ what: Conditions) -> String {
        terms.doing([space.table.action], what.item.isEmpty ? nil : what.item.joined(separator: " "))
    }

    /// One box around the boxes of each set of actors, with the first of them.
    private static func hulls(_ boxes: [Comparison.Box]) -> [(hull: Comparison.Box, first: Comparison.Box)] {
        var hulls: [BitSet: (hull: Comparison.Box, first: Comparison.Box)] = [:]
        for box in boxes {
            let who = box[Comparison.actorAxis]
            hulls[who] =
                hulls[who].map { known in
                    var hull = zip(known.hull, box).map { $0.union($1) }
                    // What counts for an agreed offence alone does so in each of them, or is not said.
                    hull[Comparison.agreedMark] = known.hull[Comparison.agreedMark].intersection(
                        box[Comparison.agreedMark])
                    return (hull, known.first)
                } ?? (box, box)
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
        let action = action(what)
        let when =
            what.circumstances.map { ", " + $0 }.joined()
            + (example.map { catalogue.text(.differencePartly, ["example": $0]) } ?? "")
        func say(_ id: MessageID, _ now: String = "", before: String = "", also: String = "") -> String {
            catalogue.sentence(
                catalogue.text(
                    id, ["who": who, "action": action, "when": when, "now": now, "before": before, "also": also]))
        }
        switch (pair.old, pair.new) {
        case (.denied, .granted(let grant)):
            return say(.differenceGains, asks(grant).map { catalogue.text(.differenceIf, ["asks": $0]) } ?? "")
        case (_, .denied): return say(.differenceLoses)
        case (.granted(let old), .granted(let new)):
            // What else changes is said too: an approval that comes must not hide a protection that goes.
            let (now, before) = (duties(new), duties(old))
            let also =
                now == before
                ? ""
                : catalogue.text(
                    new.obligations.isEmpty ? .differenceAlsoNoDuties : .differenceAlsoDuties,
                    ["now": now, "before": before])
            switch (approvals(old), approvals(new)) {
            case (let before, let now?) where old.approvals != new.approvals:
                return before.map { say(.differenceApprovals, now, before: $0, also: also) }
                    ?? say(.differenceFirstApprovals, now, also: also)
            case (let before?, nil): return say(.differenceNoApprovals, before: before, also: also)
            default: break
            }
            if old.approvers != new.approvers {
                return say(.differenceApprovers, approvers(new), before: approvers(old), also: also)
            }
            guard now == before else {
                return say(new.obligations.isEmpty ? .differenceNoDuties : .differenceDuties, now, before: before)
            }
            return say(.differenceOtherPermits)
        }
    }

    private func duties(_ grant: Grant) -> String {
        grant.obligations.isEmpty
            ? catalogue.text(.differenceBefore) : catalogue.allOf(terms.duties(grant.obligations))
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
        func isSaid(_ axis: Int) -> Bool {
            // Of a part of a box whose purposes count for an agreed offence alone they are as well.
            let purpose = Comparison.firstAxis + Axis.purpose.rawValue
            return hull.map { $0[axis] == box[axis] && (axis != purpose || isSameMark($0, box)) } ?? false
        }
        func isSameMark(_ one: Comparison.Box, _ other: Comparison.Box) -> Bool {
            one[Comparison.agreedMark] == other[Comparison.agreedMark]
        }
        let origins = Self.chosen(comparison.origins, box[Comparison.originAxis])
        if !isSaid(Comparison.originAxis) {
            if let origin = words.origins(origins, of: comparison.origins) { said.item.append(origin) }
            if origins == [.noItem] { said.circumstances.append(catalogue.text(.whenNoItem)) }
        }
        for axis in Axis.allCases {
            let place = Comparison.firstAxis + axis.rawValue
            let values = space.axisValues[axis.rawValue]
            let chosen = Self.chosen(values, box[place])
            let isAgreed = axis == .purpose && !box[Comparison.agreedMark].isEmpty
            guard isAgreed || chosen.count < values.count, !isSaid(place), !isHeading(chosen) else { continue }
            let text =
                switch axis {
                case .consents: ConsentWords(catalogue, origins: origins).text(chosen, of: values)
                case .purpose: words.purposes(chosen, of: values, isAgreed: isAgreed)
                default: words.values(axis, chosen, of: values)
                }
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

extension Comparison.Pair {
    fileprivate var turn: AgreementDifference.Change.Turn {
        switch (old, new) {
        case (.denied, .granted): .gained
        case (_, .denied): .lost
        case (.granted, .granted): .otherwise
        }
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
