import GRDB

/// The tables of the register: those of the baseline, and every step that was made since.
///
/// A register that is made today goes the same way as one that was made long ago: the baseline, then all steps. So there
/// is one way to the present form, and it is the one that the tests go. Once a node runs with the baseline its text is
/// not edited any more: a change is a step.
///
/// Every table but `entries` and `tiles` has a `sum` over the other columns of its row (`RowSum`); those two
/// are covered by the Merkle tree. `entry` is the index, in the log of the row's agreement, of the entry
/// that the row follows from.
struct Schema: Sendable {
    /// Leads from one version to the next, tables and rows. Whoever changes the values of a row writes its sum anew, and
    /// reads the old one before: what somebody changed must not become whole by it.
    typealias Step = @Sendable (Database) throws -> Void

    /// The oldest version that is brought up to date; no node was ever run with one before it.
    let baseline: Int
    /// What makes a register of the baseline.
    let tables: String
    let steps: [Step]

    var version: Int { baseline + steps.count }

    static let current = Schema(baseline: 8, tables: tables, steps: [cosignatures, timestamps])

    /// 8 to 9: what cosigners signed. No row of a log is touched: those that are there have none yet.
    private static let cosignatures = step(
        """
        CREATE TABLE cosignatures (
            log INTEGER NOT NULL REFERENCES logs (number),
            size INTEGER NOT NULL CHECK (size > 0),
            key TEXT NOT NULL,
            note BLOB NOT NULL,
            sum BLOB NOT NULL,
            PRIMARY KEY (log, size, key)
        ) STRICT;
        CREATE INDEX cosignatures_of_key ON cosignatures (log, key, size);
        """)

