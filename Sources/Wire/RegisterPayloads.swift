package import Vocabulary

/// A page of the register: only what policy lets the caller list.
package struct BundlePage: Codable, Hashable, Sendable {
    package let bundles: [BundleSummary]
    /// Where the next page starts; absent on the last.
    package let next: BundleID?

    package init(bundles: [BundleSummary], next: BundleID?) {
        self.bundles = bundles
        self.next = next
    }
}

package struct BundleSummary: Codable, Hashable, Sendable {
    package let bundle: BundleID
    package let bundleDigest: Digest
    package let caseNumber: CaseNumber
    package let channel: Channel
    package let submitter: MemberID
    package let acceptedAt: Instant
    /// Its exhibits, those together that are alike in all that protects them.
    package let classes: [ExhibitClassSummary]
    /// What two leaders have signed about something of it that the caller may list, whatever became of it; absent if
    /// nothing.
    package let overrides: [OverrideSummary]?
    /// True where the list of overrides has more about it; else absent.
    package let hasMoreOverrides: Bool?

    package init(
        bundle: BundleID, bundleDigest: Digest, caseNumber: CaseNumber, channel: Channel, submitter: MemberID,
        acceptedAt: Instant, classes: [ExhibitClassSummary], overrides: [OverrideSummary],
        hasMoreOverrides: Bool
    ) {
        self.bundle = bundle
        self.bundleDigest = bundleDigest
        self.caseNumber = caseNumber
        self.channel = channel
        self.submitter = submitter
        self.acceptedAt = acceptedAt
        self.classes = classes
        self.overrides = overrides.isEmpty ? nil : overrides
        self.hasMoreOverrides = hasMoreOverrides ? true : nil
    }
}

/// What exhibits have in common, how many they are, and how large together.
package struct ExhibitClassSummary: Codable, Hashable, Sendable {
    package let category: EvidenceCategory
    package let handling: [HandlingCode]
    package let victimIdentity: VictimIdentity
    package let origin: Party
    package let flags: [ItemFlag]
    package let count: UInt64
    /// Bytes.
    package let size: UInt64

    package init(
        category: EvidenceCategory, handling: [HandlingCode], victimIdentity: VictimIdentity, origin: Party,
        flags: [ItemFlag], count: UInt64, size: UInt64
    ) {
        self.category = category
        self.handling = handling
        self.victimIdentity = victimIdentity
        self.origin = origin
        self.flags = flags
        self.count = count
        self.size = size
    }
}

/// A page of the exhibits of one bundle, by number: only what policy lets the caller list.
package struct ExhibitPage: Codable, Hashable, Sendable {
    package let exhibits: [ExhibitSummary]
    /// After which number the next page starts; absent on the last.
    package let next: ExhibitNumber?

    package init(exhibits: [ExhibitSummary], next: ExhibitNumber?) {
        self.exhibits = exhibits
        self.next = next
    }
}

/// What the register says of an exhibit: never its name, its description or its digest.
package struct ExhibitSummary: Codable, Hashable, Sendable {
    package let number: ExhibitNumber
    package let category: EvidenceCategory
    package let handling: [HandlingCode]
    package let victimIdentity: VictimIdentity
    package let origin: Party
    package let flags: [ItemFlag]
    package let mediaType: String
    /// Bytes.
    package let size: UInt64
    /// SHA-256 over salt and record, by which signed events name the exhibit.
    package let commitment: Digest

    package init(
        number: ExhibitNumber, category: EvidenceCategory, handling: [HandlingCode], victimIdentity: VictimIdentity,
        origin: Party, flags: [ItemFlag], mediaType: String, size: UInt64, commitment: Digest
    ) {
        self.number = number
        self.category = category
        self.handling = handling
        self.victimIdentity = victimIdentity
        self.origin = origin
        self.flags = flags
        self.mediaType = mediaType
        self.size = size
        self.commitment = commitment
    }
}
