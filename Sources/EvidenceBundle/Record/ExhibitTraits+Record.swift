package import Vocabulary

extension ExhibitTraits {
    /// - Parameter redacted: the exhibits of its bundle that have a redaction beside them.
    package init(_ exhibit: ExhibitRecord, redacted: Set<ExhibitNumber>) {
        self.init(
            category: exhibit.category, handling: exhibit.handling, victimIdentity: exhibit.victimIdentity,
            origin: exhibit.origin, flags: exhibit.flags, copy: exhibit.copy, evaluation: exhibit.evaluation,
            hasRedaction: redacted.contains(exhibit.number))
    }
}

/// Which exhibits of a bundle have a redaction beside them that takes their place when identities must go.
package struct Redactions: Sendable {
    /// The redaction of each exhibit that has one; it must itself reveal nobody.
    package let substitutes: [ExhibitNumber: ExhibitNumber]

    package var redacted: Set<ExhibitNumber> { Set(substitutes.keys) }

    package init(_ exhibits: [ExhibitRecord]) {
        var substitutes: [ExhibitNumber: ExhibitNumber] = [:]
        for exhibit in exhibits where exhibit.victimIdentity == .none {
            guard let rendition = exhibit.renditionOf, rendition.kind == .redaction else { continue }
            substitutes[rendition.exhibit] = exhibit.number
        }
        self.substitutes = substitutes
    }
}
