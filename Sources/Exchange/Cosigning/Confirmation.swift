import Custody
import Policy
import Seal
import Store
import Vocabulary

/// What makes a checkpoint of a log confirmed: the log's own key, cosigners of other parties, as many as the agreement
/// asks for, and the time-stamp of another party's authority where it asks for one.
struct Confirmation: Sendable {
    let keys: LogKeys
    let quorum: CosignerQuorum
    let needsTimestamp: Bool
    /// By whom authorities are judged.
    let trust: TrustStore
    let now: Instant

    /// How many cosigners a checkpoint needs.
    var whole: Int { quorum.terms.whole(node: keys.origin.node) }

    /// What the register is asked for, where so many parties may be missing. What it finds is counted again.
    func needed(lacking: Int) -> CosignersNeeded {
        let counting = quorum.cosigners.filter { quorum.terms.counts($0.identity, node: keys.origin.node) }
        let byParty = Dictionary(grouping: counting, by: \.identity.party).sorted { $0.key < $1.key }
        return CosignersNeeded(max(0, whole - lacking), of: byParty.map { $0.value.map(\.key.text) })
    }

    /// How many cosigners a checkpoint lacks.
    func missing(_ checkpoint: SignedCheckpoint) -> Int {
        // One that is not signed by the log's present key, or bears a line that does not hold, is as good as not cosigned.
        guard let signatures = try? checkpoint.verify(log: keys, cosigners: quorum.cosigners) else {
            return whole
        }
        return switch quorum.standing(of: signatures, node: keys.origin.node) {
        case .complete: 0
        case .provisional(let missing): missing
        }
    }

    /// Whether a token over the checkpoint holds, and is of a party other than the one that runs the node.
    func counts(_ token: [UInt8], over checkpoint: SignedCheckpoint) -> Bool {
        guard let token = try? TimestampToken(der: token),
            let trusted = try? trust.validate(token, over: checkpoint.timestampedDigest, now: now)
        else { return false }
        return trusted.counts(against: keys.origin.node.party)
    }
}

extension Agreement {
    /// The cosigners that a receipt needs.
    var quorum: QuorumTerms {
        isCosignedByEach
            ? QuorumTerms(ofEach: Set(parties.keys))
            : QuorumTerms(atLeast: custody?.atLeast ?? 0, of: Set(parties.keys))
    }
}

extension ExchangeNode {
    /// Those whose signatures can count for this node's logs, as the trust list of this moment gives them.
    func cosigners() async throws -> [Cosigner] {
        try await trust.current().list.knownCosigners().filter { $0.identity.party != node.party }
    }

    func confirmation(of active: ActiveAgreement) async throws -> Confirmation {
        Confirmation(
            keys: await active.ledger.knownKeys,
            quorum: CosignerQuorum(cosigners: try await cosigners(), terms: active.agreement.quorum),
            needsTimestamp: active.agreement.custody?.needsTimestamp ?? false, trust: await trust.current(), now: now)
    }
}
