package import Vocabulary

/// What is known about the exhibits in question. Exhibits that share all of it are decided together.
package struct ItemFacts: Hashable, Sendable, Codable {
    /// What approvals are bound to; decides nothing by itself.
    package var bundle: Digest?
    package var exhibits: ExhibitSelection?

    package var category: Fact<EvidenceCategory> = .unknown
    package var victimIdentity: Fact<VictimIdentity> = .unknown
    package var flags: Fact<[ItemFlag]> = .unknown
    package var handling: Fact<[HandlingCode]> = .unknown
    package var channel: Fact<Channel> = .unknown
    package var origin: Fact<Party> = .unknown
    package var copy: Fact<CopyKind> = .unknown
    package var evaluation: Fact<Evaluation> = .unknown
    /// The redactions for which a rendition exists.
    package var redactions: Fact<[Redaction]> = .unknown

    private enum CodingKeys: String, CodingKey {
        case bundle, exhibits, category, flags, handling, channel, origin, copy, evaluation, redactions
        case victimIdentity = "victim-identity"
    }

    /// Nothing known.
    package init() {}
}
