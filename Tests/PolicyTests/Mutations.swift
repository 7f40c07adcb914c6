import Foundation
import Policy
import TestKit
import Vocabulary

/// A shipped file with one thing changed, made in its text.
struct Mutation {
    enum Part {
        case clause(ClauseNumber)
        /// A heading, by the words that say what it is.
        case heading(String)
        case roster(MemberID)
        case penalty(Offence)
    }

    let name: String
    /// The file as it was, and as it is.
    let old: PolicyDocument
    let new: PolicyDocument
    let part: Part

    /// A change that was made, whether or not the file can be read with it.
    enum Attempt {
        case read(Mutation)
        case refused(name: String, PolicyError)
    }

    /// Every single-rule change of a file.
    static func attempts(of name: String) throws -> [Attempt] {
        try Text(name).clauses + headings(of: name) + roster(of: name) + penalties(of: name)
    }

    /// Those that it can still be read with.
    static func all(of name: String) throws -> [Mutation] {
        try attempts(of: name).compactMap { if case .read(let mutation) = $0 { mutation } else { nil } }
    }

    /// One heading changed at a time: days, offences, thresholds, channel, cosigners, links of a law.
    private static func headings(of name: String) throws -> [Attempt] {
        let text = try Text(name)
        var found: [Attempt] = []
        for (line, content) in text.lines.enumerated() where !content.hasPrefix("  - {") {
            for (key, said, pattern, new) in Self.headings where content.contains("\(key):") {
                let changed = content.replacingOccurrences(of: pattern, with: new, options: .regularExpression)
                if changed != content {
                    found += text.mutation("\(key) of line \(line + 1)", line, changed, .heading(said))
                }
            }
        }
        return found
    }

    /// Each member dropped, given another role, or sent away a month after coming.
    private static func roster(of name: String) throws -> [Attempt] {
        let text = try Text(name)
        var found: [Attempt] = []
        for (line, content) in text.lines.enumerated() where content.hasPrefix("  - { id: ") {
            let id = content.dropFirst("  - { id: ".count).prefix { $0 != "," }
            guard let member = try? MemberID(parsing: String(id)) else { continue }
            found += text.mutation("\(id) dropped", line, nil, .roster(member))
            for (role, other) in [("team-leader", "member"), ("member", "visiting"), ("central-authority", "member")]
            where content.contains("role: \(role)") {
                found += text.mutation(
                    "\(id) as \(other)", line, content.replacing("role: \(role)", with: "role: \(other)"),
                    .roster(member))
            }
            found += text.leadership(of: String(id), line, content, .roster(member))
            if content.contains("until: 2027-02-28") {
                let shorter = content.replacing("until: 2027-02-28", with: "until: 2026-06-30")
                found += text.mutation("\(id) until June", line, shorter, .roster(member))
            }
        }
        return found
    }

    /// Each penalty of a law made light, or left out.
    private static func penalties(of name: String) throws -> [Attempt] {
        let text = try Text(name)
        guard case .law(let law) = text.old else { return [] }
        return law.penalties.sorted { $0.key < $1.key }.flatMap { offence, years -> [Attempt] in
            let penalty = "\(offence): \(years)"
            let line = text.lines.firstIndex {
                $0 == "  \(penalty)" || $0.hasPrefix("penalties:") && $0.contains(penalty)
            }
            guard let line else { return [] }
            let light = text.lines[line].replacing(penalty, with: "\(offence): 1")
            return text.mutation("\(offence) made light", line, light, .penalty(offence))
        }
    }

    // MARK: Texts

    /// In lines with this key, what matches the pattern is replaced; and what a sentence about it says.
    private static let headings: [(key: String, said: String, pattern: String, new: String)] = [
        ("in-force", "in force", "until: 20[0-9][0-9]", "until: 2026"),
        ("offences", "offences", "offences: \\[[a-z-]+, ", "offences: ["),
        ("offences", "offences", "offences: \\[", "offences: [debt-bondage, "),
        ("threshold", "penalty", "max-penalty-years: [0-9]+", "max-penalty-years: 12"),
        ("threshold", "penalty", "both-parties|all-parties", "any-party"),
        ("channel", "channel", "^channel: [a-z]+", "channel: spontaneous"),
        ("custody", "cosigners", "at-least: 1", "at-least: 0"),
        ("applies", "bears", "applies: \\[item-origin, actor-party", "applies: [item-origin"),
        ("applies", "bears", "applies: \\[item-origin, ", "applies: ["),
    ]

    /// The lines of a file without its examples, which are about the file as it was.
    private struct Text {
        let name: String
        let old: PolicyDocument
        let lines: [String]

