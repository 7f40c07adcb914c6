package import Vocabulary

/// What was checked, what not, and why.
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

    /// Done only if nothing failed and nothing that is needed was left out. Damage weighs most; then that something
    /// could not be read, because nobody knows what it says; then missing trust.
    package var exit: ExitStatus {
        let exits = checks.compactMap { $0.code?.exit }
        return [.evidence, .storage, .trust].first { exits.contains($0) } ?? exits.first ?? .done
    }

    package var isGood: Bool { exit == .done }

    /// A bag that nobody signed: what was found are accidents, or none.
    package var isOfNobody: Bool { checks.contains { $0.name == "signature" && $0.outcome == .notChecked } }

    /// Nothing is wrong with what lies there: only a signer or a recipient whom the reader asked for is missing.
    package var lacksOnlyWhatWasAsked: Bool {
        let codes = checks.compactMap(\.code)
        return !codes.isEmpty && codes.allSatisfy { $0 == .requiredSignerMissing || $0 == .recipientNotNamed }
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
