import GRDB
package import Vocabulary

extension Register {
    /// What two leaders signed for an action on a bundle and is not over.
    package func overrides(
        _ agreement: AgreementID, _ action: Action, of bundle: Digest, at now: Instant
    ) throws(StoreError) -> [OverrideRow] {
        try read { db in
            try db.fetch(
                OverrideRow.self,
                "agreement = ? AND bundle = ? AND action = ? AND seconded IS NOT NULL AND expires > ?",
                [agreement.stored, bundle.stored, action.stored, now.stored], order: "entry")
        }
    }

    /// Every override under an agreement, whether one leader signed or two, and whatever became of it.
    package func overrides(_ agreement: AgreementID) throws(StoreError) -> [OverrideRow] {
        try read { db in try db.fetch(OverrideRow.self, "agreement = ?", [agreement.stored], order: "entry") }
    }

    package func override(_ event: Digest) throws(StoreError) -> OverrideRow? {
        try read { db in try db.fetch(OverrideRow.self, "event = ?", [event.stored]).first }
    }

    /// The orders about a bundle; without one, those about none.
    package func courtOrders(_ agreement: AgreementID, of bundle: Digest?) throws(StoreError) -> [CourtOrderRow] {
        try read { db in
            try db.fetch(
                CourtOrderRow.self, "agreement = ? AND bundle IS ?", [agreement.stored, bundle.stored(\.stored)],
                order: "entry")
        }
    }

    /// Every court's order under an agreement.
    package func courtOrders(_ agreement: AgreementID) throws(StoreError) -> [CourtOrderRow] {
        try read { db in try db.fetch(CourtOrderRow.self, "agreement = ?", [agreement.stored], order: "entry") }
    }

    package func courtOrder(_ event: Digest) throws(StoreError) -> CourtOrderRow? {
        try read { db in try db.fetch(CourtOrderRow.self, "event = ?", [event.stored]).first }
    }

    /// The words beside an event; nil if there are none, or none any more.
    package func text(_ event: Digest) throws(StoreError) -> TextRow? {
        try read { db in try db.fetch(TextRow.self, "event = ?", [event.stored]).first }
    }

    /// All words beside the events of an agreement.
    package func texts(_ agreement: AgreementID) throws(StoreError) -> [TextRow] {
        try read { db in try db.fetch(TextRow.self, "agreement = ?", [agreement.stored], order: "entry") }
    }

    /// Destroys the words beside an event, and the salt with them.
    /// - Returns: false if there are none.
    package func forgetText(_ event: Digest) async throws(StoreError) -> Bool {
        try await write(weight: 1024) { db in
            try db.cachedStatement(sql: "DELETE FROM texts WHERE event = ?").execute(arguments: [event.stored])
            return db.changesCount > 0
        }
    }
}