    private static let tables = """
        CREATE TABLE logs (
            number INTEGER PRIMARY KEY,
            origin TEXT NOT NULL UNIQUE,
            size INTEGER NOT NULL CHECK (size >= 0),
            checkpoint BLOB NOT NULL,
            time INTEGER NOT NULL,
            sum BLOB NOT NULL
        ) STRICT;

        CREATE TABLE entries (
            log INTEGER NOT NULL REFERENCES logs (number),
            number INTEGER NOT NULL CHECK (number >= 0),
            bytes BLOB NOT NULL,
            PRIMARY KEY (log, number)
        ) STRICT;

        CREATE TABLE tiles (
            log INTEGER NOT NULL,
            level INTEGER NOT NULL,
            number INTEGER NOT NULL,
            hashes BLOB NOT NULL,
            PRIMARY KEY (log, level, number)
        ) STRICT;

        CREATE TABLE events (
            id TEXT NOT NULL PRIMARY KEY,
            log INTEGER NOT NULL,
            entry INTEGER NOT NULL,
            type TEXT NOT NULL,
            bundle TEXT,
            exhibit INTEGER,
            sum BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX events_of_type ON events (log, type, entry);
        CREATE INDEX events_of_bundle ON events (bundle, log, entry) WHERE bundle IS NOT NULL;

        CREATE TABLE certificates (
            log INTEGER NOT NULL REFERENCES logs (number),
            digest BLOB NOT NULL,
            entry INTEGER NOT NULL,
            sum BLOB NOT NULL,
            PRIMARY KEY (log, digest)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE blobs (
            digest BLOB NOT NULL PRIMARY KEY,
            size INTEGER NOT NULL CHECK (size >= 0),
            sum BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE bundles (
            agreement TEXT NOT NULL,
            id TEXT NOT NULL,
            digest BLOB NOT NULL,
            blob BLOB NOT NULL REFERENCES blobs (digest),
            size INTEGER NOT NULL,
            submitter TEXT NOT NULL,
            case_number TEXT NOT NULL,
            channel TEXT NOT NULL,
            time INTEGER NOT NULL,
            entry INTEGER NOT NULL,
            sum BLOB NOT NULL,
            PRIMARY KEY (agreement, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX bundles_in_order ON bundles (agreement, entry);
        CREATE INDEX bundles_of_blob ON bundles (blob);

        -- Apart from the bundles, so that a list never reads records that can be long.
        CREATE TABLE records (
            agreement TEXT NOT NULL,
            bundle TEXT NOT NULL,
            bytes BLOB NOT NULL,
            sum BLOB NOT NULL,
            PRIMARY KEY (agreement, bundle),
            FOREIGN KEY (agreement, bundle) REFERENCES bundles (agreement, id)
        ) STRICT;

        CREATE TABLE exhibits (
            agreement TEXT NOT NULL,
            bundle TEXT NOT NULL,
            number INTEGER NOT NULL,
            category TEXT NOT NULL,
            handling TEXT NOT NULL,
            victim_identity TEXT NOT NULL,
            origin TEXT NOT NULL,
            flags TEXT NOT NULL,
            size INTEGER NOT NULL,
            digest BLOB NOT NULL,
            path TEXT NOT NULL,
            media_type TEXT NOT NULL,
            rendition_of INTEGER,
            rendition_kind TEXT,
            record BLOB NOT NULL,
            entry INTEGER NOT NULL,
            sum BLOB NOT NULL,
            PRIMARY KEY (agreement, bundle, number),
            FOREIGN KEY (agreement, bundle) REFERENCES bundles (agreement, id)
        ) STRICT;

        CREATE TABLE exhibit_classes (
            agreement TEXT NOT NULL,
            bundle TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            category TEXT NOT NULL,
            handling TEXT NOT NULL,
            victim_identity TEXT NOT NULL,
            origin TEXT NOT NULL,
            flags TEXT NOT NULL,
            count INTEGER NOT NULL,
            size INTEGER NOT NULL,
            sum BLOB NOT NULL,
            PRIMARY KEY (agreement, bundle, ordinal),
            FOREIGN KEY (agreement, bundle) REFERENCES bundles (agreement, id)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE receipts (
            submitter TEXT NOT NULL,
            agreement TEXT NOT NULL,
            blob BLOB NOT NULL,
            bundle TEXT NOT NULL,
            entry INTEGER NOT NULL,
            sum BLOB NOT NULL,
            PRIMARY KEY (submitter, agreement, blob),
            FOREIGN KEY (agreement, bundle) REFERENCES bundles (agreement, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX receipts_of_bundle ON receipts (agreement, bundle, submitter);

        CREATE TABLE releases (
            id TEXT NOT NULL PRIMARY KEY,
            agreement TEXT NOT NULL,
            bundle TEXT NOT NULL,
            member TEXT NOT NULL,
            items TEXT,
            purpose TEXT NOT NULL,
            decision TEXT NOT NULL,
            issued INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            content BLOB NOT NULL REFERENCES blobs (digest),
            size INTEGER NOT NULL,
            acknowledged INTEGER,
            entry INTEGER NOT NULL,
            sum BLOB NOT NULL,
            FOREIGN KEY (agreement, bundle) REFERENCES bundles (agreement, id)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX releases_of_bundle ON releases (agreement, bundle, entry);
        CREATE INDEX releases_of_content ON releases (content);

        CREATE TABLE decisions (
            id TEXT NOT NULL PRIMARY KEY,
            agreement TEXT NOT NULL,
            bundle TEXT,
            member TEXT NOT NULL,
            digest BLOB NOT NULL,
            record BLOB NOT NULL,
            entry INTEGER,
            sum BLOB NOT NULL
        ) STRICT;
        CREATE INDEX decisions_in_order ON decisions (agreement, entry);

        CREATE TABLE cases (
            agreement TEXT NOT NULL,
            number TEXT NOT NULL,
            offence TEXT,
            entry INTEGER,
            sum BLOB NOT NULL,
            PRIMARY KEY (agreement, number)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE hearings (
            agreement TEXT NOT NULL,
            session TEXT NOT NULL,
            side TEXT NOT NULL,
            bundle TEXT NOT NULL,
            record BLOB NOT NULL,
            entry INTEGER NOT NULL,
            sum BLOB NOT NULL,
            PRIMARY KEY (agreement, session, side, bundle),
            FOREIGN KEY (agreement, bundle) REFERENCES bundles (agreement, id)
        ) STRICT;

        CREATE TABLE approvals (
            event BLOB NOT NULL PRIMARY KEY,
            agreement TEXT NOT NULL,
            action TEXT NOT NULL,
            bundle BLOB,
            requester TEXT NOT NULL,
            given INTEGER NOT NULL,
            expires INTEGER NOT NULL,
            spent INTEGER,
            entry INTEGER NOT NULL,
            sum BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX approvals_of_requester ON approvals (agreement, requester, action, bundle);

        CREATE TABLE consents (
            event BLOB NOT NULL PRIMARY KEY,
            agreement TEXT NOT NULL,
            party TEXT NOT NULL,
            bundle BLOB,
            given INTEGER NOT NULL,
            expires INTEGER,
            withdrawn INTEGER,
            entry INTEGER NOT NULL,
            sum BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX consents_of_bundle ON consents (agreement, bundle);

        CREATE TABLE overrides (
            event BLOB NOT NULL PRIMARY KEY,
            agreement TEXT NOT NULL,
            action TEXT NOT NULL,
            bundle BLOB NOT NULL,
            expires INTEGER NOT NULL,
            given INTEGER,
            seconded INTEGER,
            withdrawn INTEGER,
            entry INTEGER NOT NULL,
            sum BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX overrides_in_order ON overrides (agreement, entry);
        CREATE INDEX overrides_of_bundle ON overrides (agreement, bundle, action);

        CREATE TABLE court_orders (
            event BLOB NOT NULL PRIMARY KEY,
            agreement TEXT NOT NULL,
            party TEXT NOT NULL,
            bundle BLOB,
            case_number TEXT,
            ended INTEGER,
            entry INTEGER NOT NULL,
            sum BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX court_orders_in_order ON court_orders (agreement, entry);
        CREATE INDEX court_orders_of_bundle ON court_orders (agreement, bundle, case_number);

        -- Words that events have the salted digests of: nowhere else. Where they were destroyed the row stays without
        -- them, and with the entry that says so.
        CREATE TABLE texts (
            event BLOB NOT NULL PRIMARY KEY,
            agreement TEXT NOT NULL,
            salt TEXT,
            words TEXT,
            destroyed INTEGER,
            entry INTEGER NOT NULL,
            sum BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE uploads (
            id TEXT NOT NULL PRIMARY KEY,
            owner TEXT NOT NULL,
            agreement TEXT NOT NULL,
            length INTEGER,
            created INTEGER NOT NULL,
            "offset" INTEGER NOT NULL,
            digest_state BLOB NOT NULL,
            sum BLOB NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX uploads_of_owner ON uploads (owner, created);
        """
}
