import GRDB
import Vocabulary

/// How much there is in a register, so that an audit can say how far it is.
package struct RegisterAmount: Hashable, Sendable {
    package let entries: Int64
    package let bundles: Int64
    package let decisions: Int64
    package let blobs: Int64
    /// Of all blobs.
    package let bytes: Int64
}

extension Register {
    package func amount() throws(StoreError) -> RegisterAmount {
        try read { db in
            func number(_ sql: String) throws -> Int64 { try Int64.fetchOne(db, sql: sql) ?? 0 }
            return RegisterAmount(
                entries: try number("SELECT count(*) FROM entries"),
                bundles: try number("SELECT count(*) FROM bundles"),
                decisions: try number("SELECT count(*) FROM decisions"),
                blobs: try number("SELECT count(*) FROM blobs"),
                bytes: try number("SELECT CAST(total(size) AS INTEGER) FROM blobs"))
        }
    }
}
