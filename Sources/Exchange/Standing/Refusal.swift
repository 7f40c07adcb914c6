package import Policy
package import Vocabulary

/// Policy said no, or not yet. The reasons are those that the asker may read.
package struct Refusal: Failure {
    package let code: ErrorCode
    package let reason: String
    package let nextStep: String
    package let statements: [Explanation.Statement]

    init(_ decision: Policy.Decision, explained: Explanation, code: ErrorCode) {
        self.init(decision, explained: [explained], code: code)
    }

    /// The refusal of several exhibits at once: the first decision speaks, and every reason is told once.
    init(_ first: Policy.Decision, explained: [Explanation], code: ErrorCode) {
        var told: Set<Explanation.Statement> = []
        self.code = first.outcome == .pending ? .decisionPending : code
        reason = explained.first?.sentences.first ?? "The agreement does not permit it."
        nextStep = explained.first?.nextStep ?? "Ask the central authority."
        statements = explained.flatMap(\.statements).filter { told.insert($0).inserted }
    }
}
