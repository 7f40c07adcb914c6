package import Custody
package import Store
package import Vocabulary

/// A pair of checkpoints that the operator has to look at.
package struct CosignerNotice: Codable, Hashable, Sendable {
    package let kind: Contradiction.Kind
    /// Below the cosigner's data folder: both notes whole.
    package let file: String
    /// Whether the two notes alone prove misconduct.
    package let isProof: Bool
    /// For people, in one line.
    package let sentence: String
    /// How many entries the log had when it was cosigned last, and how many it came with; and which log it is. Not there for
    /// a pair that cannot be read.
    package let log: String?
    package let cosignedSize: Int?
    package let receivedSize: Int?
    /// Why it cannot be read, where it cannot.
    package let code: String?

    init(_ pair: KeptPair, _ contradiction: Contradiction) {
        kind = contradiction.kind
        file = pair.file
        isProof = contradiction.kind.isProof
        sentence = contradiction.sentence
        log = contradiction.origin
        cosignedSize = contradiction.cosigned.checkpoint.size
        receivedSize = contradiction.received.checkpoint.size
        code = nil
    }

    init(unreadable pair: KeptPair, _ failure: StoreError) {
        kind = pair.kind
        file = pair.file
        isProof = pair.kind.isProof
        sentence = "\(failure.reason) \(failure.nextStep)"
        log = nil
        cosignedSize = nil
        receivedSize = nil
        code = failure.code.name
    }
}

/// What the operator of a cosigner is told while it runs.
package enum CosignerReport: Sendable {
    /// A new pair of checkpoints that do not go together, both of which are kept.
    case contradiction(CosignerNotice)
    /// A pair that is not kept, or for which an older one had to go.
    case notKept(Contradiction, Loss)
    /// A request that could not be answered, because of the disk or of what is on it.
    case failed(any Failure)

    package enum Loss: Sendable {
        /// So many proofs are kept that this one more is not.
        case full
        /// So many of this kind are kept that the oldest made room.
        case replaced
        /// The disk does not take it.
        case refused(StoreError)

        /// In one word.
        var code: String {
            switch self {
            case .full: "full"
            case .replaced: "replaced"
            case .refused(let error): error.code.name
            }
        }
    }
}
