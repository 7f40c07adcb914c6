import Glibc
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
    private var isAfterCommand = false
    private(set) var steps: [Step] = []

    private static let width = 100

    init(_ output: Output) {
        self.output = output
    }

    /// A new chapter.
    func step(_ title: String, _ why: String) {
        steps.append(Step(title: title))
        if !isAfterCommand { line() }
        isAfterCommand = false
        line("\(steps.count). \(title)")
        line(String(repeating: "-", count: "\(steps.count). \(title)".count))
        say(why)
    }

    /// A paragraph for people.
    func say(_ text: String) {
        isAfterCommand = false
        for line in Self.wrapped(text) { self.line(line) }
    }

    /// - Parameter lines: how many lines of the answer are shown.
    func show(_ command: String, status: Int32, text: String, lines: Int = 90) {
        if !steps.isEmpty {
            steps[steps.count - 1].commands.append(Command(command: command, exit: status, output: text))
        }
        if !isAfterCommand { line() }
        isAfterCommand = true
        line("    $ \(command)")
        let all = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast(text.hasSuffix("\n") ? 1 : 0)
        for line in all.prefix(lines) { self.line(line.isEmpty ? "    |" : "    | \(line)") }
        if all.count > lines { line("    | … and \(all.count - lines) more lines") }
        if status != 0 { line("    (exit status \(status))") }
        line()
    }

    /// Whether somebody still reads: with `| head` nobody does after a while.
    var isHeard: Bool {
        var end = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
        return unsafe poll(&end, 1, 0) <= 0 || end.revents & Int16(POLLERR) == 0
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
