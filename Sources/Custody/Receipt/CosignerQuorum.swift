package import Vocabulary

/// What an agreement asks of cosigners, whoever they are.
package struct QuorumTerms: Hashable, Sendable {
    package let atLeast: Int
    /// So many of each of these, but for the party that runs the node; empty where those of any party count together.
    package let ofEach: Set<Party>

    package init(atLeast: Int, ofEach: Set<Party> = []) {
        self.atLeast = atLeast
        self.ofEach = ofEach
    }

    /// How many more are needed.
    fileprivate func missing(_ cosigners: Set<Identity>, node: Identity) -> Int {
        let counting = cosigners.filter { $0.party != node.party }
        guard !ofEach.isEmpty else { return max(0, atLeast - counting.count) }
        return ofEach.filter { $0 != node.party }.reduce(0) { missing, party in
            missing + max(0, atLeast - counting.count { $0.party == party })
        }
    }
}

/// How many cosigners an agreement asks for, and who they can be.
package struct CosignerQuorum: Hashable, Sendable {
    /// Everyone who is known; those of the party that runs the node never count.
    package let cosigners: [Cosigner]
    package let terms: QuorumTerms

    package init(cosigners: [Cosigner], terms: QuorumTerms) {
        self.cosigners = cosigners
        self.terms = terms
    }

    package init(cosigners: [Cosigner], atLeast: Int) {
        self.init(cosigners: cosigners, terms: QuorumTerms(atLeast: atLeast))
    }

    /// Nobody is asked to cosign.
    package static let none = CosignerQuorum(cosigners: [], atLeast: 0)

    /// A cosigner with two keys counts once.
    package func standing(of signatures: CheckpointSignatures, node: Identity) -> ReceiptVerdict.Standing {
        let missing = terms.missing(Set(signatures.cosignatures.map(\.cosigner.identity)), node: node)
        return missing == 0 ? .complete : .provisional(missing: missing)
    }
}

extension QuorumTerms {
    /// How many cosigners are missing below a checkpoint that the log alone signed.
    package func whole(node: Identity) -> Int { missing([], node: node) }
}
