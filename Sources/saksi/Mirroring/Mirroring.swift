import Custody
import Vocabulary

/// Keeps the copy of one log, as `docs/spec/custody-log.md`, “Mirrors”, has it. An actor: one run at a time, and what was
/// read once is not read again by the next.
actor Mirroring {
    let log: LogOrigin
    private let files: MirroredFiles
    /// What the mirror's checkpoint covers; nil until it was read.
    private var walk: MirrorWalk?

    /// What one run did.
    struct Outcome: Sendable {
        let log: LogOrigin
        /// All below it is mirrored.
        let checkpoint: SignedCheckpoint
        /// How many entries came.
        let new: Int
        let cosigners: [Identity]

        var size: Int { checkpoint.checkpoint.size }
    }

    init(_ log: LogOrigin, in folder: MirrorFolder) throws {
        self.log = log
        files = try folder.files(of: log)
    }

    /// Brings the copy up to the node's newest checkpoint.
    /// - Throws: `mirror.misconduct` for a checkpoint that does not continue the last one, `mirror.entry` for an entry that
    ///   cannot stand in the log; both are kept.
    func run(from source: LogFetching, _ pinned: PinnedLog, at now: Instant) async throws -> Outcome {
        let held = try files.note(.checkpoint)
        for note in [held, try files.note(.pending)] { _ = try note.map(pinned.check) }
        var walk = try self.walk ?? (try reread(held))
        self.walk = walk
        let before = walk.size
        let target = try await next(
            after: try files.note(.pending) ?? held, mirrored: held, from: source, pinned, at: now)
        if target.checkpoint.size > walk.size {
            try await fill(&walk, to: target, from: source)
        } else {
            guard walk.tree.isOf(target.checkpoint) else {
                throw MirroredFiles.damaged(files.folder, "its entries do not give its checkpoint")
            }
        }
        try files.save(target, as: .checkpoint)
        try files.removePending()
        try removePartial(from: before, to: target.checkpoint.size)
        self.walk = walk
        return Outcome(
            log: log, checkpoint: target, new: walk.size - before,
            cosigners: try pinned.check(target).cosignatures.map(\.cosigner.identity))
    }

    // MARK: what is there

    /// Reads everything again that the mirror's checkpoint covers.
    private func reread(_ held: SignedCheckpoint?) throws -> MirrorWalk {
        var walk = MirrorWalk(of: log)
        guard let held else { return walk }
        let layout = TileLayout(size: held.checkpoint.size)
        for path in layout.entryBundles {
            do {
                let tiles = try walk.read(try EntryBundle.decode(try files.read(path), path: path))
                for tile in tiles where tile.path.width == layout.width(of: tile.path) {
                    guard try files.read(tile.path) == tile.bytes else {
                        throw MirroredFiles.damaged(files.file(tile.path), "it is not the tile of the entries below it")
                    }
                }
            } catch let refused as MirrorWalk.Refused {
                throw MirroredFiles.damaged(files.file(path), "entry \(refused.index): \(refused.error.reason)")
            } catch let wrong as CustodyError {
                throw MirroredFiles.damaged(files.file(path), wrong.reason)
            } catch let missing as CommandError where missing.code == .commandFileMissing {
                throw MirroredFiles.damaged(files.file(path), "it, or a tile above it, is missing")
            }
        }
        guard walk.tree.isOf(held.checkpoint) else {
            throw MirroredFiles.damaged(files.folder, "its entries do not give its checkpoint")
        }
        return walk
    }

    // MARK: the checkpoint

    /// The newest checkpoint, if it continues the last one that was taken.
    private func next(
        after last: SignedCheckpoint?, mirrored held: SignedCheckpoint?, from source: LogFetching, _ pinned: PinnedLog,
        at now: Instant
    ) async throws -> SignedCheckpoint {
        let newest = try await source.checkpoint()
        _ = try pinned.check(newest)
        guard let last else {
            try files.save(newest, as: .pending)
            return newest
        }
        let (old, new) = (last.checkpoint, newest.checkpoint)
        let kind: Contradiction.Kind
        var hashes: [Digest] = []
        if new.size == old.size {
            guard new.root != old.root else {
                let both = last.adding(newest.note.signatures)
                _ = try pinned.check(both)
                return both
            }
            kind = .splitView
        } else if new.size < old.size {
            kind = .smaller
        } else {
            guard try await !continues(old, new, from: source, &hashes) else {
                try files.save(newest, as: .pending)
                return newest
            }
            kind = .unproven
        }
        // Both are kept before anything else is asked of this node.
        let kept = files.keep(
            Contradiction(kind, cosigned: last, received: newest, proof: hashes), receivedAt: now)
        var change: String?
        if let held {
            // A node that does not show its tiles keeps nobody from telling.
            change = try? await FirstChange(files: files, mirrored: held.checkpoint, shown: new).sentence(from: source)
        }
        throw contradiction(kind, old, new, change, kept)
    }

    /// - Throws: `custody.tile.content` if the node shows tiles that are not those of the new root: that accuses nobody.
    private func continues(
        _ old: Checkpoint, _ new: Checkpoint, from source: LogFetching, _ hashes: inout [Digest]
    ) async throws -> Bool {
        guard old.size > 0 else { return true }
        let proof = try await source.withTiles { try ConsistencyProof(from: old.size, to: new, tiles: $0) }
        hashes = proof.hashes
        do throws(CustodyError) {
            try proof.verify(old: old.root, new: new.root)
            return true
        } catch {
            return false
        }
    }

    private func contradiction(
        _ kind: Contradiction.Kind, _ old: Checkpoint, _ new: Checkpoint, _ change: String?, _ kept: KeptCheckpoints
    ) -> CommandError {
        let what =
            switch kind {
            case .splitView:
                "\(log) signed two different trees of \(new.size.counted("entry", "entries")): it shows two views of itself."
            case .smaller:
                "\(log) comes with \(new.size.counted("entry", "entries")) now, and had signed for \(old.size): it shrank."
            case .unproven:
                "\(log) signed a tree of \(new.size.counted("entry", "entries")) now that does not continue the \(old.size) that it had signed for."
            }
        return CommandError(
            .mirrorMisconduct, [what, change].compactMap(\.self).joined(separator: " "),
            next: "The mirror stays as it was: copy it to a safe place. \(kept.sentence) Tell your central authority.")
    }

    // MARK: entries

    /// Fetches what is missing, bundle by bundle; each gets its name once it was found good.
    private func fill(_ walk: inout MirrorWalk, to target: SignedCheckpoint, from source: LogFetching) async throws {
        let checkpoint = target.checkpoint
        let layout = TileLayout(size: checkpoint.size)
        var tiles = FetchedTiles(from: source)
        let bundles = layout.entryBundles
        for path in bundles.dropFirst(walk.size / TilePath.fullWidth) {
            let hash = try await tiles.read { try checkpoint.hash(of: path, shown: $0) }
            let isHere = files.holds(path)
            let bytes = if isHere { try files.read(path) } else { try await source.tile(path) }
            let entries: [[UInt8]]
            do throws(CustodyError) {
                entries = try EntryBundle.decode(bytes, path: path)
                try EntryBundle.check(entries, of: path, hash: hash)
            } catch {
                guard isHere else { throw error }
                throw MirroredFiles.damaged(files.file(path), error.reason)
            }
            let fresh = Array(entries.dropFirst(walk.size - path.index * TilePath.fullWidth))
            do {
                let changed = try walk.read(fresh)
                // A tree that was signed ends with a whole commit.
                if path == bundles.last { try walk.finish() }
                try files.write(bytes, as: path)
                for tile in changed where tile.path.width == layout.width(of: tile.path) {
                    try files.write(tile.bytes, as: tile.path)
                }
            } catch let refused as MirrorWalk.Refused {
                throw try await self.refused(refused, among: entries, of: path, in: target, from: source)
            }
        }
    }

    /// Keeps an entry that cannot stand in a log, with the proof that the log signed for it.
    private func refused(
        _ refused: MirrorWalk.Refused, among entries: [[UInt8]], of path: TilePath, in target: SignedCheckpoint,
        from source: LogFetching
    ) async throws -> any Error {
        let place = refused.index % TilePath.fullWidth
        let bundle = refused.index / TilePath.fullWidth
        let entry: [UInt8]
        if path.index == bundle {
            entry = entries[place]
        } else {
            let width = TileLayout(size: target.checkpoint.size).width(of: try TilePath(entries: bundle))
            let earlier = try TilePath(entries: bundle, width: width)
            let bytes = if files.holds(earlier) { try files.read(earlier) } else { try await source.tile(earlier) }
            entry = try EntryBundle.decode(bytes, path: earlier)[place]
        }
        let proof = try await source.withTiles {
            try InclusionProof(index: refused.index, in: target.checkpoint, tiles: $0)
        }
        let kept = RefusedEntry(entry, proof: proof, checkpoint: target, reason: refused.error.reason)
        return CommandError(
            .mirrorEntry,
            "\(log) signed for entry \(refused.index), which cannot stand in it: \(refused.error.reason)",
            next: "Nothing was mirrored from there on. \(try files.keep(kept)) Tell your central authority.")
    }

    /// Partial tiles of the checkpoint before this one stay: somebody may be reading by it.
    private func removePartial(from before: Int, to size: Int) throws {
        guard before < size else { return }
        let layouts = [TileLayout(size: before), TileLayout(size: size)]
        let bundles = layouts[1].entryBundles.dropFirst(before / TilePath.fullWidth)
        let leaves = try bundles.map { try TilePath(level: 0, index: $0.index) }
        let partial = layouts.flatMap(\.hashTiles).filter { $0.width < TilePath.fullWidth }
        for path in partial + bundles + leaves {
            try files.removePartial(at: path, exceptIn: layouts)
        }
    }
}
