import GRDB
package import Vocabulary

/// A row of the register, whatever its table.
package enum RegisterRow: Hashable, Sendable {
    case log(LogHead)
    case cosignature(CosignatureRow)
    case timestamp(TimestampRow)
    case event(EventRow)
    case certificate(CertificateRow)
    case blob(BlobRow)
    case bundle(BundleRow)
    case record(bundle: BundleID, agreement: AgreementID, bytes: [UInt8])
    case exhibit(ExhibitRow)
    case exhibitClass(ExhibitClass)
    case receipt(ReceiptRow)
    case release(ReleaseRow)
    case decision(DecisionRow)
    case knownCase(CaseRow)
    case hearing(HearingRow)
    case approval(ApprovalRow)
    case consent(ConsentRow)
    case override(OverrideRow)
    case courtOrder(CourtOrderRow)
    case text(TextRow)
    case upload(UploadRow)
}

extension Register {
    /// Shows every row of every table but `entries` and `tiles`, all as of one moment, for the audit: a row's sum
    /// finds accidents, and whoever can write the file can compute it; that a row belongs there at all, only the logs
    /// and the bundles can show.
    ///
    /// Rows that `check` reports as changed are left out.
    package func forEachRow(_ body: (RegisterRow) -> Void) throws(StoreError) {
        try read { db in
            try db.walk(LogHead.self) { body(.log($0)) }
            try db.walk(CosignatureRow.self) { body(.cosignature($0)) }
            try db.walk(TimestampRow.self) { body(.timestamp($0)) }
            try db.walk(EventRow.self) { body(.event($0)) }
            try db.walk(CertificateRow.self) { body(.certificate($0)) }
            try db.walk(BlobRow.self) { body(.blob($0)) }
            try db.walk(BundleRow.self) { body(.bundle($0)) }
            try db.walk(RecordRow.self) {
                body(.record(bundle: $0.bundle, agreement: $0.agreement, bytes: $0.bytes))
            }
            try db.walk(ExhibitRow.self) { body(.exhibit($0)) }
            try db.walk(ExhibitClass.self) { body(.exhibitClass($0)) }
            try db.walk(ReceiptRow.self) { body(.receipt($0)) }
            try db.walk(ReleaseRow.self) { body(.release($0)) }
            try db.walk(DecisionRow.self) { body(.decision($0)) }
            try db.walk(CaseRow.self) { body(.knownCase($0)) }
            try db.walk(HearingRow.self) { body(.hearing($0)) }
            try db.walk(ApprovalRow.self) { body(.approval($0)) }
            try db.walk(ConsentRow.self) { body(.consent($0)) }
            try db.walk(OverrideRow.self) { body(.override($0)) }
            try db.walk(CourtOrderRow.self) { body(.courtOrder($0)) }
            try db.walk(TextRow.self) { body(.text($0)) }
            try db.walk(UploadRow.self) { body(.upload($0)) }
        }
    }
}

extension Database {
    fileprivate func walk<Value: RowForm>(_ type: Value.Type, _ body: (Value) -> Void) throws {
        let form = type.form
        let key = form.key.map { "\"\($0)\"" }.joined(separator: ", ")
        let rows = try Row.fetchCursor(self, sql: "SELECT * FROM \(form.table) ORDER BY \(key)")
        while let row = try rows.next() {
            guard let value = try? Value(StoredRow(row, of: form)) else { continue }
            body(value)
        }
    }
}
