import EvidenceBundle
import Policy
import Vocabulary

extension ItemFacts {
    /// What the packer signed about an exhibit, and what the node knows of its renditions.
    ///
    /// - Parameters:
    ///   - all: every exhibit of the same bundle, among which a redacted rendition may be.
    ///   - channel: of the bundle.
    init(_ exhibit: ExhibitRecord, channel: Channel, redacted: Set<ExhibitNumber>) {
        self.init()
        category = Fact(exhibit.category, from: .bundleRecord)
        victimIdentity = Fact(exhibit.victimIdentity, from: .bundleRecord)
        flags = Fact(exhibit.flags, from: .bundleRecord)
        handling = Fact(exhibit.handling, from: .bundleRecord)
        self.channel = Fact(channel, from: .bundleRecord)
        origin = Fact(exhibit.origin, from: .bundleRecord)
        if let copy = exhibit.copy { self.copy = Fact(copy, from: .bundleRecord) }
        if let evaluation = exhibit.evaluation { self.evaluation = Fact(evaluation, from: .bundleRecord) }
        redactions = Fact(redacted.contains(exhibit.number) ? [.victimIdentity] : [], from: .node)
    }
}

/// Which exhibits of a bundle have a redaction beside them that takes their place when identities must go.
struct Redactions: Sendable {
    /// The redaction of each exhibit that has one; it must itself reveal nobody.
    let substitutes: [ExhibitNumber: ExhibitNumber]

    init(_ exhibits: [ExhibitRecord]) {
        var substitutes: [ExhibitNumber: ExhibitNumber] = [:]
        for exhibit in exhibits where exhibit.victimIdentity == .none {
            guard let rendition = exhibit.renditionOf, rendition.kind == .redaction else { continue }
            substitutes[rendition.exhibit] = exhibit.number
        }
        self.substitutes = substitutes
    }
}
