package import Vocabulary

/// What is to be packed, and how it is described.
package struct PackOrder: Sendable {
    package var folder: String
    package var agreement: BundleRecord.AgreementReference
    package var channel: Channel
    package var `case`: BundleRecord.CaseReference
    package var sheet: Sheet?
    package var defaults = SheetDefaults()
    package var recipients: [Recipient] = []
    /// Whether links, devices and unreadable files are left out, which is recorded, instead of being an error.
    package var leavesOut = false
    /// Whether the contents of archives become exhibits beside the archive.
    package var expands = false
    package var archiveLimits = ArchiveLimits()

    package init(
        folder: String, agreement: BundleRecord.AgreementReference, channel: Channel, case: BundleRecord.CaseReference
    ) {
        self.folder = folder
        self.agreement = agreement
        self.channel = channel
        self.case = `case`
    }
}

/// What packing made.
package struct PackedBundle: Sendable {
    package let path: String
    package let record: BundleRecord
    /// How many exhibits there are.
    package let exhibits: Int
    /// Bytes of the file.
    package let size: Int64
    /// The digest of the bundle: of its first manifest.
    package let digest: Digest
}
