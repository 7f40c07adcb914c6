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
extension ExhibitsDecision {
    func write(to page: inout Page) {
        let word: (String, Page.Mark) =
            switch outcome {
            case .permit: ("permitted", .good)
            case .deny: ("refused", .bad)
            case .pending: ("waits", .unsure)
            }
        page.state(word.0, word.1, "exhibit \(ExhibitNumbers.text(exhibits))")
        for reason in reasons { page.line("               \(reason.sentence)") }
        if outcome != .permit { page.line("               Next: \(next)") }
    }
}

extension GiversConditions {
    func write(to page: inout Page) {
        page.line("  Condition of the giver at exhibit \(ExhibitNumbers.text(exhibits)): \(text)")
    }
}

/// Numbers of exhibits for a reader.
enum ExhibitNumbers {
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
