import Foundation
import Policy
import TestKit
import Vocabulary

/// A shipped file with one rule changed, made in its text.
struct Mutation {
    let name: String
    /// The file as it was, and as it is.
    let old: PolicyDocument
    let new: PolicyDocument
    let clause: ClauseNumber
    let actions: Set<Action>

    /// Every single-rule change of a file that it can still be read with.
    static func all(of name: String) throws -> [Mutation] {
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(Shipped.folder)/\(name)")))
        let old = try PolicyDocument(reading: bytes, file: name)
        let text = withoutExamples(String(decoding: bytes, as: UTF8.self))
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let clauses =
            switch old {
            case .agreement(let agreement): agreement.clauses
            case .law(let law): law.clauses
            }
        var mutations: [Mutation] = []
        for clause in clauses {
            guard let start = lines.firstIndex(of: "  \"\(clause.number)\":") else { continue }
            let end = lines[(start + 1)...].firstIndex { !$0.hasPrefix("    ") } ?? lines.count
            func add(_ what: String, _ body: [String]) {
                let whole = Array(lines[..<start]) + body + Array(lines[end...])
                guard let new = try? PolicyDocument(reading: Array(whole.joined(separator: "\n").utf8), file: name)
                else { return }
                mutations.append(
                    Mutation(
                        name: "\(name) \(clause.number): \(what)", old: old, new: new, clause: clause.number,
                        actions: clause.actions))
            }
            add("dropped", [])
            let body = Array(lines[start..<end])
            for (index, line) in body.enumerated().dropFirst() {
                let key = line.trimmingCharacters(in: .whitespaces).prefix { $0 != ":" }
                // Whole parts of the rule, when they stand on a line of their own or with what is indented below.
                if ["who", "item", "if", "unless", "approvals", "then"].contains(key), line.hasPrefix("    \(key)") {
                    let below = body[(index + 1)...].prefix { $0.hasPrefix("     ") }.count
                    add("without \(key)", Array(body[..<index]) + Array(body[(index + 1 + below)...]))
                }
                for (word, other) in Self.replacements {
                    for range in line.ranges(of: word) where !line.contains("says:") {
                        add(
                            "\(word) for \(other)",
                            body.replacing(index, line.replacingCharacters(in: range, with: other)))
                    }
                }
            }
        }
        return mutations
    }

    private static func withoutExamples(_ text: String) -> String {
        text.range(of: "\nexamples:").map { String(text[..<$0.lowerBound]) + "\n" } ?? text
    }

    /// Words of each list, and others that may stand in their place.
    private static let replacements: [(String, String)] = [
        ("retrieve", "disclose"), ("submit", "retrieve"), ("list", "read-log"), ("onward-transfer", "retrieve"),
        ("produce-in-court", "destroy"), ("team-leader", "visiting"), ("[member", "[visiting"),
        ("seconded", "visiting"),
        ("central-authority", "member"), ("document", "biometric"), ("intercept", "document"),
        ("chat-export", "medical-report"), ("agreed-offence", "immigration"), ("danger-to-life", "trial"),
        ("other-offence", "prosecution"), ("item-origin", "KH"), ("child-abuse-material", "privileged"),
        ("privileged", "confidential"), ("direct", "none"), ("within-days: 14", "within-days: 3"),
        ("within-days: 30", "within-days: 3"), ("permit:", "forbid:"), ("log: full", "log: basic"),
        ("kh-victim-desk", "th-prosecutor"),
    ]
}

extension Array {
    fileprivate func replacing(_ index: Int, _ element: Element) -> Array {
        var copy = self
        copy[index] = element
        return copy
    }
}