        init(_ name: String) throws {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(Shipped.folder)/\(name)")))
            self.name = name
            old = try PolicyDocument(reading: bytes, file: name)
            let text = String(decoding: bytes, as: UTF8.self)
            let rules = text.range(of: "\nexamples:").map { String(text[..<$0.lowerBound]) + "\n" } ?? text
            lines = rules.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        }

        /// The file with these lines in the place of others.
        func mutation(_ what: String, _ range: Range<Int>, _ body: [String], _ part: Part) -> [Attempt] {
            let whole = Array(lines[..<range.lowerBound]) + body + Array(lines[range.upperBound...])
            do throws(PolicyError) {
                let new = try PolicyDocument(reading: Array(whole.joined(separator: "\n").utf8), file: name)
                return [.read(Mutation(name: "\(name) \(what)", old: old, new: new, part: part))]
            } catch {
                return [.refused(name: "\(name) \(what)", error)]
            }
        }

        func mutation(_ what: String, _ line: Int, _ content: String?, _ part: Part) -> [Attempt] {
            mutation(what, line..<(line + 1), content.map { [$0] } ?? [], part)
        }

        /// A leader who leads in one place alone, in another, or everywhere.
        func leadership(of id: String, _ line: Int, _ content: String, _ part: Part) -> [Attempt] {
            guard content.contains("role: team-leader"), case .agreement(let agreement) = old else { return [] }
            let everywhere = content.replacing(/, leads-in: \[[A-Z, ]+\]/, with: "")
            let led = agreement.partyList.map { party in
                (
                    what: "leads in \(party)",
                    line: everywhere.replacing(
                        "role: team-leader", with: "role: team-leader, leads-in: [\(party)]")
                )
            }
            return ([(what: "leads everywhere", line: everywhere)] + led).filter { $0.line != content }
                .flatMap { mutation("\(id) \($0.what)", line, $0.line, part) }
        }

        var clauses: [Attempt] {
            let clauses: [Clause] =
                switch old {
                case .agreement(let agreement): agreement.clauses
                case .law(let law): law.clauses
                case .roster: []
                }
            return clauses.flatMap { clause -> [Attempt] in
                guard let start = lines.firstIndex(of: "  \"\(clause.number)\":") else { return [] }
                let end = lines[(start + 1)...].firstIndex { !$0.hasPrefix("    ") } ?? lines.count
                return mutations(of: clause.number, start..<end)
            }
        }

        private func mutations(of clause: ClauseNumber, _ range: Range<Int>) -> [Attempt] {
            func add(_ what: String, _ body: [String]) -> [Attempt] {
                mutation("\(clause): \(what)", range, body, .clause(clause))
            }
            var found = add("dropped", [])
            let body = Array(lines[range])
            for (index, line) in body.enumerated().dropFirst() where !line.contains("says:") {
                let key = line.trimmingCharacters(in: .whitespaces).prefix { $0 != ":" }
                // Whole parts of the rule, when they stand on a line of their own or with what is indented below.
                if ["who", "item", "if", "unless", "approvals", "then"].contains(key), line.hasPrefix("    \(key)") {
                    let below = body[(index + 1)...].prefix { $0.hasPrefix("     ") }.count
                    found += add("without \(key)", Array(body[..<index]) + Array(body[(index + 1 + below)...]))
                }
                for (word, other) in Self.replacements {
                    for range in line.ranges(of: word) {
                        var changed = body
                        changed[index] = line.replacingCharacters(in: range, with: other)
                        found += add("\(word) for \(other)", changed)
                    }
                }
            }
            return found
        }

        /// Words of each list, and others that may stand in their place.
        private static let replacements: [(String, String)] = [
            ("retrieve", "disclose"), ("submit", "retrieve"), ("list", "read-log"), ("onward-transfer", "retrieve"),
            ("produce-in-court", "destroy"), ("team-leader", "visiting"), ("[member", "[visiting"),
            ("seconded", "visiting"), ("central-authority", "member"), ("document", "biometric"),
            ("intercept", "document"), ("chat-export", "medical-report"), ("agreed-offence", "immigration"),
            ("danger-to-life", "trial"), ("other-offence", "prosecution"), ("item-origin", "KH"),
            ("child-abuse-material", "privileged"), ("privileged", "confidential"), ("direct", "none"),
            ("within-days: 14", "within-days: 3"), ("within-days: 30", "within-days: 3"), ("permit:", "forbid:"),
            ("log: full", "log: basic"), ("kh-victim-desk", "th-prosecutor"),
        ]
    }
}
