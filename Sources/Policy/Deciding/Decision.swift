package import Vocabulary

/// What policy answers: a value that carries the clauses which decided, never an error.
package final class Decision: Sendable {
    package enum Outcome: String, Word {
        case permit
        case deny
        /// It would be permitted, once the approvals that are named are given.
        case pending

        package static let noun = "outcome"
    }

    let asked: Asked
    let policy: CompiledPolicy
    let verdict: Verdict

    init(_ asked: Asked, under policy: CompiledPolicy) {
        self.asked = asked
        self.policy = policy
        verdict = policy.decide(asked)
    }

    package var request: PolicyRequest { asked.request }
    package var instant: Instant { asked.instant }
    package var facts: Facts { asked.facts }
    package var outcome: Outcome { verdict.outcome }
    /// What must be done along with it.
    package var obligations: Obligations { verdict.obligations }
    package var approvalsNeeded: [ApprovalNeed] { policy.words(for: verdict.needs) }
    /// The events of the approvals that this permit uses up. Whoever acts on it records them as spent.
    package var approvalsSpent: [Digest] { verdict.spends }
    /// SHA-256 over everything that decided.
    package var policyDigest: Digest { policy.digest }
    /// The version and the digest of the agreement's file; nil where there is no such agreement.
    package var agreementVersion: Int? { policy.agreement?.version }
    package var agreementDigest: Digest? { policy.agreement?.digest }

    /// The code of the first reason.
    package var code: ErrorCode { reasonCodes.first ?? .policyNoPermit }

    /// The clauses that decided, sorted: the forbids that matched, or else the permits and requires that did.
    package var clauses: [ClauseReference] {
        if !verdict.forbids.isEmpty { return policy.sortedReferences(verdict.forbids) }
        var deciding = ClauseList()
        deciding.append(contentsOf: verdict.permits)
        deciding.append(contentsOf: verdict.requires)
        return policy.sortedReferences(deciding)
    }
}
