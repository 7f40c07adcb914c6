/// A page of what stands in a log, the newest first.
struct NewestFirst<Row> {
    /// At most so many on a page, which ends earlier at about `ExchangeNode.pageBytes`.
    let limit: Int
    /// The newest rows before an entry; nil for the newest of all.
    let rows: (_ before: Int64?) throws -> [Row]
    let entry: (Row) -> Int64

    /// What the reader may not see is passed over without a trace, so a page is filled from several reads. It begins
    /// before an entry, which may be any: whether something stands there is not asked.
    /// - Parameters:
    ///   - start: the entry of the last on the page before.
    ///   - show: nil for what is not for the reader; else with about how many bytes it takes.
    func page<Shown>(
        before start: Int64?, _ show: (Row) throws -> (shown: Shown, bytes: Int)?
    ) throws -> (shown: [Shown], next: Int64?) {
        var shown: [Shown] = []
        var room = ExchangeNode.pageBytes
        var position = start
        while true {
            let read = try rows(position)
            for row in read {
                position = entry(row)
                guard let found = try show(row) else { continue }
                shown.append(found.shown)
                room -= found.bytes
                if shown.count == limit || room <= 0 { return (shown, position) }
            }
            if read.count < limit { return (shown, nil) }
        }
    }
}
