import Store
package import Vocabulary

/// Reads the blobs of a running node, one after the other and round and round, not faster than it may.
package actor Scrub {
    /// What somebody has to know at once.
    package enum Notice: Sendable {
        case damaged(BlobFailure)
        /// A blob that was damaged when it was read before.
        case wholeAgain(Digest)
        /// The round could not go on; it is tried again.
        case stopped(any Failure)
    }

    /// Why a blob is not what it was.
    package struct BlobFailure: Failure {
        package let blob: Digest
        package let code: ErrorCode
        package let reason: String
        package let nextStep: String

        init(_ blob: Digest, _ failure: any Failure) {
            self.blob = blob
            code = failure.code
            reason = failure.reason
            nextStep = failure.nextStep
        }
    }

    private let node: ExchangeNode
    private let clock: Pacing.Clock
    private let onNotice: @Sendable (Notice) -> Void
    private let executor = DiskExecutor("saksi.scrub")
    private let kept: SealedState
    private var pacing: Pacing
    private var state: ScrubState
    private var unkept = 0
    private var standing = ScrubFigures()

    package nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    /// The state is kept after so many bytes: what is read again after a stop.
    private static let keepEvery = 64 << 20
    /// Between two rounds: a store that is small is not read without end.
    private static let rest = Duration.seconds(3600)

    package init(
        of node: ExchangeNode, bytesPerSecond: Int64, onNotice: @escaping @Sendable (Notice) -> Void
    ) {
        self.init(of: node, bytesPerSecond: bytesPerSecond, clock: .system, onNotice: onNotice)
    }

    init(
        of node: ExchangeNode, bytesPerSecond: Int64, clock: Pacing.Clock,
        onNotice: @escaping @Sendable (Notice) -> Void
    ) {
        self.node = node
        self.clock = clock
        self.onNotice = onNotice
        pacing = Pacing(bytesPerSecond: bytesPerSecond, clock: clock)
        let kept = SealedState("scrub.state", in: node.folder, signedBy: node.keys)
        self.kept = kept
        state = kept.read(ScrubState.self) ?? ScrubState(begun: node.now)
    }

    package var figures: ScrubFigures {
        var figures = standing
        figures.damaged = state.damaged.count
        figures.lastRound = state.lastRound
        return figures
    }

    /// Reads until it is cancelled, or the disk can be used no more.
    package func run() async {
        while !Task.isCancelled {
            do { try await round() } catch let failure as any Failure { onNotice(.stopped(failure)) } catch { break }
            do { try await clock.sleep(Self.rest) } catch { break }
        }
        // A stop of the node: what was read is not read again.
        try? kept.write(state, at: node.now)
    }

    /// The rest of a round: every blob that a row names, by its digest.
    func round() async throws {
        while let row = try node.folder.register.blobs(after: state.after, limit: 1).first {
            try await read(row)
            state.after = row.digest
            state.running = nil
            standing.blobs += 1
            if unkept >= Self.keepEvery { try keep() }
        }
        // What no row names any more is no damage.
        let register = node.folder.register
        state.damaged = try state.damaged.filter { try register.names($0) }
        state.after = nil
        state.lastRound = node.now
        try keep()
    }

    private func keep() throws {
        try kept.write(state, at: node.now)
        unkept = 0
    }

    private func read(_ row: BlobRow) async throws {
        do {
            var check = try begun(row)
            while true {
                try Task.checkCancellation()
                let (bytes, standing) = try check.read(atMost: pacing.piece)
                count(bytes)
                try await clock.sleep(pacing.pause(after: bytes))
                switch standing {
                case .reading:
                    state.running = BlobUnderWay(check)
                    if unkept >= Self.keepEvery { try keep() }
                case .whole: return tell(row.digest, nil)
                case .damaged: throw Blobs.damaged(row.digest)
                }
            }
        } catch let failure as StoreError where !failure.isFatal {
            tell(row.digest, failure)
        }
    }

    private func begun(_ row: BlobRow) throws -> BlobCheck {
        try state.running?.resumed(row, in: node.folder.blobs)
            ?? node.folder.blobs.check(row.digest, size: row.size)
    }

    private func count(_ bytes: Int) {
        standing.bytes += bytes
        unkept += bytes
    }

    private func tell(_ digest: Digest, _ failure: StoreError?) {
        let wasDamaged = state.damaged.contains(digest)
        if let failure {
            if !wasDamaged { state.damaged.append(digest) }
            // In every round again: somebody has to do something.
            onNotice(.damaged(BlobFailure(digest, failure)))
            unkept = Self.keepEvery
        } else if wasDamaged {
            state.damaged.removeAll { $0 == digest }
            onNotice(.wholeAgain(digest))
        }
    }
}

/// Where a scrub is.
struct ScrubState: Codable, Hashable, Sendable {
    static let format = "saksi-scrub-state/1"

    let format: String
    let begun: Instant
    /// The last blob that was read to its end in this round.
    var after: Digest?
    var running: BlobUnderWay?
    /// Blobs that were not whole when they were read last.
    var damaged: [Digest]
    /// When the last round ended.
    var lastRound: Instant?

    init(begun: Instant) {
        format = Self.format
        self.begun = begun
        damaged = []
    }
}

/// How the scrub stands, for the operator of a node.
package struct ScrubFigures: Hashable, Sendable {
    /// Since the start.
    package var bytes = 0
    package var blobs = 0
    /// Blobs that were not whole when they were read last.
    package var damaged = 0
    package var lastRound: Instant?
}
