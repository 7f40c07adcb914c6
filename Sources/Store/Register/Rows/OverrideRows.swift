import GRDB
package import Vocabulary

/// An override that one leader proposed: where the log has it, where the second leader signed it, and what ended it.
package struct OverrideRow: Hashable, Sendable {
    /// Of the envelope that proposed it.
    package let event: Digest
    package let agreement: AgreementID
    package let action: Action
    /// The bundle's digest.
    package let bundle: Digest
    package let expires: Instant
    /// When the second leader signed: as they say, and not later than the node had it. Nil while one has signed.
    package internal(set) var given: Instant?
    /// The entry of the second leader's event.
    package internal(set) var seconded: Int64?
    /// The entry of the event that withdrew it.
    package internal(set) var withdrawn: Int64?
    package let entry: Int64

    package init(
        event: Digest, agreement: AgreementID, action: Action, bundle: Digest, expires: Instant, given: Instant? = nil,
        seconded: Int64? = nil, withdrawn: Int64? = nil, entry: Int64
    ) {
        self.event = event
        self.agreement = agreement
        self.action = action
        self.bundle = bundle
        self.expires = expires
        self.given = given
        self.seconded = seconded
        self.withdrawn = withdrawn
        self.entry = entry
    }
}

/// That the second leader signed.
package struct SecondedOverride: Hashable, Sendable {
    package let given: Instant
    package let entry: Int64

    package init(given: Instant, entry: Int64) {
        self.given = given
        self.entry = entry
    }
}

extension OverrideRow: RowForm {
    static let form = TableForm(
        "overrides", key: ["event"],
        columns: ["event", "agreement", "action", "bundle", "expires", "given", "seconded", "withdrawn", "entry"])

    var values: [DatabaseValue] {
        [
            event.stored, agreement.stored, action.stored, bundle.stored, expires.stored, given.stored(\.stored),
            seconded.stored(\.databaseValue), withdrawn.stored(\.databaseValue), entry.databaseValue,
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        event = try row.digest("event")
        agreement = try row.parsed("agreement")
        action = try row.word("action")
        bundle = try row.digest("bundle")
        expires = try row.instant("expires")
        given = row.isNull("given") ? nil : try row.instant("given")
        seconded = row.isNull("seconded") ? nil : try row.integer("seconded")
        withdrawn = row.isNull("withdrawn") ? nil : try row.integer("withdrawn")
        entry = try row.integer("entry")
    }
}

/// A court's order that a member recorded: where the log has it, and what ended it.
package struct CourtOrderRow: Hashable, Sendable {
    /// Of the envelope that records it.
    package let event: Digest
    package let agreement: AgreementID
    /// Whose court it is.
    package let party: Party
    /// The bundle's digest; nil for an order about none.
    package let bundle: Digest?
    package let caseNumber: CaseNumber?
    /// The entry of the event that says that it has ended.
    package internal(set) var ended: Int64?
    package let entry: Int64

    package init(
        event: Digest, agreement: AgreementID, party: Party, bundle: Digest?, caseNumber: CaseNumber?,
        ended: Int64? = nil, entry: Int64
    ) {
        self.event = event
        self.agreement = agreement
        self.party = party
        self.bundle = bundle
        self.caseNumber = caseNumber
        self.ended = ended
        self.entry = entry
    }
}

extension CourtOrderRow: RowForm {
    static let form = TableForm(
        "court_orders", key: ["event"],
        columns: ["event", "agreement", "party", "bundle", "case_number", "ended", "entry"])

    var values: [DatabaseValue] {
        [
            event.stored, agreement.stored, party.stored, bundle.stored(\.stored), caseNumber.stored(\.stored),
            ended.stored(\.databaseValue), entry.databaseValue,
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        event = try row.digest("event")
        agreement = try row.parsed("agreement")
        party = try row.parsed("party")
        bundle = row.isNull("bundle") ? nil : try row.digest("bundle")
        caseNumber = row.isNull("case_number") ? nil : try row.parsed("case_number")
        ended = row.isNull("ended") ? nil : try row.integer("ended")
        entry = try row.integer("entry")
    }
}

/// Words that an event of the log has the salted digest of. They can be destroyed; the event stays, and the row says when.
package struct TextRow: Hashable, Sendable {
    /// Of the envelope of the event.
    package let event: Digest
    package let agreement: AgreementID
    /// Nil where they were destroyed.
    package let words: SaltedText?
    /// The entry of the event that says so.
    package let destroyed: Int64?
    package let entry: Int64

    package init(
        event: Digest, agreement: AgreementID, words: SaltedText?, destroyed: Int64? = nil, entry: Int64
    ) {
        self.event = event
        self.agreement = agreement
        self.words = words
        self.destroyed = destroyed
        self.entry = entry
    }
}

extension TextRow: RowForm {
    static let form = TableForm(
        "texts", key: ["event"], columns: ["event", "agreement", "salt", "words", "destroyed", "entry"])

    var values: [DatabaseValue] {
        [
            event.stored, agreement.stored, (words?.salt).stored(\.stored), (words?.text).stored(\.databaseValue),
            destroyed.stored(\.databaseValue), entry.databaseValue,
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        event = try row.digest("event")
        agreement = try row.parsed("agreement")
        words =
            row.isNull("words") && row.isNull("salt")
            ? nil : SaltedText(try row.text("words"), salt: try row.parsed("salt"))
        destroyed = row.isNull("destroyed") ? nil : try row.integer("destroyed")
        entry = try row.integer("entry")
    }
}
