import EvidenceBundle
import Policy
import Vocabulary

extension ItemFacts {
    /// - Parameters:
    ///   - channel: of the bundle.
    ///   - source: who says what the exhibit is.
    ///   - observer: who says whether a redaction takes its place.
    init(_ traits: ExhibitTraits, channel: Channel, from source: FactSource, redactionsFrom observer: FactSource) {
        self.init()
        category = Fact(traits.category, from: source)
        victimIdentity = Fact(traits.victimIdentity, from: source)
        flags = Fact(traits.flags, from: source)
        handling = Fact(traits.handling, from: source)
        self.channel = Fact(channel, from: source)
        origin = Fact(traits.origin, from: source)
        if let copy = traits.copy { self.copy = Fact(copy, from: source) }
        if let evaluation = traits.evaluation { self.evaluation = Fact(evaluation, from: source) }
        redactions = Fact(traits.hasRedaction ? [.victimIdentity] : [], from: observer)
    }

    /// What the packer signed about an exhibit, and what the node knows of its renditions.
    init(_ exhibit: ExhibitRecord, channel: Channel, redacted: Set<ExhibitNumber>) {
        self.init(
            ExhibitTraits(exhibit, redacted: redacted), channel: channel, from: .bundleRecord, redactionsFrom: .node)
    }
}
