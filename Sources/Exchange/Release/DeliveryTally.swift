import Vocabulary

/// Which bytes of which releases were sent since the node started.
actor DeliveryTally {
    private struct Standing {
        /// Apart from each other, in order.
        var sent: [Range<Int64>] = []
        let expires: Instant
    }

    private var standings: [ReleaseID: Standing] = [:]
    /// Whoever asks for ever more single bytes is no more than forgotten.
    private static let mostRanges = 1024

    /// - Returns: whether this completes the content; what comes after counts anew.
    func add(_ range: Range<Int64>, of id: ReleaseID, size: Int64, until expires: Instant, now: Instant) -> Bool {
        standings = standings.filter { $0.value.expires > now || $0.key == id }
        var standing = standings[id] ?? Standing(expires: expires)
        standing.sent = Self.joined(standing.sent + [range.clamped(to: 0..<size)])
        if standing.sent.count > Self.mostRanges { standing.sent.removeFirst() }
        let isWhole = standing.sent == [0..<size]
        standings[id] = isWhole ? nil : standing
        return isWhole
    }

    /// Counts a release as sent but for its last byte, so that the next one completes it again.
    func reopen(_ id: ReleaseID, size: Int64, until expires: Instant) {
        standings[id] = Standing(sent: size > 1 ? [0..<size - 1] : [], expires: expires)
    }

    private static func joined(_ ranges: [Range<Int64>]) -> [Range<Int64>] {
        var joined: [Range<Int64>] = []
        for range in ranges.filter({ !$0.isEmpty }).sorted(by: { $0.lowerBound < $1.lowerBound }) {
            guard let last = joined.last, range.lowerBound <= last.upperBound else {
                joined.append(range)
                continue
            }
            joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
        }
        return joined
    }
}
