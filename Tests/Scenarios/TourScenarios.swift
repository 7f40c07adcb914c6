import Foundation
import TestKit
import Testing

/// The README's tour, line by line, as a newcomer types it.
@Suite("The README's tour")
struct TourScenarios {
    private struct Line {
        let command: String
        var status = 0
        /// What is shown below it, shortened.
        var quoted: [Substring] = []
    }

    /// Every line of a fenced block that begins with `$ `, with the status that is told below it, and what is quoted.
    private static func lines(of readme: String) -> [Line] {
        var lines: [Line] = []
        var isInside = false
        var isBelowCommand = false
        for line in readme.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInside.toggle()
                isBelowCommand = false
            } else if isInside, line.hasPrefix("$ ") {
                lines.append(Line(command: String(line.dropFirst(2))))
                isBelowCommand = true
            } else if isInside, line.hasPrefix("(exit status "), let status = Int(line.dropFirst(13).dropLast()) {
                lines[lines.count - 1].status = status
            } else if isBelowCommand, line.contains(where: { !$0.isWhitespace }) {
                lines[lines.count - 1].quoted.append(line)
            }
        }
        return lines
    }

    /// A line without what differs from run to run: digests, times, and numbers of entries, files and bytes.
    private static func fixed(_ line: Substring) -> String {
        String(line)
            .replacing(#/[0-9a-f]{32,}/#, with: "#")
            .replacing(#/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/#, with: "#")
            .replacing(#/(entry|CRC-32 of|version) \d+/#) { "\($0.1) #" }
            .replacing(#/[\d.]+ (k?B|MB|bytes|entries|files|steps)\b/#) { "# \($0.1)" }
            .trimmingCharacters(in: .whitespaces)
    }

    /// The part of the page on writing an agreement that goes on where the tour ends: its questions to the same node.
    private static func questions() throws -> String {
        let page = try String(contentsOfFile: Tool.packageRoot + "/docs/writing-an-agreement.md", encoding: .utf8)
        let start = try #require(page.range(of: "\n## Asking why\n"))
        let end = try #require(page.range(of: "\n## ", range: start.upperBound..<page.endIndex))
        return String(page[start.upperBound..<end.lowerBound])
    }

    @Test(
        "Every line of it does what it says, in order, in one shell, and says what is quoted; so do the questions after"
    )
    func tour() throws {
        let workspace = try Workspace()
        let readme = try String(contentsOfFile: Tool.packageRoot + "/README.md", encoding: .utf8)
        let questions = Self.lines(of: try Self.questions())
        #expect(Set(questions.map(\.status)) == [0, 3, 4])
        #expect(questions.allSatisfy { !$0.quoted.isEmpty || $0.status == 0 })
        let lines = Self.lines(of: readme) + questions
        #expect(lines.count > 20)
        #expect(lines.contains { $0.status == 3 })
        var script = "set -u\nexec 2>&1\ntrap 'kill %1 2>/dev/null; wait' EXIT\n"
        for (number, line) in lines.enumerated() {
            script += "echo '--- line \(number)'\n"
            let inTheBackground = line.command.hasSuffix("&")
            script += line.command + "\n"
            if inTheBackground {
                script += "until grep -q 'listens on' node.log; do kill -0 %1 || exit 99; sleep 0.1; done\n"
            } else {
                script +=
                    "status=$?; [ $status -eq \(line.status) ] || { echo \"line \(number): $status\"; exit 98; }\n"
            }
        }
        let path = try workspace.write(script, to: "tour.sh")
        let outcome = try Tool.run(
            "bash", [path], in: workspace.path,
            environment: RunningExchange.environment(workspace).merging([
                "PATH": RunningExchange.programs + ":/usr/bin:/bin", "TMPDIR": workspace.path,
            ]) { $1 })
        #expect(outcome.status == 0, "\(outcome.everything.suffix(3000))")
        let said = outcome.output.split(separator: "--- line ").map { section in
            Set(section.split(separator: "\n").dropFirst().map(Self.fixed))
        }
        for (line, said) in zip(lines, said) {
            for quoted in line.quoted {
                #expect(said.contains(Self.fixed(quoted)), "“\(quoted)” is not what “\(line.command)” says: \(said)")
            }
        }
    }
}
