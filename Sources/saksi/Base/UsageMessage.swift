import ArgumentParser
import FoundationEssentials

/// What the argument parser says about a wrong command line, turned into an error of ours.
struct UsageMessage {
    let failure: CommandError

    init(_ error: any Error) {
        let lines = Saksi.fullMessage(for: error).split(separator: "\n", omittingEmptySubsequences: true).map(
            String.init)
        let usage = lines.first { $0.hasPrefix("Usage:") }.map { String($0.dropFirst("Usage:".count)) }
        let reason = lines.prefix { !$0.hasPrefix("Usage:") && !$0.hasPrefix("Help:") }
            .map { $0.hasPrefix("Error: ") ? String($0.dropFirst("Error: ".count)) : $0 }
            .joined(separator: " ")
        let trimmed = usage.map { $0.drop { $0 == " " } }
        failure = CommandError(
            .commandUsage, reason.isEmpty ? "The command is not complete." : Self.sentence(reason),
            next: trimmed.map { "The form is: \($0)" } ?? "See: saksi --help")
    }

    private static func sentence(_ text: String) -> String {
        guard let last = text.last, !".!?”\"'".contains(last) else { return text }
        return text + "."
    }
}
