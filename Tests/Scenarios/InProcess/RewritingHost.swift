import Seal
import TestKit
import Vocabulary

@testable import Custody
@testable import Exchange
@testable import Store

/// Whoever runs a node, with its register, its log key and its certificate's key at hand: takes the log apart, changes it, and
/// makes everything anew that the node itself signs, so that the result is as whole as it can be made.
struct RewritingHost {
    /// One commit: what entered, and what the node signed about it.
    struct Step {
        var entries: [[UInt8]]
        var recorded: CustodyEvent
        /// The commit's last entry as it was signed first.
        fileprivate let original: UnverifiedEvent?
    }

    let origin: LogOrigin
    let keys: NodeKeys
    var steps: [Step] = []

    init(_ bench: Bench) async throws {
        let active = try await bench.node.agreement(try bench.id, for: try await bench.caller(.prosecutor))
        origin = active.ledger.origin
        keys = try NodeKeys(in: bench.workspace)
        let register = bench.node.folder.register
        let size = try Answered.unwrap(try register.log(origin.text)).size
        var entries: [[UInt8]] = []
        for bytes in try register.entries(active.ledger.key, 0..<size) {
            guard case .event(let event) = try RawEntry(parsing: bytes), event.event.type == .recorded else {
                entries.append(bytes)
                continue
            }
            steps.append(Step(entries: entries, recorded: event.event, original: event))
            entries = []
        }
    }

    /// The event of a type in a step, and where it stands there.
    func event(_ type: EventType, of step: Int) throws -> (place: Int, event: CustodyEvent) {
        for (place, bytes) in steps[step].entries.enumerated() {
            if case .event(let event) = try RawEntry(parsing: bytes), event.event.type == type {
                return (place, event.event)
            }
        }
        throw Answered.Missing(what: "an event “\(type)” in commit \(step)")
    }

    func signed(_ event: CustodyEvent) throws -> [UInt8] { try Envelope(signing: event, with: [keys.events]).bytes }

    /// Puts another event, signed by the node, in the place of one of its own.
    mutating func replace(_ type: EventType, of step: Int, _ change: (inout CustodyEvent) throws -> Void) throws {
        var (place, event) = try event(type, of: step)
        try change(&event)
        steps[step].entries[place] = try signed(event)
    }

    /// Moves the certificates of a step to the front of another one: what was signed with them may stand there.
    mutating func moveObjects(from step: Int, to other: Int) {
        let isObject = { (bytes: [UInt8]) in bytes.starts(with: TrustObject.start) }
        let objects = steps[step].entries.filter(isObject)
        steps[step].entries.removeAll(where: isObject)
        steps[other].entries.insert(contentsOf: objects, at: 0)
    }

    /// An event of the node's own making, which looks like one that is there.
    func made(
        like type: EventType, of step: Int, _ change: (inout CustodyEvent) throws -> Void = { _ in }
    ) throws -> [UInt8] {
        var event = try event(type, of: step).event
        event.event = EventID(from: SystemRandomness())
        try change(&event)
        return try signed(event)
    }

    /// A commit of its own, at the time of another one.
    func step(_ entries: [[UInt8]], atTimeOf step: Int) -> Step {
        var recorded = steps[step].recorded
        recorded.event = EventID(from: SystemRandomness())
        return Step(entries: entries, recorded: recorded, original: nil)
    }

    mutating func append(_ entry: [UInt8]) { steps.append(step([entry], atTimeOf: steps.count - 1)) }

    /// The log as it is to be shown.
    func shown() throws -> ShownLog {
        var entries: [[UInt8]] = []
        for step in steps {
            let from = entries.count
            entries += step.entries
            var recorded = step.recorded
            recorded.recorded = RecordedRange(
                from: from, to: entries.count, at: step.recorded.recorded?.at ?? step.recorded.at)
            if let original = step.original, original.event == recorded {
                entries.append(original.envelope.bytes)
            } else {
                entries.append(try signed(recorded))
            }
        }
        return ShownLog(origin: origin, key: keys.log, entries: entries)
    }
}

/// A log as its node shows it: entries, tiles that fit, and a checkpoint with a signature that holds.
struct ShownLog {
    let origin: LogOrigin
    let key: SignerKey
    let entries: [[UInt8]]
    private let tiles: [String: [UInt8]]

    init(origin: LogOrigin, key: SignerKey, entries: [[UInt8]]) {
        self.origin = origin
        self.key = key
        self.entries = entries
        var edge = TreeEdge()
        var tiles: [String: [UInt8]] = [:]
        for tile in edge.append(entries.map(Merkle.leaf)) {
            tiles["\(tile.path.level ?? -1)/\(tile.path.index)"] = tile.bytes
        }
        self.tiles = tiles
    }

    var size: Int { entries.count }
    var keys: LogKeys { LogKeys(origin: origin, key: key.verifier) }

    func checkpoint() throws -> SignedCheckpoint {
        try SignedCheckpoint(
            signing: Checkpoint(origin: origin, size: size, root: Merkle.root(entries.map(Merkle.leaf))), with: key)
    }

    func beginning(_ count: Int) -> ShownLog {
        ShownLog(origin: origin, key: key, entries: Array(entries.prefix(count)))
    }

    func tile(_ path: TilePath) throws -> [UInt8] {
        let first = path.index * TilePath.fullWidth
        guard path.level != nil else { return try EntryBundle.encode(Array(entries[first..<first + path.width])) }
        return Array(try Answered.unwrap(tiles["\(path.level ?? -1)/\(path.index)"]).prefix(path.width * 32))
    }

    /// What the log itself shows to whoever reads all of it.
    func audit() throws -> AuditReport {
        LogAudit(keys: keys, tiles: tile, entries: tile).run(checkpoint: try checkpoint().bytes)
    }

    /// What its node asks of a cosigner that stands at a size, with the best proof that there is.
    func request(from size: Int) throws -> AddCheckpoint {
        guard size > 0, size < self.size else {
            return try AddCheckpoint(oldSize: size, proof: [], checkpoint: try checkpoint())
        }
        return try AddCheckpoint(from: size, to: try checkpoint(), tiles: tile)
    }
}
