import Custody
import Policy
import Vocabulary

/// What a receipt needs before it is complete.
struct ReceiptTerms: Hashable, Sendable {
    let quorum: QuorumTerms
    /// Whether an authority of another party than the node's must have stamped it.
    var needsTimestamp = false

    /// Where the agreement is not at hand: one cosigner.
    static let unknown = ReceiptTerms(quorum: .unknown)
}

extension Agreement {
    var receiptTerms: ReceiptTerms {
        ReceiptTerms(
            quorum: isCosignedByEach
                ? QuorumTerms(ofEach: Set(parties.keys))
                : QuorumTerms(atLeast: custody?.atLeast ?? 0, of: Set(parties.keys)),
            needsTimestamp: custody?.needsTimestamp ?? false)
    }
}

extension Session {
    /// What the agreement asks for, as the signed file says if it is here.
    func receiptTerms(of id: AgreementID) throws -> ReceiptTerms {
        guard try profile().agreements != nil else { return .unknown }
        return try agreements(nil).agreement(id).receiptTerms
    }
}
