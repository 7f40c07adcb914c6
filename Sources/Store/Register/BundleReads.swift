import GRDB
package import Vocabulary

extension Register {
    /// One page of an agreement's bundles, in the order in which they were accepted.
    /// - Parameters:
    ///   - caseNumber: those of one case alone.
    ///   - entry: the `entry` of the last bundle of the page before.
    package func bundles(
        _ agreement: AgreementID, caseNumber: CaseNumber? = nil, after entry: Int64? = nil, limit: Int
    ) throws(StoreError) -> [BundleRow] {
        var condition = "agreement = ? AND entry > ?"
        var arguments = [agreement.stored, (entry ?? -1).databaseValue]
        if let caseNumber {
            condition += " AND case_number = ?"
            arguments.append(caseNumber.stored)
        }
        return try read { db in
            try db.fetch(BundleRow.self, condition, arguments, order: "entry", limit: max(0, limit))
        }
    }

    package func bundle(_ id: BundleID, agreement: AgreementID) throws(StoreError) -> BundleRow? {
        try read { db in try db.fetch(BundleRow.self, "agreement = ? AND id = ?", [agreement.stored, id.stored]).first }
    }

    /// The exact bytes of the bundle's record.
    package func record(of bundle: BundleID, agreement: AgreementID) throws(StoreError) -> [UInt8]? {
        try read { db in
            try db.fetch(RecordRow.self, "agreement = ? AND bundle = ?", [agreement.stored, bundle.stored]).first?.bytes
        }
    }

    /// One page of a bundle's exhibits, by number.
    package func exhibits(
        of bundle: BundleID, agreement: AgreementID, after number: ExhibitNumber? = nil, limit: Int = .max
    ) throws(StoreError) -> [ExhibitRow] {
        try read { db in
            try db.fetch(
                ExhibitRow.self, "agreement = ? AND bundle = ? AND number > ?",
                [agreement.stored, bundle.stored, (number?.value ?? 0).databaseValue], order: "number",
                limit: max(0, limit))
        }
    }

    /// The classes of exhibits of a bundle: enough to decide who may list what of it.
    package func exhibitClasses(of bundle: BundleID, agreement: AgreementID) throws(StoreError) -> [ExhibitClass] {
        try read { db in
            try db.fetch(
                ExhibitClass.self, "agreement = ? AND bundle = ?", [agreement.stored, bundle.stored], order: "ordinal")
        }
    }

    /// What became of this file when this submitter sent it before.
    package func receipt(
        submitter: Identity, agreement: AgreementID, blob: Digest
    ) throws(StoreError) -> ReceiptRow? {
        try read { db in
            try db.fetch(
                ReceiptRow.self, "submitter = ? AND agreement = ? AND blob = ?",
                [submitter.stored, agreement.stored, blob.stored]
            ).first
        }
    }

    /// What this submitter was told of the bundle, if it is theirs.
    package func receipt(
        submitter: Identity, agreement: AgreementID, bundle: BundleID
    ) throws(StoreError) -> ReceiptRow? {
        try read { db in
            try db.fetch(
                ReceiptRow.self, "agreement = ? AND bundle = ? AND submitter = ?",
                [agreement.stored, bundle.stored, submitter.stored]
            ).first
        }
    }

    /// Everything that was accepted under an agreement, for the audit.
    package func receipts(_ agreement: AgreementID) throws(StoreError) -> [ReceiptRow] {
        try read { db in try db.fetch(ReceiptRow.self, "agreement = ?", [agreement.stored], order: "entry") }
    }

    package func release(_ id: ReleaseID) throws(StoreError) -> ReleaseRow? {
        try read { db in try db.fetch(ReleaseRow.self, "id = ?", [id.stored]).first }
    }

    package func releases(of bundle: BundleID, agreement: AgreementID) throws(StoreError) -> [ReleaseRow] {
        try read { db in
            try db.fetch(
                ReleaseRow.self, "agreement = ? AND bundle = ?", [agreement.stored, bundle.stored], order: "entry")
        }
    }

    /// Whether a row names the blob. The sweep keeps what is named.
    package func names(_ blob: Digest) throws(StoreError) -> Bool {
        try read { db in
            try Bool.fetchOne(
                db,
                sql: """
                    SELECT EXISTS (SELECT 1 FROM blobs WHERE digest = ?1)
                        OR EXISTS (SELECT 1 FROM bundles WHERE blob = ?1)
                        OR EXISTS (SELECT 1 FROM releases WHERE content = ?1)
                    """, arguments: [blob.stored]) ?? true
        }
    }

    /// One page of all blobs that rows name, by digest, for the audit.
    package func blobs(after digest: Digest?, limit: Int) throws(StoreError) -> [BlobRow] {
        try read { db in
            try db.fetch(
                BlobRow.self, "digest > ?", [(digest?.bytes ?? []).stored], order: "digest", limit: max(0, limit))
        }
    }
}
