/// What every error of ours tells the person who meets it.
///
/// Each module has one conforming type. The command line, the HTTP problem documents and
/// `docs/spec/codes.md` all speak of the same `code`.
package protocol Failure: Error, Sendable, CustomStringConvertible {
    /// The stable, dotted name of what went wrong.
    var code: ErrorCode { get }
    /// What happened, and to what. Never the content of evidence, never a secret.
    var reason: String { get }
    /// What the reader can do next.
    var nextStep: String { get }
}

extension Failure {
    package var description: String { "\(reason)\n\(nextStep) [\(code)]" }
}
