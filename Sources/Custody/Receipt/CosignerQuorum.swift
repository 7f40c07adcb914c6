import Vocabulary

/// How many cosigners an agreement asks for, and who they can be.
package struct CosignerQuorum: Hashable, Sendable {
    /// Everyone who is known; those of the party that runs the node never count.
    package let cosigners: [Cosigner]
    package let atLeast: Int

    package init(cosigners: [Cosigner], atLeast: Int) {
        self.cosigners = cosigners
        self.atLeast = atLeast
    }

    /// Nobody is asked to cosign.
    package static let none = CosignerQuorum(cosigners: [], atLeast: 0)

    /// A cosigner with two keys counts once.
    package func standing(of signatures: CheckpointSignatures, node: Identity) -> ReceiptVerdict.Standing {
        let counting = Set(signatures.cosignatures.map(\.cosigner.identity).filter { $0.party != node.party })
        return counting.count >= atLeast ? .complete : .provisional(missing: atLeast - counting.count)
    }
}
