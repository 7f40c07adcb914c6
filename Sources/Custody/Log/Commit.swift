package import Vocabulary

/// What a commit will add, once the node has signed when.
package struct CommitPlan: Sendable {
    let head: LogHead
    let entries: [LogEntry]
    /// For each group the places that its entries get, or why it stays out. Objects that were there already get none.
    package let outcomes: [Result<Range<Int>, CustodyError>]
    /// The node's time of this commit: never before that of the last one.
    package let time: Instant

    /// Whether every group was refused, so that there is nothing to commit.
    package var isEmpty: Bool { entries.isEmpty }

    /// What the node is to sign: that it took these entries in, and when. It becomes the last entry of the commit.
    /// - Parameter signer: the digest of the certificate of the node's event key.
    package func recorded(
        id: EventID, signer: Digest, offset: UTCOffset = .utc, clock: ClockSource
    ) -> CustodyEvent {
        var event = CustodyEvent(
            event: id, type: .recorded, log: head.origin, signers: [signer], actor: head.origin.node, at: time,
            offset: offset, clock: clock)
        event.recorded = RecordedRange(from: head.size, to: head.size + entries.count, at: time)
        return event
    }

    /// Grows the tree. Nothing is durable yet.
    /// - Parameter recorded: the event that `recorded(id:signer:offset:clock:)` gave, signed.
    package func commit(recorded: VerifiedEvent) throws(CustodyError) -> Commit {
        let range = RecordedRange(from: head.size, to: head.size + entries.count, at: time)
        guard !isEmpty, recorded.event.recorded == range, recorded.event.log == head.origin else {
            throw recorded.event.malformed("recorded", "does not describe what is being committed")
        }
        let all = entries + [.event(recorded)]
        var edge = head.edge
        let tiles = edge.append(all.map(\.leaf))
        let next = LogHead(origin: head.origin, lastTime: time, edge: edge)
        return Commit(
            entries: all.enumerated().map { IndexedEntry(index: head.size + $0.offset, entry: $0.element) },
            tiles: tiles,
            checkpoint: Checkpoint(origin: head.origin, size: next.size, root: next.root),
            head: next)
    }
}

/// Everything that one transaction writes. The checkpoint has to be signed for it:
/// `SignedCheckpoint(signing: commit.checkpoint, with: key)`.
package struct Commit: Sendable {
    /// The `recorded` event is the last.
    package let entries: [IndexedEntry]
    /// Tiles that are new or wider than before; each takes the place of a narrower one at its level and index.
    package let tiles: [HashTile]
    package let checkpoint: Checkpoint
    /// The log's head from then on.
    package let head: LogHead
}
