import GRDB
package import Vocabulary

extension Register {
    /// The approvals given for what somebody asks of a bundle, as far as they can still serve.
    package func approvals(
        _ agreement: AgreementID, for requester: Identity, _ action: Action, of bundle: Digest?, at now: Instant
    ) throws(StoreError) -> [ApprovalRow] {
        try read { db in
            try db.fetch(
                ApprovalRow.self,
                "agreement = ? AND requester = ? AND action = ? AND bundle IS ? AND spent IS NULL AND expires > ?",
                [agreement.stored, requester.stored, action.stored, bundle.stored(\.stored), now.stored], order: "entry"
            )
        }
    }

    /// The consents that may stand for a use of a bundle: of this bundle, and of all that a party gave.
    package func consents(
        _ agreement: AgreementID, of bundle: Digest?, at now: Instant
    ) throws(StoreError) -> [ConsentRow] {
        try read { db in
            try db.fetch(
                ConsentRow.self,
                """
                agreement = ? AND (bundle IS NULL OR bundle = ?) AND withdrawn IS NULL
                AND (expires IS NULL OR expires > ?)
                """,
                [agreement.stored, bundle.stored(\.stored), now.stored], order: "entry")
        }
    }

    package func approval(_ event: Digest) throws(StoreError) -> ApprovalRow? {
        try read { db in try db.fetch(ApprovalRow.self, "event = ?", [event.stored]).first }
    }

    package func consent(_ event: Digest) throws(StoreError) -> ConsentRow? {
        try read { db in try db.fetch(ConsentRow.self, "event = ?", [event.stored]).first }
    }

    /// Every approval under an agreement, for the audit.
    package func approvals(_ agreement: AgreementID) throws(StoreError) -> [ApprovalRow] {
        try read { db in try db.fetch(ApprovalRow.self, "agreement = ?", [agreement.stored], order: "entry") }
    }

    /// Every consent under an agreement, or those of one party.
    package func consents(_ agreement: AgreementID, of party: Party? = nil) throws(StoreError) -> [ConsentRow] {
        try read { db in
            guard let party else {
                return try db.fetch(ConsentRow.self, "agreement = ?", [agreement.stored], order: "entry")
            }
            return try db.fetch(
                ConsentRow.self, "agreement = ? AND party = ?", [agreement.stored, party.stored], order: "entry")
        }
    }

    /// The decisions that stand beside an entry.
    package func decisions(_ agreement: AgreementID, at entry: Int64) throws(StoreError) -> [DecisionRow] {
        try read { db in
            try db.fetch(
                DecisionRow.self, "agreement = ? AND entry = ?", [agreement.stored, entry.databaseValue], order: "id")
        }
    }

    /// The newest events of one type in a log, the newest first.
    package func newest(_ limit: Int, ofType type: String, in log: LogKey) throws(StoreError) -> [EventRow] {
        try read { db in
            try db.fetch(
                EventRow.self, "log = ? AND type = ?", [log.number.databaseValue, type.databaseValue],
                order: "entry DESC", limit: max(0, limit))
        }
    }
}
