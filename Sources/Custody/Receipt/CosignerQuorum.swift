package import Vocabulary

/// What an agreement asks of cosigners, whoever they are.
///
/// Parties are counted, not cosigners: two of one party are one, since whoever moves the one can move the other. Nobody
/// counts who does not belong to the agreement, and never the party that runs the node.
package struct QuorumTerms: Hashable, Sendable {
    package let atLeast: Int
    /// The parties of the agreement; nil where it is not at hand, and then any party is counted.
    package let parties: Set<Party>?
    /// Whether each of them must have signed, but for the one that runs the node.
    package let isOfEach: Bool

    package init(atLeast: Int, of parties: Set<Party>) {
        self.init(atLeast: atLeast, parties: parties, isOfEach: false)
    }

    package init(ofEach parties: Set<Party>) { self.init(atLeast: 1, parties: parties, isOfEach: true) }

    private init(atLeast: Int, parties: Set<Party>?, isOfEach: Bool) {
        self.atLeast = atLeast
        self.parties = parties
        self.isOfEach = isOfEach
    }

    /// Where the agreement is not at hand: one of any other party.
    package static let unknown = QuorumTerms(atLeast: 1, parties: nil, isOfEach: false)

    package var isKnown: Bool { parties != nil }

    /// Whether a cosigner can count for the log of a node.
    package func counts(_ cosigner: Identity, node: Identity) -> Bool {
        cosigner.party != node.party && parties?.contains(cosigner.party) ?? true
    }

    /// How many parties are missing yet.
    fileprivate func missing(_ cosigners: some Sequence<Identity>, node: Identity) -> Int {
        let counting = Set(cosigners.filter { counts($0, node: node) }.map(\.party)).count
        let whole = isOfEach ? parties?.subtracting([node.party]).count ?? atLeast : atLeast
        return max(0, whole - counting)
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

    /// Nobody is asked to cosign.
    package static let none = CosignerQuorum(cosigners: [], terms: QuorumTerms(atLeast: 0, of: []))

    package func standing(of signatures: CheckpointSignatures, node: Identity) -> ReceiptVerdict.Standing {
        let missing = terms.missing(signatures.cosignatures.map(\.cosigner.identity), node: node)
        return missing == 0 ? .complete : .provisional(missing: missing)
    }

    /// The time at which the quorum was first whole, taking the signatures in the order of their times: whoever writes a
    /// time that is too early moves it no further than the others allow.
    /// - Returns: nil as long as somebody is missing, if nobody has to cosign, or if it is not known who has to.
    package func completed(by signatures: CheckpointSignatures, node: Identity) -> Instant? {
        guard terms.isKnown, terms.whole(node: node) > 0 else { return nil }
        var seen: [Identity] = []
        for cosigned in signatures.cosignatures.sorted(by: { $0.time < $1.time }) {
            seen.append(cosigned.cosigner.identity)
            if terms.missing(seen, node: node) == 0 { return cosigned.time }
        }
        return nil
    }
}

extension QuorumTerms {
    /// How many cosigners are missing below a checkpoint that the log alone signed.
    package func whole(node: Identity) -> Int { missing([], node: node) }
}
