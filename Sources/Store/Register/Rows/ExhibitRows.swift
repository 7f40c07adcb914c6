import GRDB
package import Vocabulary

/// An exhibit of a bundle: what listing and deciding need, and its exact record.
package struct ExhibitRow: Hashable, Sendable {
    package let agreement: AgreementID
    package let bundle: BundleID
    package let number: ExhibitNumber
    package let category: EvidenceCategory
    package let handling: [HandlingCode]
    package let victimIdentity: VictimIdentity
    package let origin: Party
    package let flags: [ItemFlag]
    /// In bytes.
    package let size: Int64
    package let digest: Digest
    /// The entry of the container.
    package let path: String
    package let mediaType: String
    package let renditionOf: ExhibitNumber?
    package let renditionKind: RenditionKind?
    /// The exhibit's record as canonical JSON.
    package let record: [UInt8]
    package let entry: Int64

    package init(
        agreement: AgreementID, bundle: BundleID, number: ExhibitNumber, category: EvidenceCategory,
        handling: [HandlingCode], victimIdentity: VictimIdentity, origin: Party, flags: [ItemFlag], size: Int64,
        digest: Digest, path: String, mediaType: String, renditionOf: ExhibitNumber? = nil,
        renditionKind: RenditionKind? = nil, record: [UInt8], entry: Int64
    ) {
        self.agreement = agreement
        self.bundle = bundle
        self.number = number
        self.category = category
        self.handling = Set(handling).sorted()
        self.victimIdentity = victimIdentity
        self.origin = origin
        self.flags = Set(flags).sorted()
        self.size = size
        self.digest = digest
        self.path = path
        self.mediaType = mediaType
        self.renditionOf = renditionOf
        self.renditionKind = renditionKind
        self.record = record
        self.entry = entry
    }
}

extension ExhibitRow: RowForm {
    static let form = TableForm(
        "exhibits", key: ["agreement", "bundle", "number"],
        columns: [
            "agreement", "bundle", "number", "category", "handling", "victim_identity", "origin", "flags", "size",
            "digest", "path", "media_type", "rendition_of", "rendition_kind", "record", "entry",
        ])

    var values: [DatabaseValue] {
        [
            agreement.stored, bundle.stored, number.stored, category.stored, handling.stored, victimIdentity.stored,
            origin.stored, flags.stored, size.databaseValue, digest.stored, path.databaseValue, mediaType.databaseValue,
            renditionOf.stored(\.stored), renditionKind.stored(\.stored), record.stored, entry.databaseValue,
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        agreement = try row.parsed("agreement")
        bundle = try row.parsed("bundle")
        number = try row.exhibit("number")
        category = try row.word("category")
        handling = try row.words("handling")
        victimIdentity = try row.word("victim_identity")
        origin = try row.parsed("origin")
        flags = try row.words("flags")
        size = try row.integer("size")
        digest = try row.digest("digest")
        path = try row.text("path")
        mediaType = try row.text("media_type")
        renditionOf = row.isNull("rendition_of") ? nil : try row.exhibit("rendition_of")
        renditionKind = row.isNull("rendition_kind") ? nil : try row.word("rendition_kind")
        record = try row.bytes("record")
        entry = try row.integer("entry")
    }
}

/// Exhibits of a bundle that are alike in all that protects them: a list decides once for each class,
/// however many exhibits the bundle has.
package struct ExhibitClass: Hashable, Sendable {
    package let agreement: AgreementID
    package let bundle: BundleID
    let ordinal: Int64
    package let category: EvidenceCategory
    package let handling: [HandlingCode]
    package let victimIdentity: VictimIdentity
    package let origin: Party
    package let flags: [ItemFlag]
    /// How many exhibits are of this class.
    package let count: Int64
    /// Of all of them together, in bytes.
    package let size: Int64

    private struct Likeness: Hashable {
        let agreement: AgreementID
        let bundle: BundleID
        let category: EvidenceCategory
        let handling: [HandlingCode]
        let victimIdentity: VictimIdentity
        let origin: Party
        let flags: [ItemFlag]
    }

    /// The classes of these exhibits, in the order in which each class first appears.
    package static func classes(of exhibits: [ExhibitRow]) -> [ExhibitClass] {
        var order: [Likeness] = []
        var sums: [Likeness: (count: Int64, size: Int64)] = [:]
        for exhibit in exhibits {
            let likeness = Likeness(
                agreement: exhibit.agreement, bundle: exhibit.bundle, category: exhibit.category,
                handling: exhibit.handling, victimIdentity: exhibit.victimIdentity, origin: exhibit.origin,
                flags: exhibit.flags)
            if sums[likeness] == nil { order.append(likeness) }
            sums[likeness, default: (0, 0)].count += 1
            sums[likeness, default: (0, 0)].size += exhibit.size
        }
        // Several bundles may be accepted in one commit: each counts its own classes.
        var counts: [BundleID: Int64] = [:]
        return order.map { likeness in
            let ordinal = counts[likeness.bundle, default: 0]
            counts[likeness.bundle] = ordinal + 1
            return ExhibitClass(
                agreement: likeness.agreement, bundle: likeness.bundle, ordinal: ordinal,
                category: likeness.category, handling: likeness.handling, victimIdentity: likeness.victimIdentity,
                origin: likeness.origin, flags: likeness.flags, count: sums[likeness]?.count ?? 0,
                size: sums[likeness]?.size ?? 0)
        }
    }
}

extension ExhibitClass: RowForm {
    static let form = TableForm(
        "exhibit_classes", key: ["agreement", "bundle", "ordinal"],
        columns: [
            "agreement", "bundle", "ordinal", "category", "handling", "victim_identity", "origin", "flags", "count",
            "size",
        ])

    var values: [DatabaseValue] {
        [
            agreement.stored, bundle.stored, ordinal.databaseValue, category.stored, handling.stored,
            victimIdentity.stored, origin.stored, flags.stored, count.databaseValue, size.databaseValue,
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        agreement = try row.parsed("agreement")
        bundle = try row.parsed("bundle")
        ordinal = try row.integer("ordinal")
        category = try row.word("category")
        handling = try row.words("handling")
        victimIdentity = try row.word("victim_identity")
        origin = try row.parsed("origin")
        flags = try row.words("flags")
        count = try row.integer("count")
        size = try row.integer("size")
    }
}
