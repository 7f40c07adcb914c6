import Custody
import Policy
import Seal
import Vocabulary

/// What makes a checkpoint of a log confirmed: the log's own key, and cosigners of other parties, as many as the agreement
/// asks for.
struct Confirmation: Sendable {
    let keys: LogKeys
    let quorum: CosignerQuorum

    /// How many cosigners a checkpoint lacks.
    func missing(_ checkpoint: SignedCheckpoint) -> Int {
        // One that is not signed by the log's present key, or bears a line that does not hold, is as good as not cosigned.
        guard let signatures = try? checkpoint.verify(log: keys, cosigners: quorum.cosigners) else {
            return quorum.terms.whole(node: keys.origin.node)
        }
        return switch quorum.standing(of: signatures, node: keys.origin.node) {
        case .complete: 0
        case .provisional(let missing): missing
        }
    }
}

extension Agreement {
    /// The cosigners that a receipt needs.
    var quorum: QuorumTerms { QuorumTerms(atLeast: custody?.atLeast ?? 0, ofEach: cosigningParties) }
}

extension ExchangeNode {
    /// Those whose signatures can count for this node's logs, as the trust list of this moment gives them.
    func cosigners() async throws -> [Cosigner] {
        try await trust.current().list.cosigners.values.filter { $0.identity.party != node.party }.map {
            Cosigner(identity: $0.identity, key: try VerifierKey(parsing: $0.verifierKey))
        }
    }

    func confirmation(of active: ActiveAgreement) async throws -> Confirmation {
        Confirmation(
            keys: logKeys(of: active.log.origin),
            quorum: CosignerQuorum(cosigners: try await cosigners(), terms: active.agreement.quorum))
    }

    func logKeys(of origin: LogOrigin) -> LogKeys { LogKeys(origin: origin, key: keys.log.verifier) }
}
