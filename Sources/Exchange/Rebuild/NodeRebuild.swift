import Custody
import Foundation
import Policy
import Seal
import Store
package import Vocabulary

/// Makes the data folder of a lost node anew, from mirrors of its logs and files that parties hold
/// (`docs/spec/custody-log.md`, “Rebuilding a node from a mirror”).
package struct NodeRebuild {
    private let setting: NodeSetting
    private let order: RebuildOrder
    private let trust: RebuildTrust
    private let folder: DataFolder

    /// Restores, completes or lets go on, as the order says.
    /// - Returns: what is here and what is missing, also where the logs may not go on (`thrown`).
    package static func run(
        _ order: RebuildOrder, on setting: NodeSetting, timekeeper: any Timekeeper = SystemTimekeeper(),
        randomness: any Randomness = SystemRandomness()
    ) async throws -> (report: RebuildReport, thrown: (any Error)?) {
        let trust = try await RebuildTrust(setting)
        let held = try order.held(trust)
        let mirrored = try order.mirrors.isEmpty ? [] : order.mirrored(trust)
        // Before anything is written.
        for (log, others) in mirrored {
            let behind = (held[log.origin] ?? []).filter { $0.size <= log.size }.map(\.checkpoint)
            try log.check(keys: try trust.keys(of: log.origin), cosigners: trust.cosigners, earlier: others + behind)
        }
        try checkFolder(setting.dataFolder, isNew: !order.mirrors.isEmpty)
        let folder = try await DataFolder.open(
            setting.dataFolder, options: StoreOptions(reserve: setting.reserveBytes))
        let rebuild = NodeRebuild(setting: setting, order: order, trust: trust, folder: folder)
        do {
            let outcome = try await rebuild.run(mirrored.map(\.log), held, timekeeper, randomness)
            try folder.close()
            return outcome
        } catch {
            try? folder.close()
            throw error
        }
    }

    /// Nothing is written over, and nothing is added to a folder that was not rebuilt.
    private static func checkFolder(_ path: String, isNew: Bool) throws {
        let names = Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
        let isRebuilt = names.contains(RebuildNote.name)
        guard isNew else {
            guard isRebuilt else {
                throw ExchangeError(
                    .rebuildFolder, "The data folder “\(path.shownAsPath)” was not rebuilt from a mirror.",
                    next: "Name the mirror with --mirror, and an empty data folder in the configuration.")
            }
            return
        }
        guard names.subtracting(["lost+found"]).isEmpty else {
            throw ExchangeError(
                .rebuildFolder, "The data folder “\(path.shownAsPath)” is not empty.",
                next: isRebuilt
                    ? "It was rebuilt before: leave --mirror out, or empty it."
                    : "Keep what is in it; name an empty folder as “data”.")
        }
    }

    private func run(
        _ mirrored: [MirroredLog], _ held: [LogOrigin: [HeldProof]], _ timekeeper: any Timekeeper,
        _ randomness: any Randomness
    ) async throws -> (report: RebuildReport, thrown: (any Error)?) {
        var note: RebuildNote
        if mirrored.isEmpty {
            guard let kept = try RebuildNote.read(in: folder), kept.state != .begun else {
                throw ExchangeError.rebuildWasCutShort
            }
            note = kept
            // What an audit was in the middle of is of rows that change now; blobs come that a copy does not name.
            try StoppedNodeAudit.discard(in: folder, of: setting.keys)
            try folder.dropSnapshot()
            try await complete(&note)
        } else {
            note = RebuildNote(.begun, RebuildReport(node: trust.node))
            try note.write(in: folder)
            try await restore(mirrored, &note)
            note.state = .restored
        }
        // Of a log that nobody mirrored, all is lost.
        let known = Set(note.report.logs.map(\.origin))
        for origin in held.keys.sorted(by: { $0.text < $1.text }) where !known.contains(origin.text) {
            note.report.logs.append(RebuildReport.Log(origin: origin.text, size: 0))
        }
        for index in note.report.logs.indices {
            try hear(held, mirrored, &note.report.logs[index])
        }
        note.begins = Set(note.begins + order.begins).sorted()
        try note.write(in: folder)
        guard order.goesOn, note.state == .restored else { return (note.report, nil) }
        do {
            let sealing = RebuildSealing(
                folder: folder, keys: setting.keys, trust: trust, timekeeper: timekeeper, randomness: randomness)
            try await sealing.run(note.report)
            note.state = .sealed
            note.at = timekeeper.now
            note.report.goesOn = true
            try note.write(in: folder)
            return (note.report, nil)
        } catch {
            return (note.report, error)
        }
    }

    /// Takes down what somebody holds of a log beyond its mirror; what was once known to be lost stays so.
    private func hear(
        _ held: [LogOrigin: [HeldProof]], _ mirrored: [MirroredLog], _ log: inout RebuildReport.Log
    ) throws {
        let origin = try LogOrigin(parsing: log.origin)
        let proofs = held[origin] ?? []
        let saved = try folder.register.log(log.origin)
        for proof in proofs {
            let isContradicted = try saved.map { try contradicts(proof, $0) } ?? false
            if proof.size > log.size {
                // A node that went on may be as long by now, without what this is of.
                guard isContradicted || proof.size > Int(saved?.size ?? 0) else { continue }
                let lost = try proof.lost(behind: log.size)
                if !log.lost.contains(lost) { log.lost.append(lost) }
            } else if isContradicted {
                // Those given with the mirror were compared before anything was written.
                throw ExchangeError(
                    .rebuildContradiction,
                    "“\(proof.name)” and what was restored of \(origin) cannot both be true: the log signed both.",
                    next: "Keep both: they are evidence; tell your central authority.")
            }
        }
        let mirror = mirrored.first { $0.origin == origin }?.checkpoint
        let unheard = try trust.unheard(in: [mirror].compactMap(\.self) + proofs.map(\.checkpoint), of: origin)
        log.unheard = mirror == nil ? log.unheard.filter(unheard.contains) : unheard
    }

    /// Whether what somebody holds and the log as it is here cannot both be true; false also of a larger log than this.
    /// - Throws: `custody.tile.content` if tiles of the register are damaged: that says nothing about the log.
    private func contradicts(_ proof: HeldProof, _ log: Store.LogHead) throws -> Bool {
        let old = proof.checkpoint.checkpoint
        guard old.size > 0, old.size <= Int(log.size) else { return false }
        let reading = LogReading(origin: proof.origin, key: log.key, register: folder.register)
        let head = try reading.checkpoint().checkpoint
        guard old.size < head.size else { return old.root != head.root }
        let growth = try ConsistencyProof(from: old.size, to: head, tiles: reading.tile)
        do throws(CustodyError) {
            try growth.verify(old: old.root, new: head.root)
            return false
        } catch {
            return true
        }
    }

    // MARK: restoring

    private func restore(_ mirrored: [MirroredLog], _ note: inout RebuildNote) async throws {
        let wanted = try mirrored.map { try WantedFiles(of: $0) }
        let found = try FoundFiles(Set(wanted.flatMap(\.all)), in: order.files)
        note.report.looked = found.looked
        let restoring = RestoredFiles(folder: folder)
        note.report.taken = try wanted.reduce(0) { try $0 + restoring.place($1, from: found) }
        for (mirror, wanted) in zip(mirrored, wanted) {
            var log = try await restore(mirror)
            try restoring.missing(of: wanted, &log)
            note.report.logs.append(log)
        }
        note.report.wrong = found.claiming(Set(note.report.logs.flatMap(\.files).map(\.bundle)))
    }

    private func restore(_ mirror: MirroredLog) async throws -> RebuildReport.Log {
        let key = try await folder.register.openLog(mirror.origin.text).key
        var rows = RebuiltRows(of: mirror, as: key, in: folder)
        let checkpoint = mirror.checkpoint.signedByLog(try trust.keys(of: mirror.origin))
        var writer = RestoredLogWriter(register: folder.register, key: key, checkpoint: checkpoint)
        var commits = MirroredCommits(of: mirror)
        while let commit = commits.next() {
            try writer.add(commit, try rows.rows(of: commit))
            if writer.isFull { try await writer.write() }
        }
        if let failure = commits.failure { throw failure }
        try await writer.write()
        try await cosignatures(of: mirror, key)
        guard writer.tree.isOf(mirror.checkpoint.checkpoint) else {
            throw MirroredLog.wrong("“\(mirror.folder.shownAsPath)” changed while it was read.")
        }
        rows.finish()
        return rows.report
    }

    /// What cosigners signed of the mirror's end, each by itself, as the register keeps it.
    private func cosignatures(of mirror: MirroredLog, _ log: LogKey) async throws {
        let keys = try trust.keys(of: mirror.origin)
        let bare = mirror.checkpoint.signedByLog(keys)
        let rows = trust.cosigners.compactMap { cosigner -> CosignatureRow? in
            guard let line = mirror.checkpoint.signatures(by: cosigner.key).last else { return nil }
            return CosignatureRow(
                log: log, size: Int64(mirror.size), key: cosigner.key.text, note: bare.adding([line]).bytes)
        }
        if !rows.isEmpty { try await folder.register.commit(Store.Commit(cosignatures: rows)) }
    }

    // MARK: completing

    /// Takes in files that came later.
    private func complete(_ note: inout RebuildNote) async throws {
        guard !order.files.isEmpty else { return }
        let wanted = note.report.logs.map { WantedFiles(missing: $0) }
        let found = try FoundFiles(Set(wanted.flatMap(\.all)), in: order.files)
        note.report.looked = found.looked
        let restoring = RestoredFiles(folder: folder)
        note.report.taken = try wanted.reduce(0) { try $0 + restoring.place($1, from: found) }
        for (index, wanted) in wanted.enumerated() { try restoring.missing(of: wanted, &note.report.logs[index]) }
        for index in note.report.logs.indices { try await complete(&note.report.logs[index]) }
        note.report.wrong = found.claiming(Set(note.report.logs.flatMap(\.files).map(\.bundle)))
    }

    private func complete(_ log: inout RebuildReport.Log) async throws {
        let origin = try LogOrigin(parsing: log.origin)
        guard let agreement = origin.agreement, let saved = try folder.register.log(log.origin) else { return }
        let reading = LogReading(origin: origin, key: saved.key, register: folder.register)
        var evidence = RebuiltEvidence(in: folder, under: agreement)
        var missing: [RebuildReport.MissingFile] = []
        for type in [EventType.accepted, .released] {
            for row in try folder.register.events(ofType: type.rawValue, in: saved.key) where row.entry < log.size {
                let event = try reading.event(at: Int(row.entry)).event
                let time = try reading.commitTime(of: row.entry)
                var rows = Store.Commit()
                let lacking: RebuildReport.MissingFile?
                if type == .accepted {
                    lacking = try evidence.accept(event, at: row.entry, time, &rows)
                } else {
                    let acknowledged = try acknowledgement(of: event, in: reading)
                    lacking = try evidence.release(event, at: row.entry, time, acknowledged: acknowledged, &rows)
                }
                if let lacking { missing.append(lacking) }
                if rows != Store.Commit() { try await folder.register.commit(rows) }
            }
        }
        log.files = missing
    }

    /// Where the recipient acknowledged a release last.
    private func acknowledgement(of released: CustodyEvent, in log: LogReading) throws -> Int64? {
        guard let bundle = released.bundle?.id else { return nil }
        return try folder.register.events(of: bundle, in: log.key).last {
            try $0.type == EventType.received.rawValue
                && log.event(at: Int($0.entry)).event.release == released.release
        }?.entry
    }
}
