import Custody
import Vocabulary

/// A certificate as plain text: for a terminal, an e-mail, a fax, and for copying the expert's lines.
struct PlainPage {
    private var text = ""

    private static let width = 78

    static func text(_ blocks: [CertificateBlock]) -> String {
        var page = PlainPage()
        for block in blocks { page.write(block) }
        return page.text
    }

    private mutating func write(_ block: CertificateBlock) {
        switch block {
        case .title(let title, let under):
            line(title.uppercased())
            line(under)
            line()
        case .notice(let text):
            wrap(text, indent: "  | ")
            line()
        case .sheet: line()
        case .heading(let text):
            line()
            line(text)
            line(String(repeating: "-", count: text.count))
        case .text(let text):
            wrap(text)
            line()
        case .fields(let fields):
            for field in fields { wrap("\(field.name): \(field.value)", indent: "  ", hanging: "      ") }
            line()
        case .digest(let digest, let phone, let code, let phoneTitle, let phoneText, let codeTitle):
            for groups in digest.groupLines { line("      \(groups)") }
            line()
            line("  \(phoneTitle):")
            line()
            for groups in phone.lines { line("      \(groups)") }
            line()
            wrap(phoneText, indent: "  ")
            line()
            line("  \(codeTitle):")
            line("      \(code)")
        case .steps(_, let steps):
            for step in steps { write(step) }
        case .items(let items):
            for item in items { wrap(item, indent: "  - ", hanging: "    ") }
        case .numbered(let items):
            for (place, item) in items.enumerated() { wrap(item, indent: "  \(place + 1). ", hanging: "     ") }
            line()
        case .signing(let labels):
            for label in labels {
                line()
                line("  \(label): \(String(repeating: "_", count: max(10, 60 - label.count)))")
            }
        case .lines(let lines):
            // Never wrapped: they are to be run.
            for command in lines { line("    \(command)") }
            line()
        }
    }

    private mutating func write(_ step: CertificateBlock.Step) {
        wrap("\(step.number). \(step.when)  \(step.sentence)", indent: "  ", hanging: "     ")
        for detail in step.details { wrap(detail, indent: "       ") }
        line("       [\(step.proof.joined(separator: ", "))]")
        line()
    }

    private mutating func line(_ line: String = "") {
        text += line + "\n"
    }

    /// Breaks at spaces. A word that is longer than a line, such as a digest, has one to itself.
    private mutating func wrap(_ text: String, indent: String = "", hanging: String? = nil) {
        var current = indent
        var isEmpty = true
        for word in text.split(separator: " ") {
            if !isEmpty, current.count + 1 + word.count > Self.width {
                line(current)
                current = hanging ?? indent
                isEmpty = true
            }
            current += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        line(current)
    }
}

extension Digest {
    /// Two lines of eight groups of four digits.
    var groupLines: [String] {
        let digits = Array(hexadecimal)
        let groups = stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<$0 + 4]) }
        return [groups.prefix(8), groups.dropFirst(8)].map { $0.joined(separator: " ") }
    }
}
