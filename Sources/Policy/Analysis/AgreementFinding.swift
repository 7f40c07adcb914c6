package import Vocabulary

/// Something that whoever writes an agreement should know before it is signed.
package struct AgreementFinding: Hashable, Sendable {
    package let code: ErrorCode
    /// The clauses that it is about; empty for a heading.
    package let clauses: [ClauseNumber]
    package let sentence: String
    package let next: String

    /// A fault is to be corrected; anything else is to be known.
    package var isFault: Bool { code.exit != .done }
}

/// What a check finds. Faults end with 2, warnings with 0.
extension ErrorCode {
    package static let checkDeadClause = ErrorCode("policy.check.dead-clause", .usage)
    package static let checkBarredPermit = ErrorCode("policy.check.barred-permit", .usage)
    package static let checkBarsTheAccused = ErrorCode("policy.check.bars-the-accused", .usage)
    package static let checkApprovals = ErrorCode("policy.check.approvals", .usage)
    package static let checkWiderThanBasis = ErrorCode("policy.check.wider-than-basis", .usage)
    package static let checkQuorums = ErrorCode("policy.check.quorums", .usage)
    package static let checkExample = ErrorCode("policy.check.example", .usage)
    package static let checkShadowedPermit = ErrorCode("policy.check.shadowed-permit", .done)
    package static let checkApprovalsForSome = ErrorCode("policy.check.approvals-for-some", .done)
    package static let checkPartlyWider = ErrorCode("policy.check.partly-wider", .done)
    package static let checkIdleMember = ErrorCode("policy.check.idle-member", .done)
    package static let checkNoDisclosure = ErrorCode("policy.check.no-disclosure", .done)
    package static let checkUnlisted = ErrorCode("policy.check.unlisted", .done)
    package static let checkCategory = ErrorCode("policy.check.category", .done)
    package static let checkAlongside = ErrorCode("policy.check.alongside", .done)
    package static let checkEnds = ErrorCode("policy.check.ends", .done)
}
