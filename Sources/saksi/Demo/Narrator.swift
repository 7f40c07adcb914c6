import Vocabulary

/// Tells the story: what is done, why, with which command, and what came of it.
final class Narrator {
    struct Step: Encodable, Sendable {
        let title: String
        var commands: [Command] = []
    }

    struct Command: Encodable, Sendable {
        let command: String
        let exit: Int32
        let output: String
    }

    private let output: Output
    private(set) var steps: [Step] = []

    private static let width = 100

    init(_ output: Output) {
        self.output = output
    }

    /// A new chapter.
    func step(_ title: String, _ why: String) {
        steps.append(Step(title: title))
        line()
        line("\(steps.count). \(title)")
        line(String(repeating: "-", count: min(Self.width, title.count + 4)))
        say(why)
    }

    /// A paragraph for people.
    func say(_ text: String) {
        for line in Self.wrapped(text) { self.line(line) }
    }

    func show(_ command: String, status: Int32, text: String) {
        if !steps.isEmpty {
            steps[steps.count - 1].commands.append(Command(command: command, exit: status, output: text))
        }
        line()
        line("    $ \(command)")
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.hasSuffix("\n") ? 1 : 0)
        {
            self.line(line.isEmpty ? "" : "    | \(line)")
        }
        if status != 0 { line("    (exit status \(status))") }
        line()
    }

    func line(_ text: String = "") {
        if !output.json { output.writeLine(text) }
    }

    private static func wrapped(_ text: String) -> [String] {
        var lines: [String] = [""]
        for word in text.split(whereSeparator: \.isWhitespace) {
            let last = lines[lines.count - 1]
            if last.isEmpty {
                lines[lines.count - 1] = String(word)
            } else if last.count + word.count < width {
                lines[lines.count - 1] += " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
