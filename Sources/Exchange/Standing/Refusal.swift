package import Policy
package import Vocabulary

/// Policy said no, or not yet. The reasons are those that the asker may read.
package struct Refusal: Failure {
    package let code: ErrorCode
    package let reason: String
    package let nextStep: String
    package let statements: [Explanation.Statement]

    init(_ decision: Policy.Decision, explained: Explanation, code: ErrorCode) {
        self.code = decision.outcome == .pending ? .releasePending : code
        reason = explained.sentences.first ?? "The agreement does not permit it."
        nextStep = explained.nextStep
        statements = explained.statements
    }
}
