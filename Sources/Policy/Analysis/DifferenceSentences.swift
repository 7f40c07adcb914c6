import Vocabulary

/// Says the boxes of a comparison in sentences.
struct DifferenceSentences {
    private let space: FactSpace
    private let periods: [Period]
    private let catalogue: MessageCatalogue
    /// Above this many boxes for one change, one sentence about all of them says that it holds for some cases.
    static let most = 6

    init(_ space: FactSpace, _ periods: [Period], _ catalogue: MessageCatalogue) {
        self.space = space
        self.periods = periods
        self.catalogue = catalogue
    }

    func changes(_ comparison: Comparison) -> [AgreementDifference.Change] {
        var changes: [AgreementDifference.Change] = []
        for (pair, boxes) in comparison.boxes {
            let references = (comparison.rules[pair] ?? ClauseSet()).intersection(all).members
                .map { space.table.rules[$0].reference }
            let few = boxes.count <= Self.most
            for box in few ? boxes : Self.hulls(boxes) {
                let members = Self.chosen(comparison.actors, box[Comparison.actorAxis])
                let isPartly = !few && !boxes.contains(box)
                changes.append(
                    AgreementDifference.Change(
                        action: space.table.action, members: members,
                        sentence: sentence(pair, who(members), conditions(box, comparison, isPartly: isPartly)),
                        clauses: Set(references).sorted()))
            }
        }
        return changes.sorted { $0.sentence < $1.sentence }
    }

    private var all: ClauseSet {
        space.table.sides.reduce(into: ClauseSet()) { $0.formUnion($1.all) }
    }

    /// One box around the boxes of each actor set.
    private static func hulls(_ boxes: [Comparison.Box]) -> [Comparison.Box] {
        var hulls: [UInt64: Comparison.Box] = [:]
        for box in boxes {
            let who = box[Comparison.actorAxis]
            hulls[who] = hulls[who].map { zip($0, box).map { $0 | $1 } } ?? box
        }
        return hulls.values.sorted { $0.lexicographicallyPrecedes($1) }
    }

    static func chosen<Value>(_ values: [Value], _ mask: UInt64) -> [Value] {
        values.enumerated().filter { $0.offset < 64 && mask & (1 << UInt64($0.offset)) != 0 }.map(\.element)
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

    private func sentence(_ pair: Comparison.Pair, _ who: String, _ when: String) -> String {
        let action = catalogue.word(space.table.action)
        switch (pair.old, pair.new) {
        case (.denied, .granted(let grant)):
            let asks = words(grant).map { ", if \($0)" } ?? ""
            return catalogue.text(.differenceGains, ["who": who, "action": action, "when": when, "asks": asks])
        case (.granted, .denied), (.denied, .denied):
            return catalogue.text(.differenceLoses, ["who": who, "action": action, "when": when])
        case (.granted(let old), .granted(let new)):
            let nothing = catalogue.text(.valueNone)
            if old.approvals != new.approvals || old.approvers != new.approvers {
                return catalogue.text(
                    new.approvals.isEmpty ? .differenceNoApprovals : .differenceApprovals,
                    [
                        "who": who, "action": action, "when": when, "approvals": approvals(new) ?? nothing,
                        "before": approvals(old) ?? nothing,
                    ])
            }
            if old.obligations != new.obligations {
                return catalogue.text(
                    new.obligations.isEmpty ? .differenceNoDuties : .differenceDuties,
                    [
                        "who": who, "action": action, "when": when,
                        "duties": ReadBack.duties(new.obligations, catalogue),
                        "before": old.obligations.isEmpty ? nothing : ReadBack.duties(old.obligations, catalogue),
                    ])
            }
            return catalogue.text(.differenceOtherPermits, ["who": who, "action": action, "when": when])
        }
    }

    private func words(_ grant: Grant) -> String? {
        let parts = [
            approvals(grant), grant.obligations.isEmpty ? nil : ReadBack.duties(grant.obligations, catalogue),
        ].compactMap(\.self)
        return parts.isEmpty ? nil : catalogue.allOf(parts)
    }

    private func approvals(_ grant: Grant) -> String? {
        guard !grant.approvals.isEmpty else { return nil }
        return catalogue.allOf(
            grant.approvals.map { terms in
                "\(catalogue.allOf(terms.seats.map(\.description))) approved within \(terms.withinDays) days"
            }.sorted())
    }

    // MARK: Who and when

    /// By role where it is everybody in that role, with the names.
    private func who(_ members: [MemberID]) -> String {
        let entries = space.scopes.flatMap(\.agreement.roster.entries)
        let roles = Set(entries.filter { members.contains($0.member) }.map(\.role)).sorted()
        let names = members.map(\.text).joined(separator: ", ")
        return "\(catalogue.allOf(roles.map(catalogue.word))) (\(names))"
    }

    private func conditions(_ box: Comparison.Box, _ comparison: Comparison, isPartly: Bool) -> String {
        let words = ConditionWords(catalogue)
        var parts: [String] = []
        let days = Self.chosen(periods, box[0])
        if days.count < periods.count { parts.append(words.days(days)) }
        let origins = Self.chosen(comparison.origins, box[Comparison.originAxis])
        if origins.count < comparison.origins.count { parts.append(words.origins(origins, space.scopes)) }
        let offences = Self.chosen(comparison.offences, box[Comparison.offenceAxis])
        if offences.count < comparison.offences.count,
            let text = words.offences(offences, of: comparison.offences, listed: listed)
        {
            parts.append(text)
        }
        for axis in Axis.allCases {
            let values = space.axisValues[axis.rawValue]
            let chosen = Self.chosen(values, box[Comparison.firstAxis + axis.rawValue])
            guard chosen.count < values.count, !isHeading(chosen) else { continue }
            if let text = words.values(axis, chosen, of: values) { parts.append(text) }
        }
        guard !parts.isEmpty else { return "" }
        return " " + (isPartly ? catalogue.text(.differencePartly) : "") + parts.joined(separator: ", ")
    }
}
