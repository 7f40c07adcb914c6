import Custody
import Store
import Vocabulary

/// Every checkpoint that was cosigned is one of this very log, signed by it and by the key that its row names.
struct CosignaturesFollowLog {
    let log: LogReading
    let keys: LogKeys

    /// - Parameter find: told of each row that is not so, by its place.
    func audit(_ head: Store.LogHead, _ find: (String, any Error) -> Void) {
        var last: CosignatureRow?
        do {
            while true {
                let page = try log.register.cosignatures(log.key, after: last, limit: 500)
                for row in page {
                    do { try check(row, head) } catch {
                        find("cosignature at \(row.size.counted("entry", "entries")) by \(name(row))", error)
                    }
                }
                guard let final = page.last else { return }
                last = final
            }
        } catch {
            find("cosignatures", error)
        }
    }

    private func name(_ row: CosignatureRow) -> String { String(row.key.prefix { $0 != "+" }).shownInMessage }

    private func check(_ row: CosignatureRow, _ head: Store.LogHead) throws {
        let cosigned = try SignedCheckpoint(parsing: row.note)
        let key = try VerifierKey(parsing: row.key)
        guard cosigned.checkpoint.size == Int(row.size), cosigned.signatures(by: key).count == 1 else {
            throw RowsFollowLog.differs
        }
        // Whose key it is, is for the trust list of whoever relies on it.
        let cosigner = Cosigner(identity: log.origin.node, key: key)
        _ = try cosigned.verify(log: keys, cosigners: [cosigner])
        let newest = try SignedCheckpoint(parsing: head.checkpoint).checkpoint
        try CheckpointComparison(old: cosigned, keys: keys).check(newest, tiles: log.tile)
    }
}
