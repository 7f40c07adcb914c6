extension Schema {
    /// 9 to 10: time-stamps over checkpoints. No row of a log is touched.
    static let timestamps = step(
        """
        -- Time-stamps over checkpoints, each with the note that it is over: so it proves something without the rest.
        CREATE TABLE timestamps (
            log INTEGER NOT NULL REFERENCES logs (number),
            size INTEGER NOT NULL,
            authority TEXT NOT NULL,
            time INTEGER NOT NULL,
            checkpoint BLOB NOT NULL,
            token BLOB NOT NULL,
            sum BLOB NOT NULL,
            PRIMARY KEY (log, size, authority)
        ) STRICT, WITHOUT ROWID;
        """)
}
