import Vocabulary
import Wire

/// A failure whose deciding clauses are known: a refusal by policy, here or at a node.
protocol ReasonedFailure: Failure {
    var reasons: [Reason] { get }
}

/// An error as it is printed: the same members as a problem document.
struct FailureReport: Encodable, Sendable {
    let code: String
    let reason: String
    let next: String
    let exit: Int32
    let reasons: [Reason]?

    init(_ failure: any Failure) {
        code = failure.code.name
        reason = failure.reason
        next = failure.nextStep
        exit = failure.code.exit.rawValue
        let given = (failure as? any ReasonedFailure)?.reasons ?? []
        reasons = given.isEmpty ? nil : given
    }

    init(code: String, reason: String, next: String, exit: Int32) {
        self.code = code
        self.reason = reason
        self.next = next
        self.exit = exit
        reasons = nil
    }

    /// Ctrl-C, or the system asking the program to end.
    static let interrupted = FailureReport(
        code: "command.interrupted",
        reason: "Interrupted before it was done. What was under way is not there under its name.",
        next: "Run the same command again to continue or start over.", exit: Interruption.exitCode)

    private static func lines(_ text: String) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    func write(to page: inout Page) {
        let reasonLines = Self.lines(reason)
        page.verdict("saksi: \(reasonLines[0])", .bad)
        for line in reasonLines.dropFirst() { page.line("  \(line)") }
        for reason in reasons ?? [] {
            // The first clause often is the whole reason: it is named, and not said twice.
            page.line(
                reason.text == self.reason
                    ? "  \(reason.source) \(reason.clause)" : "  \(reason.source) \(reason.clause): \(reason.text)")
        }
        for (index, line) in Self.lines(next).enumerated() { page.line((index == 0 ? "  Next: " : "        ") + line) }
        page.line("  [\(code)]")
    }
}
