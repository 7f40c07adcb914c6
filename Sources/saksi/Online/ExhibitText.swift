import Custody
import Vocabulary
import Wire

/// What the register says of an exhibit, in one line.
extension ExhibitSummary {
    var line: String {
        let protection = ProtectionText(origin, handling, victimIdentity, flags)
        return (["\(category)", mediaType, ProgressText.bytes(Int64(clamping: size))] + protection.parts)
            .joined(separator: ", ")
    }
}

/// What the register says of exhibits that are alike, in one line.
extension ExhibitClassSummary {
    var line: String {
        let protection = ProtectionText(origin, handling, victimIdentity, flags)
        return (["\(count) × \(category)", ProgressText.bytes(Int64(clamping: size))] + protection.parts)
            .joined(separator: ", ")
    }
}

/// Where exhibits come from, and what protects them.
private struct ProtectionText {
    let parts: [String]

    init(_ origin: Party, _ handling: [HandlingCode], _ victimIdentity: VictimIdentity, _ flags: [ItemFlag]) {
        var parts = ["from \(origin)"]
        if !handling.isEmpty { parts.append(handling.map(\.rawValue).joined(separator: "+")) }
        if victimIdentity != .none { parts.append("shows a victim: \(victimIdentity)") }
        if !flags.isEmpty { parts.append(flags.map(\.rawValue).joined(separator: ", ")) }
        self.parts = parts
    }
}

/// Exhibits that were decided alike, told together.
struct DecisionGroup {
    let numbers: [ExhibitNumber]
    let decision: ExhibitDecision

    static func of(_ decisions: [ExhibitDecision]) -> [DecisionGroup] {
        var groups: [DecisionGroup] = []
        for decision in decisions {
            if let index = groups.firstIndex(where: { $0.isLike(decision) }) {
                groups[index] = DecisionGroup(
                    numbers: groups[index].numbers + [decision.number], decision: groups[index].decision)
            } else {
                groups.append(DecisionGroup(numbers: [decision.number], decision: decision))
            }
        }
        return groups
    }

    private func isLike(_ other: ExhibitDecision) -> Bool {
        decision.outcome == other.outcome && decision.code == other.code && decision.reasons == other.reasons
            && decision.next == other.next && decision.obligations == other.obligations
            && decision.conditions == other.conditions
    }

    func write(to page: inout Page) {
        let word: (String, Page.Mark) =
            switch decision.outcome {
            case .permit: ("permitted", .good)
            case .deny: ("refused", .bad)
            case .pending: ("waits", .unsure)
            }
        page.state(word.0, word.1, "exhibit \(Self.text(numbers))")
        for reason in decision.reasons { page.line("               \(reason.sentence)") }
        if let conditions = decision.conditions { page.line("               Condition of the giver: \(conditions)") }
        if decision.outcome != .permit { page.line("               Next: \(decision.next)") }
    }

    /// `0001-0003, 0007`
    static func text(_ numbers: [ExhibitNumber]) -> String {
        var ranges: [(first: ExhibitNumber, last: ExhibitNumber)] = []
        for number in numbers.sorted() {
            if let last = ranges.last, last.last.value + 1 == number.value {
                ranges[ranges.count - 1].last = number
            } else {
                ranges.append((number, number))
            }
        }
        return ranges.map { $0.first == $0.last ? "\($0.first)" : "\($0.first)-\($0.last)" }.joined(separator: ", ")
    }
}

extension Reason {
    /// The sentence names its clause; where there is none, the clause alone.
    var sentence: String {
        text.isEmpty ? [source, clause].filter { !$0.isEmpty }.joined(separator: " ") : text
    }
}
