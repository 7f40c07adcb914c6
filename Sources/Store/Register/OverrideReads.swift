import GRDB
package import Vocabulary

extension Register {
    /// What two leaders signed for an action on a bundle, and neither its end nor a withdrawal has ended.
    package func overrides(
        _ agreement: AgreementID, _ action: Action, of bundle: Digest, at now: Instant
    ) throws(StoreError) -> [OverrideRow] {
        try read { db in
            try db.fetch(
                OverrideRow.self,
                """
                agreement = ? AND bundle = ? AND action = ? AND seconded IS NOT NULL AND withdrawn IS NULL
                AND expires > ?
                """,
                [agreement.stored, bundle.stored, action.stored, now.stored], order: "entry")
        }
    }

    /// Every override under an agreement, whether one leader signed or two, and whatever became of it.
    package func overrides(_ agreement: AgreementID) throws(StoreError) -> [OverrideRow] {
        try read { db in try db.fetch(OverrideRow.self, "agreement = ?", [agreement.stored], order: "entry") }
    }

    /// The newest of them before an entry, the newest first.
    package func overrides(
        _ agreement: AgreementID, before entry: Int64?, limit: Int
    ) throws(StoreError) -> [OverrideRow] {
        try read { db in try db.newest(OverrideRow.self, agreement, before: entry, limit: limit) }
    }

    package func override(_ event: Digest) throws(StoreError) -> OverrideRow? {
        try read { db in try db.fetch(OverrideRow.self, "event = ?", [event.stored]).first }
    }

    /// The orders about a bundle that have not ended.
    package func standingCourtOrders(_ agreement: AgreementID, of bundle: Digest) throws(StoreError) -> [CourtOrderRow]
    {
        try read { db in
            try db.fetch(
                CourtOrderRow.self, "agreement = ? AND bundle = ? AND ended IS NULL",
                [agreement.stored, bundle.stored], order: "entry")
        }
    }

    /// The orders about a case and no bundle that have not ended.
    package func standingCourtOrders(
        _ agreement: AgreementID, in number: CaseNumber
    ) throws(StoreError) -> [CourtOrderRow] {
        try read { db in
            try db.fetch(
                CourtOrderRow.self, "agreement = ? AND bundle IS NULL AND case_number = ? AND ended IS NULL",
                [agreement.stored, number.stored], order: "entry")
        }
    }

    /// Every court's order about a bundle, whether it has ended or not.
    package func courtOrders(_ agreement: AgreementID, about bundle: Digest) throws(StoreError) -> [CourtOrderRow] {
        try read { db in
            try db.fetch(
                CourtOrderRow.self, "agreement = ? AND bundle = ?", [agreement.stored, bundle.stored], order: "entry")
        }
    }

    /// Every court's order under an agreement, whether it has ended or not.
    package func courtOrders(_ agreement: AgreementID) throws(StoreError) -> [CourtOrderRow] {
        try read { db in try db.fetch(CourtOrderRow.self, "agreement = ?", [agreement.stored], order: "entry") }
    }

    /// The newest of them before an entry, the newest first.
    package func courtOrders(
        _ agreement: AgreementID, before entry: Int64?, limit: Int
    ) throws(StoreError) -> [CourtOrderRow] {
        try read { db in try db.newest(CourtOrderRow.self, agreement, before: entry, limit: limit) }
    }

    package func courtOrder(_ event: Digest) throws(StoreError) -> CourtOrderRow? {
        try read { db in try db.fetch(CourtOrderRow.self, "event = ?", [event.stored]).first }
    }

    /// The words beside an event, or that they were destroyed; nil if there never were any.
    package func text(_ event: Digest) throws(StoreError) -> TextRow? {
        try read { db in try db.fetch(TextRow.self, "event = ?", [event.stored]).first }
    }

    /// All words beside the events of an agreement.
    package func texts(_ agreement: AgreementID) throws(StoreError) -> [TextRow] {
        try read { db in try db.fetch(TextRow.self, "agreement = ?", [agreement.stored], order: "entry") }
    }
}

extension Database {
    fileprivate func newest<Row: RowForm>(
        _: Row.Type, _ agreement: AgreementID, before entry: Int64?, limit: Int
    ) throws -> [Row] {
        try fetch(
            Row.self, "agreement = ? AND entry < ?", [agreement.stored, (entry ?? .max).databaseValue],
            order: "entry DESC", limit: limit)
    }
}
