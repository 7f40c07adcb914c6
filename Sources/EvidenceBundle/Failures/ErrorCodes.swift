package import Vocabulary

/// Of the container, the ZIP file itself.
extension ErrorCode {
    package static let notABundle = ErrorCode("bundle.container.not-a-bundle", .evidence)
    package static let truncated = ErrorCode("bundle.container.truncated", .evidence)
    package static let trailingData = ErrorCode("bundle.container.trailing-data", .evidence)
    package static let firstEntry = ErrorCode("bundle.container.first-entry", .evidence)
    package static let directoryForm = ErrorCode("bundle.container.directory", .evidence)
    package static let tooManyEntries = ErrorCode("bundle.container.too-many-entries", .evidence)
    package static let duplicateEntry = ErrorCode("bundle.container.duplicate-entry", .evidence)
    package static let collidingNames = ErrorCode("bundle.container.colliding-names", .evidence)
    package static let unsafePath = ErrorCode("bundle.container.unsafe-path", .evidence)
    package static let entryKind = ErrorCode("bundle.container.entry-kind", .evidence)
    package static let compressedEntry = ErrorCode("bundle.container.compressed", .evidence)
    package static let encryptedEntry = ErrorCode("bundle.container.encrypted", .evidence)
    package static let dataDescriptor = ErrorCode("bundle.container.data-descriptor", .evidence)
    package static let extraField = ErrorCode("bundle.container.extra-field", .evidence)
    package static let zip64Form = ErrorCode("bundle.container.zip64", .evidence)
    package static let headerValue = ErrorCode("bundle.container.header-value", .evidence)
    package static let overlap = ErrorCode("bundle.container.overlap", .evidence)
    package static let gap = ErrorCode("bundle.container.gap", .evidence)
    package static let headersDisagree = ErrorCode("bundle.container.headers-disagree", .evidence)
    package static let unknownEntry = ErrorCode("bundle.container.unknown-entry", .evidence)
    package static let missingEntry = ErrorCode("bundle.container.missing-entry", .evidence)
    package static let entryTooLarge = ErrorCode("bundle.container.entry-too-large", .evidence)
}

/// Of the manifest, the signatures and the digests.
extension ErrorCode {
    package static let manifestForm = ErrorCode("bundle.manifest.form", .evidence)
    package static let manifestForbiddenXML = ErrorCode("bundle.manifest.forbidden-xml", .evidence)
    package static let manifestAlgorithm = ErrorCode("bundle.manifest.algorithm", .evidence)
    package static let manifestDuplicate = ErrorCode("bundle.manifest.duplicate", .evidence)
    package static let uncoveredEntry = ErrorCode("bundle.manifest.uncovered-entry", .evidence)
    package static let absentEntry = ErrorCode("bundle.manifest.absent-entry", .evidence)
    package static let signatureMissing = ErrorCode("bundle.signature.missing", .evidence)
    package static let signatureWithoutManifest = ErrorCode("bundle.signature.without-manifest", .evidence)
    package static let signerNotPacker = ErrorCode("bundle.signature.not-the-packer", .evidence)
    package static let requiredSignerMissing = ErrorCode("bundle.signature.required-signer", .evidence)
    package static let noTrustList = ErrorCode("bundle.trust.no-list", .trust)
    package static let digestMismatch = ErrorCode("bundle.digest.mismatch", .evidence)
    package static let checksumMismatch = ErrorCode("bundle.digest.crc", .evidence)
}

/// Of the records inside.
extension ErrorCode {
    package static let recordForm = ErrorCode("bundle.record.form", .evidence)
    package static let recordDisagrees = ErrorCode("bundle.record.disagrees", .evidence)
    package static let recordWithoutEntry = ErrorCode("bundle.record.without-entry", .evidence)
    package static let entryWithoutRecord = ErrorCode("bundle.record.missing", .evidence)
    package static let disclosureForm = ErrorCode("bundle.disclosure.form", .evidence)
    package static let disclosureDisagrees = ErrorCode("bundle.disclosure.disagrees", .evidence)
}

