import ArgumentParser
import Vocabulary

/// A command of `saksi`: it performs its work and answers with a value, which is printed for people or as JSON.
///
/// It throws a `Failure` when there is no answer. An answer may itself carry an exit status other than done:
/// a bundle that does not verify is an answer.
protocol Verb: AsyncParsableCommand {
    var global: GlobalOptions { get }
    func perform(_ session: Session) async throws -> any Answer
}

/// What a verb found out or did. As JSON it must be an object: `exit` is added to it, and what `failure` says.
protocol Answer: Encodable, Sendable {
    var exit: ExitStatus { get }
    /// What made the exit status other than done, where the answer holds several things.
    var failure: FailureReport? { get }
    /// Writes the answer as a person reads it.
    func write(to page: inout Page)
}

extension Answer {
    var exit: ExitStatus { .done }
    var failure: FailureReport? { nil }
}
