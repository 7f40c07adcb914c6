package import Vocabulary

/// What the operator of a node is told of a cosigner: once, when it begins to be so.
package struct CosigningNotice: Hashable, Sendable {
    package enum Kind: Hashable, Sendable {
        /// The log is not the one that was cosigned, and is not sent there any more: somebody has to act.
        case stopped
        /// It is tried again.
        case trouble
        /// What was said before is over.
        case over
    }

    package let cosigner: Identity
    /// nil if it is about the cosigner as a whole.
    package let log: String?
    package let kind: Kind
    /// In one line, what happened and what to do.
    package let sentence: String
}

/// How far one cosigner is behind this node's logs, in numbers for the operator.
package struct CosigningFigures: Hashable, Sendable {
    package let cosigner: Identity
    /// Entries of all logs that it should sign and that its signature does not cover yet.
    package let lag: Int
    /// Logs that it signed a different history of, so that they are not sent any more.
    package let stopped: Int
    /// How often in a row it could not be reached.
    package let unanswered: Int
    /// Checkpoints that it signed since the start.
    package let signed: Int
}
