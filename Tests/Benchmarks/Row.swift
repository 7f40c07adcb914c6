/// One line of the table: the same work done by us and by a peer, in the same run.
struct Row: Codable, Sendable {
    let name: String
    /// In `unit`.
    let ours: Double
    let peer: Double
    let peerName: String
    /// Above 1 means that ours is better, whatever the unit.
    let ratio: Double
    let unit: String
    /// Of our process, in bytes.
    let peakMemoryBytes: Int

    enum Unit: String {
        case seconds = "s"
        case microseconds = "µs"
        case events = "events/s"
        case decisions = "decisions/s"
        case bytes = "bytes"

        /// Whether a smaller figure is the better one.
        var isCost: Bool { self == .seconds || self == .microseconds || self == .bytes }
    }

    init(_ name: String, ours: Double, peer: Double, peerName: String, unit: Unit, peakMemory: Int) {
        self.name = name
        self.ours = ours
        self.peer = peer
        self.peerName = peerName
        self.unit = unit.rawValue
        ratio = unit.isCost ? peer / ours : ours / peer
        peakMemoryBytes = peakMemory
    }
}
