import GRDB
package import Vocabulary

extension Register {
    package func decision(_ id: DecisionID) throws(StoreError) -> DecisionRow? {
        try read { db in try db.fetch(DecisionRow.self, "id = ?", [id.stored]).first }
    }

    /// One page of all decisions, by identifier, for the audit's replay.
    package func decisions(after id: DecisionID?, limit: Int) throws(StoreError) -> [DecisionRow] {
        try read { db in
            try db.fetch(
                DecisionRow.self, "id > ?", [(id?.text ?? "").databaseValue], order: "id", limit: max(0, limit))
        }
    }

    package func knownCase(_ number: CaseNumber, agreement: AgreementID) throws(StoreError) -> CaseRow? {
        try read { db in
            try db.fetch(CaseRow.self, "agreement = ? AND number = ?", [agreement.stored, number.stored]).first
        }
    }

    package func cases(_ agreement: AgreementID) throws(StoreError) -> [CaseRow] {
        try read { db in try db.fetch(CaseRow.self, "agreement = ?", [agreement.stored], order: "number") }
    }

    /// Everything that was written of hearings, or of one hearing, in the order of the log.
    package func hearings(_ agreement: AgreementID, session: SessionID? = nil) throws(StoreError) -> [HearingRow] {
        try read { db in
            guard let session else {
                return try db.fetch(HearingRow.self, "agreement = ?", [agreement.stored], order: "entry")
            }
            return try db.fetch(
                HearingRow.self, "agreement = ? AND session = ?", [agreement.stored, session.stored], order: "entry")
        }
    }

    package func upload(_ id: UploadID) throws(StoreError) -> UploadRow? {
        try read { db in try db.fetch(UploadRow.self, "id = ?", [id.stored]).first }
    }

    /// The uploads of one owner, the oldest first.
    func uploads(of owner: Identity) throws(StoreError) -> [UploadRow] {
        try read { db in try db.fetch(UploadRow.self, "owner = ?", [owner.stored], order: "created, id") }
    }

    package func uploads() throws(StoreError) -> [UploadRow] {
        try read { db in try db.fetch(UploadRow.self, "true", [], order: "created, id") }
    }
}
