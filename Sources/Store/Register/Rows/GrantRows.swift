import GRDB
package import Vocabulary

/// An approval that was given: where the log has it, and what spent it.
package struct ApprovalRow: Hashable, Sendable {
    /// Of the envelope that gave it.
    package let event: Digest
    package let agreement: AgreementID
    package let action: Action
    /// The bundle's digest; nil where the act is about none.
    package let bundle: Digest?
    package let requester: Identity
    /// When it was given: as its giver says, and not later than the node had it.
    package let given: Instant
    package let expires: Instant
    /// The entry of the event that used it up.
    package internal(set) var spent: Int64?
    package let entry: Int64

    package init(
        event: Digest, agreement: AgreementID, action: Action, bundle: Digest?, requester: Identity, given: Instant,
        expires: Instant, spent: Int64? = nil, entry: Int64
    ) {
        self.event = event
        self.agreement = agreement
        self.action = action
        self.bundle = bundle
        self.requester = requester
        self.given = given
        self.expires = expires
        self.spent = spent
        self.entry = entry
    }
}

extension ApprovalRow: RowForm {
    static let form = TableForm(
        "approvals", key: ["event"],
        columns: ["event", "agreement", "action", "bundle", "requester", "given", "expires", "spent", "entry"])

    var values: [DatabaseValue] {
        [
            event.stored, agreement.stored, action.stored, bundle.stored(\.stored), requester.stored, given.stored,
            expires.stored, spent.stored(\.databaseValue), entry.databaseValue,
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        event = try row.digest("event")
        agreement = try row.parsed("agreement")
        action = try row.word("action")
        bundle = row.isNull("bundle") ? nil : try row.digest("bundle")
        requester = try row.parsed("requester")
        given = try row.instant("given")
        expires = try row.instant("expires")
        spent = row.isNull("spent") ? nil : try row.integer("spent")
        entry = try row.integer("entry")
    }
}

/// A consent that was given: where the log has it, and what ended it.
package struct ConsentRow: Hashable, Sendable {
    /// Of the envelope that gave it.
    package let event: Digest
    package let agreement: AgreementID
    package let party: Party
    /// The bundle's digest; nil: all that the party gave.
    package let bundle: Digest?
    /// When it was given: as its giver says, and not later than the node had it.
    package let given: Instant
    package let expires: Instant?
    /// The entry of the event that withdrew it.
    package internal(set) var withdrawn: Int64?
    package let entry: Int64

    package init(
        event: Digest, agreement: AgreementID, party: Party, bundle: Digest?, given: Instant, expires: Instant?,
        withdrawn: Int64? = nil, entry: Int64
    ) {
        self.event = event
        self.agreement = agreement
        self.party = party
        self.bundle = bundle
        self.given = given
        self.expires = expires
        self.withdrawn = withdrawn
        self.entry = entry
    }
}

extension ConsentRow: RowForm {
    static let form = TableForm(
        "consents", key: ["event"],
        columns: ["event", "agreement", "party", "bundle", "given", "expires", "withdrawn", "entry"])

    var values: [DatabaseValue] {
        [
            event.stored, agreement.stored, party.stored, bundle.stored(\.stored), given.stored,
            expires.stored(\.stored), withdrawn.stored(\.databaseValue), entry.databaseValue,
        ]
    }

    init(_ row: StoredRow) throws(StoreError) {
        event = try row.digest("event")
        agreement = try row.parsed("agreement")
        party = try row.parsed("party")
        bundle = row.isNull("bundle") ? nil : try row.digest("bundle")
        given = try row.instant("given")
        expires = row.isNull("expires") ? nil : try row.instant("expires")
        withdrawn = row.isNull("withdrawn") ? nil : try row.integer("withdrawn")
        entry = try row.integer("entry")
    }
}
