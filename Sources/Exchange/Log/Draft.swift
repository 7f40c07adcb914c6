import Custody
import Store
import Vocabulary

/// What one acknowledged step adds to a log, all of it or nothing.
struct Draft: Sendable {
    /// Every certificate that the events rest on; the log leaves out those that it has already.
    var objects: [TrustObject] = []
    /// Whether the objects stand behind the first event: so it is with the activation, which must be entry 0.
    var objectsFollow = false
    /// In the order in which they enter.
    var events: [VerifiedEvent]
    /// Names of what this step decides from the register and then changes: two steps that share one are not committed
    /// together, so that the later one sees what the earlier one did.
    var alone: Set<String> = []
    /// The register rows that follow from the events, made once their places are known.
    var rows: @Sendable (Placement) -> Store.Commit = { _ in Store.Commit() }
    /// What decides from this step on, if the step changes it. Nothing that waits is committed together with it.
    var policy: (@Sendable (Placement) -> PolicyInForce)?
    /// How the step replaces the log's key, if it does. It is committed by itself.
    var keyChange: KeyChange?

    enum KeyChange: Sendable {
        /// The old key signs for it.
        case planned
        /// Nobody has the old key, or it is not to be used any more.
        case lost
    }
}

/// Where the events of a draft stand in the log.
struct Placement: Sendable {
    /// The index of each event, in the order of the draft.
    let indices: [Int]
    /// The log's time of the commit.
    let time: Instant
}

/// A draft that is durable.
struct Committed: Sendable {
    let events: [VerifiedEvent]
    let placement: Placement
    /// Covers every index of the placement.
    let checkpoint: SignedCheckpoint
    /// Of each event, under the checkpoint.
    let proofs: [InclusionProof]

    /// The place of an event of the draft, and its proof.
    func proof(of event: VerifiedEvent) -> InclusionProof? {
        zip(events, proofs).first { $0.0.digest == event.digest }?.1
    }
}
