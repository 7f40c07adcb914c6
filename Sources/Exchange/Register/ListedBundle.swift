import Custody
import EvidenceBundle
import Store
package import Vocabulary

/// A bundle as one member may see it.
package struct ListedBundle: Sendable {
    package let id: BundleID
    package let digest: Digest
    package let caseNumber: CaseNumber
    package let channel: Channel
    package let submitter: Identity
    package let acceptedAt: Instant
    /// Of the exhibits that the member may list; never empty.
    package let classes: [ListedClass]
    /// What two leaders have signed about something of it that the member may list, whatever became of it.
    package let overrides: OverridesBeside

    init(_ row: BundleRow, _ classes: [ListedClass], _ overrides: OverridesBeside) {
        id = row.id
        digest = row.digest
        caseNumber = row.caseNumber
        channel = row.channel
        submitter = row.submitter
        acceptedAt = row.time
        self.classes = classes
        self.overrides = overrides
    }
}

/// Exhibits of a bundle that are alike in all that protects them.
package struct ListedClass: Sendable {
    package let category: EvidenceCategory
    package let handling: [HandlingCode]
    package let victimIdentity: VictimIdentity
    package let origin: Party
    package let flags: [ItemFlag]
    package let count: Int
    /// Of all of them together, in bytes.
    package let size: Int64

    init(_ exhibits: ExhibitClass) {
        category = exhibits.category
        handling = exhibits.handling
        victimIdentity = exhibits.victimIdentity
        origin = exhibits.origin
        flags = exhibits.flags
        count = Int(exhibits.count)
        size = exhibits.size
    }

    /// A class of one exhibit.
    init(_ exhibit: ExhibitRecord) {
        category = exhibit.category
        handling = Set(exhibit.handling).sorted()
        victimIdentity = exhibit.victimIdentity
        origin = exhibit.origin
        flags = Set(exhibit.flags).sorted()
        count = 1
        size = exhibit.size
    }

    private init(_ alike: ListedClass, count: Int, size: Int64) {
        category = alike.category
        handling = alike.handling
        victimIdentity = alike.victimIdentity
        origin = alike.origin
        flags = alike.flags
        self.count = count
        self.size = size
    }

    func isLike(_ other: ListedClass) -> Bool {
        category == other.category && handling == other.handling && victimIdentity == other.victimIdentity
            && origin == other.origin && flags == other.flags
    }

    func adding(_ other: ListedClass) -> ListedClass {
        ListedClass(self, count: count + other.count, size: size + other.size)
    }
}

/// What the register says of an exhibit: never its name, description or digest.
package struct ListedExhibit: Sendable {
    package let number: ExhibitNumber
    package let category: EvidenceCategory
    package let handling: [HandlingCode]
    package let victimIdentity: VictimIdentity
    package let origin: Party
    package let flags: [ItemFlag]
    package let mediaType: String
    /// Bytes.
    package let size: Int64
    /// By which signed events name it.
    package let commitment: Digest

    init(_ exhibit: HeldBundle.Exhibit) {
        let record = exhibit.record
        number = record.number
        category = record.category
        handling = record.handling
        victimIdentity = record.victimIdentity
        origin = record.origin
        flags = record.flags
        mediaType = record.mediaType
        size = record.size
        commitment = exhibit.mention.commitment
    }
}
