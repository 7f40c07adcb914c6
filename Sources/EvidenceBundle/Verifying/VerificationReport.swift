package import Vocabulary

/// What was checked, what not, and why; in plain words and as JSON.
package struct VerificationReport: Sendable, Encodable {
    /// One thing that was looked at.
    package struct Check: Sendable, Encodable {
        package enum Outcome: String, Sendable, Encodable {
            case passed
            case failed
            case notChecked = "not-checked"
        }

        /// The step, such as `container` or `signature`.
        package let name: String
        package let outcome: Outcome
        package let code: ErrorCode?
        package let message: String
        package let next: String?

        package init(passed name: String, _ message: String) {
            self.init(name, .passed, nil, message, nil)
        }

        package init(failed name: String, _ failure: any Failure) {
            self.init(name, .failed, failure.code, failure.reason, failure.nextStep)
        }

        /// - Parameter code: set where not having checked keeps the whole from being accepted.
        package init(notChecked name: String, _ message: String, code: ErrorCode? = nil, next: String? = nil) {
            self.init(name, .notChecked, code, message, next)
        }

        private init(_ name: String, _ outcome: Outcome, _ code: ErrorCode?, _ message: String, _ next: String?) {
            self.name = name
            self.outcome = outcome
            self.code = code
            self.message = message
            self.next = next
        }

        private enum Key: String, CodingKey { case name, outcome, code, message, next }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(name, forKey: .name)
            try container.encode(outcome, forKey: .outcome)
            try container.encodeIfPresent(code?.name, forKey: .code)
            try container.encode(message, forKey: .message)
            try container.encodeIfPresent(next, forKey: .next)
        }
    }

    /// The file or folder.
    package let subject: String
    /// SHA-256 of the first manifest; absent if there is none.
    package var digest: Digest?
    /// The time that certificates were judged by, in words.
    package var trustedTime: String?
    package private(set) var checks: [Check] = []

    package init(subject: String) {
        self.subject = subject
    }

    package mutating func add(_ check: Check) { checks.append(check) }

    package var failures: [Check] { checks.filter { $0.outcome == .failed } }

    /// Done only if nothing failed and nothing that is needed was left out; damage weighs more than missing trust.
    package var exit: ExitStatus {
        let exits = checks.compactMap { $0.code?.exit }
        if exits.isEmpty { return .done }
        return exits.contains(.evidence) ? .evidence : exits.contains(.trust) ? .trust : exits[0]
    }

    package var isGood: Bool { exit == .done }

    /// The report for people: one line a check, then what to conclude.
    package var text: String {
        var lines = [subject]
        for check in checks {
            let mark =
                switch check.outcome {
                case .passed: "ok         "
                case .failed: "WRONG      "
                case .notChecked: "not checked"
                }
            lines.append("  \(mark)  \(check.name): \(check.message)\(check.code.map { " [\($0)]" } ?? "")")
        }
        if let trustedTime { lines.append("  Certificates were judged \(trustedTime).") }
        if let digest { lines.append("  Digest of the bundle: \(digest)") }
        lines.append(conclusion)
        var steps: [String] = []
        for check in checks where check.outcome != .passed {
            if let next = check.next, !steps.contains(next) { steps.append(next) }
        }
        return (lines + steps.map { "Next: \($0)" }).joined(separator: "\n")
    }

    private var conclusion: String {
        switch exit {
        case .done: "Everything that was asked holds."
        case .trust: "The contents are as they were signed, but the signer is not established."
        default: "This does not verify. Do not rely on it."
        }
    }

    private enum Key: String, CodingKey { case subject, digest, trustedTime, checks, verified, exit }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(subject, forKey: .subject)
        try container.encodeIfPresent(digest, forKey: .digest)
        try container.encodeIfPresent(trustedTime, forKey: .trustedTime)
        try container.encode(checks, forKey: .checks)
        try container.encode(isGood, forKey: .verified)
        try container.encode(exit.rawValue, forKey: .exit)
    }
}
