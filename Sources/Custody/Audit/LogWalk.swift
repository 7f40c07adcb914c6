package import Seal
import Vocabulary

/// The audit of one log, step by step: it says which bundle of entries or which tile it needs next, and is given it.
///
/// So the same walk serves a store on a disk and a node on the other side of a network, and can be stopped between any two
/// bundles. Where entries are not shown, the lowest tiles take their place: then the tree is checked, and no event.
package struct LogWalk: Sendable {
    private let signed: SignedCheckpoint
    /// As the auditor was told them.
    private let keys: LogKeys
    private let layout: TileLayout
    private let readsEntries: Bool
    private var walk: EntryAudit
    private var edge = TreeEdge()
    /// Which bundle comes next.
    private var bundle = 0
    /// What the leaves give, to be compared with what is stored; the last one first.
    private var expected: [HashTile] = []
    private var differences: [TileDifference] = []
    /// Tiles that could not be read: told at the end, since a walk that is taken up comes upon them again.
    private var unreadable: [AuditFinding] = []
    private var findings: [AuditFinding] = []
    private var tiles = 0
    private var isCut = false

    /// - Parameters:
    ///   - signed: of which one of the keys was verified.
    ///   - readsEntries: whether entries are shown.
    ///   - taken: how many entries an earlier run has checked; what it found, somebody kept.
    private init(_ signed: SignedCheckpoint, keys: LogKeys, readsEntries: Bool, taken: Int) {
        self.signed = signed
        self.keys = keys
        self.readsEntries = readsEntries
        layout = TileLayout(size: signed.checkpoint.size)
        walk = EntryAudit(origin: keys.origin, taken: taken)
    }

    package var checkpoint: Checkpoint { signed.checkpoint }

    /// Entries, or where they are not shown their hashes, that were read.
    package var read: Int { edge.size }

    /// What the signatures of the log rest on.
    package var signers: [SignerUse] { Array(walk.signers.values) }
    package var certificates: [Certificate] { walk.held }

    /// The bundle or tile that has to be given next; nil at the end.
    package var need: TilePath? {
        if let tile = expected.last { return tile.path }
        guard !isCut else { return nil }
        let width = layout.width(level: 0, index: bundle)
        return width == 0 ? nil : TilePath(unchecked: readsEntries ? nil : 0, index: bundle, width: width)
    }

    /// Whether a bundle was read with all that follows from it: where a walk can be taken up.
    package var isBetweenBundles: Bool { expected.isEmpty }

    /// - Parameter answer: what was asked for, or why it could not be read, which is a finding at that place.
    package mutating func give(_ answer: Result<[UInt8], any Error>) {
        guard let path = need else { return }
        if let tile = expected.popLast() { return compare(tile, with: answer) }
        do {
            let bytes = try answer.get()
            let leaves: [Digest]
            if readsEntries {
                for entry in try EntryBundle.decode(bytes, path: path) { walk.read(entry) }
                leaves = walk.leaves
            } else {
                leaves = try HashTile(path: path, bytes: bytes).hashes
                tiles += 1
            }
            bundle += 1
            expected = edge.append(leaves).filter { tile in
                tile.path.width == layout.width(of: tile.path) && (readsEntries || tile.path.level != 0)
            }.reversed()
        } catch {
            findings.append(AuditFinding(.tile(path), LogAudit.unreadable(path, error)))
            isCut = true
        }
    }

    private mutating func compare(_ expected: HashTile, with answer: Result<[UInt8], any Error>) {
        tiles += 1
        let path = expected.path
        do {
            let stored = try HashTile(path: path, bytes: try answer.get())
            let places = stored.hashes.indices.filter { stored.hashes[$0] != expected.hashes[$0] }
            differences += places.map { TileDifference(path: path, place: $0) }
        } catch {
            unreadable.append(AuditFinding(.tile(path), LogAudit.unreadable(path, error)))
        }
    }

    /// What was counted and found since the last time, to be kept by whoever may be stopped.
    package mutating func drain() -> (events: Int, objects: Int, findings: [AuditFinding]) {
        let (events, objects, more) = walk.drain()
        defer { findings = [] }
        return (events, objects, findings + more)
    }

    /// To be called when nothing is needed any more.
    /// - Parameter unknown: lines of unknown keys below the checkpoint.
    package mutating func finish(unknown: [NoteSignature] = []) -> AuditReport {
        let isWhole = edge.size == checkpoint.size
        let agrees = isWhole && edge.root == checkpoint.root
        if readsEntries { walk.finish() }
        // Hashes alone do not tell which of two differing tiles was changed, unless the checkpoint does.
        findings += unreadable
        findings += differences.map { $0.finding(entriesAgreeWithCheckpoint: agrees || !readsEntries) }
        let (events, objects, found) = drain()
        var all = found
        if isWhole, !agrees {
            all.append(
                AuditFinding(
                    .checkpoint(size: checkpoint.size),
                    LogAudit.wrongRoot(checkpoint.size, ofEntries: readsEntries)))
        }
        all += walk.succession.contradictions(to: keys, signing: signed)
        return AuditReport(
            origin: walk.origin, size: checkpoint.size, events: events, objects: objects, tiles: tiles, findings: all,
            unknown: unknown)
    }
}

