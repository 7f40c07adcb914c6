import Foundation
import TestKit
import Testing

/// The README's tour, line by line, as a newcomer types it.
@Suite("The README's tour")
struct TourScenarios {
    private struct Line {
        let command: String
        var status = 0
    }

    /// Every line of a fenced block that begins with `$ `, with the status that is told below it.
    private static func lines(of readme: String) -> [Line] {
        var lines: [Line] = []
        var isInside = false
        for line in readme.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInside.toggle()
            } else if isInside, line.hasPrefix("$ ") {
                lines.append(Line(command: String(line.dropFirst(2))))
            } else if isInside, line.hasPrefix("(exit status "), let status = Int(line.dropFirst(13).dropLast()) {
                lines[lines.count - 1].status = status
            }
        }
        return lines
    }

    @Test("Every line of it does what it says, in order, in one shell")
    func tour() throws {
        let workspace = try Workspace()
        let readme = try String(contentsOfFile: Tool.packageRoot + "/README.md", encoding: .utf8)
        let lines = Self.lines(of: readme)
        #expect(lines.count > 15)
        #expect(lines.contains { $0.status == 3 })
        var script = "set -u\ntrap 'kill %1 2>/dev/null; wait' EXIT\n"
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
    }
}
