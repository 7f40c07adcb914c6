/// What policy decides an exhibit by, and nothing that names it.
package struct ExhibitTraits: Hashable, Sendable, Codable {
    package let category: EvidenceCategory
    package let handling: [HandlingCode]
    package let victimIdentity: VictimIdentity
    package let origin: Party
    package let flags: [ItemFlag]
    package let copy: CopyKind?
    package let evaluation: Evaluation?
    /// Whether a redaction that takes its place lies in the same bundle.
    package let hasRedaction: Bool

    package init(
        category: EvidenceCategory, handling: [HandlingCode], victimIdentity: VictimIdentity, origin: Party,
        flags: [ItemFlag], copy: CopyKind?, evaluation: Evaluation?, hasRedaction: Bool
    ) {
        self.category = category
        self.handling = handling
        self.victimIdentity = victimIdentity
        self.origin = origin
        self.flags = flags
        self.copy = copy
        self.evaluation = evaluation
        self.hasRedaction = hasRedaction
    }
}
