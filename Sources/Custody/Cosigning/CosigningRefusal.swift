import Vocabulary

/// Why a cosigner does not sign, in the terms of C2SP tlog-witness; each has its HTTP status there.
package enum CosigningRefusal: Error, Hashable, Sendable {
    /// 400
    case malformed(CustodyError)
    /// 403: no key that is known for the log signed, or a known key's signature does not hold.
    case notSigned(CustodyError)
    /// 404
    case unknownLog
    /// 409: the cosigner stands at another size than the asker believes.
    case conflict(size: Int)
    /// 422: it is not shown that the checkpoint continues the last one.
    case unproven(from: Int, to: Int)
    /// 422: an empty log with a root that no empty log has.
    case nothingWithRoot

    package var failure: CustodyError {
        switch self {
        case .malformed(let error): CustodyError(.custodyCosignRequest, error.reason, next: error.nextStep)
        case .notSigned(let error): error
        case .unknownLog:
            CustodyError(
                .custodyCosignUnknownLog, "This log is not cosigned here.",
                next: "Ask the operator of the cosigner to add the log, or its agreement.")
        case .conflict(let size):
            CustodyError(
                .custodyCosignConflict, "The cosigner stands at \(size.counted("entry", "entries")) of this log.",
                next: "Prove growth from there. If the log is shorter, entries were lost: stop, and restore the newest."
            )
        case .unproven(let from, let to):
            CustodyError(
                .custodyProofConsistency,
                "It is not shown that the log of \(to.counted("entry", "entries")) continues the log of \(from.counted("entry", "entries")) that was cosigned.",
                next: "Keep both checkpoints: if no right proof can be given, the log was rewritten.")
        case .nothingWithRoot: Checkpoint.ofNothingWithRoot
        }
    }
}