/// Of a BagIt bag.
extension ErrorCode {
    package static let bagDeclaration = ErrorCode("bundle.bag.declaration", .evidence)
    package static let bagTagFile = ErrorCode("bundle.bag.tag-file", .evidence)
    package static let bagManifestForm = ErrorCode("bundle.bag.manifest", .evidence)
    package static let bagNoManifest = ErrorCode("bundle.bag.no-manifest", .evidence)
    package static let bagUnsafePath = ErrorCode("bundle.bag.unsafe-path", .evidence)
    package static let bagDuplicate = ErrorCode("bundle.bag.duplicate", .evidence)
    package static let bagMissingFile = ErrorCode("bundle.bag.missing-file", .evidence)
    package static let bagUnlistedFile = ErrorCode("bundle.bag.unlisted-file", .evidence)
    package static let bagChecksum = ErrorCode("bundle.bag.checksum", .evidence)
    package static let bagOxum = ErrorCode("bundle.bag.oxum", .evidence)
    package static let bagFetch = ErrorCode("bundle.bag.fetch", .evidence)
    package static let bagSpecialFile = ErrorCode("bundle.bag.special-file", .evidence)
}

/// Of the folder, the sheet and the files that are to be packed.
extension ErrorCode {
    package static let sheetForm = ErrorCode("bundle.sheet.form", .usage)
    package static let sheetColumn = ErrorCode("bundle.sheet.column", .usage)
    package static let sheetValue = ErrorCode("bundle.sheet.value", .usage)
    package static let sheetMissingValue = ErrorCode("bundle.sheet.missing-value", .usage)
    package static let sheetRowWithoutFile = ErrorCode("bundle.sheet.row-without-file", .usage)
    package static let sheetFileWithoutRow = ErrorCode("bundle.sheet.file-without-row", .usage)
    package static let sheetDuplicate = ErrorCode("bundle.sheet.duplicate", .usage)
    package static let sheetChildAbuseMaterial = ErrorCode("bundle.sheet.child-abuse-material", .usage)
    package static let caseReference = ErrorCode("bundle.case.reference", .usage)
    package static let sourceMissing = ErrorCode("bundle.source.missing", .usage)
    package static let sourceEmpty = ErrorCode("bundle.source.empty", .usage)
    package static let sourceUnreadable = ErrorCode("bundle.source.unreadable", .usage)
    package static let sourceNotRegular = ErrorCode("bundle.source.not-a-regular-file", .usage)
    package static let sourceName = ErrorCode("bundle.source.name", .usage)
    package static let sourceNamesCollide = ErrorCode("bundle.source.colliding-names", .usage)
    package static let sourceChanged = ErrorCode("bundle.source.changed", .usage)
    package static let sourceNotFolder = ErrorCode("bundle.source.not-a-folder", .usage)
    package static let sourceTooLarge = ErrorCode("bundle.source.too-large", .usage)
    package static let outputDenied = ErrorCode("bundle.output.denied", .storage)
    package static let outputExists = ErrorCode("bundle.output.exists", .usage)
    package static let outputInside = ErrorCode("bundle.output.inside-source", .usage)
    package static let itemUnknown = ErrorCode("bundle.item.unknown", .usage)
    package static let cancelled = ErrorCode("bundle.cancelled", .tryAgain)
    package static let storageFull = ErrorCode("bundle.storage.full", .storage)
    package static let storageFailed = ErrorCode("bundle.storage.failed", .storage)
}

/// Of a foreign archive that is expanded while packing.
extension ErrorCode {
    package static let archiveForm = ErrorCode("bundle.archive.form", .usage)
    package static let archiveEncrypted = ErrorCode("bundle.archive.encrypted", .usage)
    package static let archivePath = ErrorCode("bundle.archive.unsafe-path", .usage)
    package static let archiveLink = ErrorCode("bundle.archive.link", .usage)
    package static let archiveSpecial = ErrorCode("bundle.archive.special-file", .usage)
    package static let archiveTooMany = ErrorCode("bundle.archive.too-many", .usage)
    package static let archiveTooLarge = ErrorCode("bundle.archive.too-large", .usage)
    package static let archiveTooDeep = ErrorCode("bundle.archive.too-deep", .usage)
    package static let archiveLongName = ErrorCode("bundle.archive.long-name", .usage)
    package static let archiveRatio = ErrorCode("bundle.archive.ratio", .usage)
}
