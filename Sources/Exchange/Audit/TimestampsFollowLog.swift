import Custody
import Seal
import Store
import Vocabulary

/// Every time-stamp must be over a checkpoint that the log's key signed and that the log continues. Whether its
/// authority is to be believed is for who relies on the time.
struct TimestampsFollowLog {
    let log: LogReading
    let keys: LogKeys

    /// - Parameter find: told of each row that is not so, by its place.
    func audit(_ head: Store.LogHead, _ find: (_ place: String, _ error: any Error) -> Void) {
        var last: TimestampRow?
        do {
            while true {
                let page = try log.register.timestamps(log.key, after: last, limit: 200)
                for row in page {
                    do { try check(row, head) } catch {
                        find("time-stamp of \(row.authority) at \(row.size.counted("entry", "entries"))", error)
                    }
                }
                guard let final = page.last else { return }
                last = final
            }
        } catch {
            find("time-stamps", error)
        }
    }

    private func check(_ row: TimestampRow, _ head: Store.LogHead) throws {
        let stamped = try SignedCheckpoint(parsing: row.checkpoint)
        _ = try stamped.verify(log: keys)
        let token = try TimestampToken(der: row.token)
        try token.verify(over: stamped.timestampedDigest)
        guard stamped.checkpoint.size == Int(row.size), token.time == row.time, token.claimedAuthority == row.authority
        else { throw RowsFollowLog.differs }
        let newest = try SignedCheckpoint(parsing: head.checkpoint).checkpoint
        try CheckpointComparison(old: stamped, keys: keys).check(newest, tiles: log.tile)
    }
}
