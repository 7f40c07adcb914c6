package import Vocabulary

/// Where a log ends: enough to add to it, and nothing else. A value; whoever owns the log replaces it
/// by the head of each commit once that commit is durable.
package struct LogHead: Hashable, Sendable {
    package let origin: LogOrigin
    /// The node's time of the last commit; nil before the first.
    package let lastTime: Instant?
    let edge: TreeEdge

    package var size: Int { edge.size }
    package var root: Digest { edge.root }

    /// How far a clock may be behind the last commit before new events are refused.
    package static let tolerance: Int64 = 5000

    /// The head of a log without entries.
    package init(empty origin: LogOrigin) {
        self.init(origin: origin, lastTime: nil, edge: TreeEdge())
    }

    init(origin: LogOrigin, lastTime: Instant?, edge: TreeEdge) {
        self.origin = origin
        self.lastTime = lastTime
        self.edge = edge
    }

    /// Takes up a stored log where its saved checkpoint says it ends.
    /// - Parameter lastTime: `recorded.at` of its last entry.
    /// - Throws: `CustodyError` if the tiles do not give the checkpoint's root; whatever the source throws.
    package init(resuming checkpoint: Checkpoint, of origin: LogOrigin, lastTime: Instant?, tiles: @escaping TileSource)
        throws
    {
        guard checkpoint.origin.sameBytes(as: origin.text) else {
            throw CustodyError(
                .custodyCheckpointOtherLog,
                "The saved checkpoint is of “\(checkpoint.origin.shownInMessage)”, not of \(origin).",
                next: "Check which store this node was started on.")
        }
        let edge = try TreeEdge(size: checkpoint.size, tiles: tiles)
        guard edge.root == checkpoint.root else {
            throw CustodyError(
                .custodyLogBehind,
                "The stored tree of \(origin) does not give the root of its saved checkpoint at \(checkpoint.size.counted("entry", "entries")).",
                next:
                    "Nothing may be written to this log. Run “saksid audit”, then restore the store from a backup or a mirror."
            )
        }
        self.init(origin: origin, lastTime: lastTime, edge: edge)
    }

    /// Checks what wants to enter, and gives each accepted entry its place.
    /// - Parameters:
    ///   - groups: each enters as a whole or not at all, in this order. An object that the log or an earlier group
    ///     has already is left out; events never are.
    ///   - clock: the node's clock now.
    /// - Throws: `CustodyError` if nothing at all may enter, because the clock went back.
    package func plan(
        _ groups: [[LogEntry]], clock: Instant, knowledge: LogKnowledge
    ) throws(CustodyError) -> CommitPlan {
        if let lastTime, clock.millisecondsSince1970 < lastTime.millisecondsSince1970 - Self.tolerance {
            throw CustodyError(
                .custodyLogClockBehind,
                "The node's clock says \(clock), but the last event of \(origin) was recorded at \(lastTime).",
                next: "Set the node's clock right; events are accepted again as soon as it has caught up.")
        }
        var admission = Admission(head: self, knowledge: knowledge)
        let outcomes = groups.map { group in admission.admit(group) }
        return CommitPlan(
            head: self, entries: admission.entries, outcomes: outcomes, time: max(clock, lastTime ?? clock))
    }
}

/// What the caller knows about the log's content so far.
package struct LogKnowledge {
    /// Whether an event of this identifier stands in this log or in another one.
    package let hasEvent: (EventID) -> Bool
    /// By the digest of the object's DER: a certificate or a revocation list.
    package let hasObject: (Digest) -> Bool
    /// The digest of the envelope of an event of this very log; nil for every other event.
    package let digestOfEvent: (EventID) -> Digest?
    /// Whether a `key-revoked` of this log names a certificate.
    package let isRevoked: (Digest) -> Bool

    package init(
        hasEvent: @escaping (EventID) -> Bool, hasObject: @escaping (Digest) -> Bool,
        digestOfEvent: @escaping (EventID) -> Digest?, isRevoked: @escaping (Digest) -> Bool = { _ in false }
    ) {
        self.hasEvent = hasEvent
        self.hasObject = hasObject
        self.digestOfEvent = digestOfEvent
        self.isRevoked = isRevoked
    }
}
