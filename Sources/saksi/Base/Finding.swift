import Vocabulary

/// One thing that was looked at, and how it stands.
struct Finding: Encodable, Sendable {
    enum State: String, Encodable, Sendable {
        case good = "ok"
        /// It holds, and needs care soon.
        case attention
        case wrong
        case notChecked = "not-checked"
    }

    let subject: String
    let state: State
    let text: String
    let code: String?
    let next: String?
    private let status: ExitStatus

    private enum CodingKeys: String, CodingKey { case subject, state, text, code, next }

    private init(_ subject: String, _ state: State, _ text: String, code: ErrorCode?, next: String?) {
        self.subject = subject
        self.state = state
        self.text = text
        self.code = code?.name
        self.next = next
        status = code?.exit ?? .done
    }

    static func good(_ subject: String, _ text: String) -> Finding {
        Finding(subject, .good, text, code: nil, next: nil)
    }

    static func attention(_ subject: String, _ text: String, next: String) -> Finding {
        Finding(subject, .attention, text, code: nil, next: next)
    }

    static func wrong(_ subject: String, _ failure: any Failure) -> Finding {
        Finding(subject, .wrong, failure.reason, code: failure.code, next: failure.nextStep)
    }

    static func notChecked(_ subject: String, _ text: String, next: String? = nil) -> Finding {
        Finding(subject, .notChecked, text, code: nil, next: next)
    }

    /// An error that is not one of ours says nothing to anybody; it counts as a bug.
    static func wrong(_ subject: String, _ error: any Error) -> Finding {
        wrong(subject, (error as? any Failure) ?? CommandError.bug)
    }

    func write(to page: inout Page) {
        switch state {
        case .good: page.state("ok", .good, "\(subject): \(text)")
        case .attention: page.state("attention", .unsure, "\(subject): \(text)")
        case .wrong: page.state("WRONG", .bad, "\(subject): \(text)" + (code.map { " [\($0)]" } ?? ""))
        case .notChecked: page.state("not checked", .unsure, "\(subject): \(text)")
        }
        if let next { page.line("               Next: \(next)") }
    }

    /// The first thing that is wrong decides what a command ends with.
    static func failure(of findings: [Finding]) -> FailureReport? {
        findings.first { $0.state == .wrong }.map { wrong in
            FailureReport(
                code: wrong.code ?? "", reason: "\(wrong.subject): \(wrong.text)", next: wrong.next ?? "",
                exit: wrong.status.rawValue)
        }
    }

    static func exit(of findings: [Finding]) -> ExitStatus {
        findings.first { $0.state == .wrong }?.status ?? .done
    }
}