extension LogWalk {
    /// The beginning of a walk, or what is wrong with the checkpoint above it.
    package struct Begun: Sendable {
        package let walk: LogWalk?
        package let signed: SignedCheckpoint?
        package let signatures: CheckpointSignatures
        /// Says what is wrong, where there is no walk.
        package let refused: AuditReport
    }

    /// Checks the checkpoint, and begins the walk over the log below it.
    /// - Parameters:
    ///   - bytes: the checkpoint as stored or served.
    ///   - taken: how many entries an earlier run has checked.
    package static func begin(
        checkpoint bytes: [UInt8], keys: LogKeys, cosigners: [Cosigner] = [], readsEntries: Bool = true,
        taken: Int = 0
    ) -> Begun {
        func begun(_ findings: [AuditFinding], _ signed: SignedCheckpoint? = nil) -> Begun {
            Begun(
                walk: nil, signed: signed, signatures: CheckpointSignatures(),
                refused: AuditReport(
                    origin: keys.origin, size: 0, events: 0, objects: 0, tiles: 0, findings: findings, unknown: []))
        }
        let signed: SignedCheckpoint
        do { signed = try SignedCheckpoint(parsing: bytes) } catch {
            return begun([AuditFinding(.checkpoint(size: 0), error)])
        }
        do {
            let signatures = try signed.verify(log: keys, cosigners: cosigners)
            let walk = LogWalk(signed, keys: keys, readsEntries: readsEntries, taken: taken)
            return Begun(walk: walk, signed: signed, signatures: signatures, refused: begun([]).refused)
        } catch {
            return begun([AuditFinding(.checkpoint(size: signed.checkpoint.size), error)], signed)
        }
    }
}

extension KeySuccession {
    /// Whoever signs the log must be whom its own events name, and so must be whom the auditor was told of.
    fileprivate func contradictions(to told: LogKeys, signing signed: SignedCheckpoint) -> [AuditFinding] {
        guard current != nil else { return [] }
        let size = signed.checkpoint.size
        var errors = contradictions(to: told, size: size)
        do throws(CustodyError) {
            _ = try signed.verify(log: keys)
        } catch {
            if error.code == .custodyNoteUnsigned {
                errors.append(
                    CustodyError(
                        .custodyKeyUnannounced,
                        "The checkpoint is signed with a key that is not in force at its size, as the events of the log say.",
                        next: "A log key was replaced without an event, or signed on after its end: keep everything."))
            }
        }
        return errors.map { AuditFinding(.checkpoint(size: size), $0) }
    }
}
