import Courier
import Custody
import Seal
import Vocabulary
import Wire

/// Checks a log as the API shows it to one member.
struct OutsideAudit: Sendable {
    let node: NodeSession
    let agreement: AgreementID
    let log: PinnedLog
    let memory: AuditMemory
    let meter: Meter

    /// The state is kept after so many entries.
    private static let keepEvery = 4 * TilePath.fullWidth

    /// - Throws: what says nothing about the log: the network, the own disk, a node that is busy.
    func run(anew: Bool) async throws -> OutsideAuditDocument {
        let now = node.session.now
        if anew { memory.forgetState() }
        var state = AuditMemory.State(begun: now)
        if let kept = memory.state() {
            state = kept
            state.resumed.append(now)
        }
        var document = OutsideAuditDocument(
            by: node.credential.identity, node: node.node, log: log.origin.text, begun: state.begun, finished: now,
            resumed: state.resumed)
        let bytes = try await node.client.send(.get, Routes.log.path(agreement) + "/checkpoint").body
        document.checkpoint = String(decoding: bytes, as: UTF8.self)
        if let signed = try? SignedCheckpoint(parsing: bytes) { state.fit(to: signed.checkpoint.size) }
        let readsEntries = try await mayReadEntries(state, bytes)
        let begun = LogWalk.begin(
            checkpoint: bytes, keys: log.keys, cosigners: log.cosigners, readsEntries: readsEntries, taken: state.read)
        guard var walk = begun.walk, let signed = begun.signed else {
            add(begun.refused, to: &document)
            return finish(document)
        }
        meter.set(total: Int64(walk.checkpoint.size))
        document.size = walk.checkpoint.size
        document.cosigners = log.others(in: begun.signatures)
        document.checked.append("the checkpoint, with the log key of the trust list")
        note(begun.signatures, &document)
        try await compareWithLast(walk.checkpoint, &document)
        try await compareWithStopped(signed, &state, &document)
        try await read(&walk, &state)
        let report = walk.finish()
        document.events = state.events + report.events
        document.objects = state.objects + report.objects
        document.findings += state.findings
        add(report, to: &document)
        if readsEntries {
            document.checked.append(
                "\(document.events.counted("event")) and \(document.objects.counted("object")), each with its place, its signatures and its form"
            )
            checkCertificates(walk, &document)
        } else {
            document.unchecked.append(
                "the entries: the node shows them only to whom a clause permits read-log, and did not show them here")
            try await checkCustody(signed, &document)
        }
        document.checked.append("\(document.tiles.counted("tile")) of hashes, and that they give the signed root")
        document.unchecked.append("time-stamps over checkpoints: they are checked with the receipts that have them")
        document.unchecked.append("the stored bundles themselves: whoever retrieves one checks it with “saksi verify”")
        if document.findings.isEmpty { try memory.save(signed) }
        return finish(document)
    }

    private func finish(_ document: OutsideAuditDocument) -> OutsideAuditDocument {
        memory.forgetState()
        var document = document
        document.finished = node.session.now
        return document
    }

    private func add(_ report: AuditReport, to document: inout OutsideAuditDocument) {
        document.tiles += report.tiles
        for finding in report.findings { document.find("\(finding.place)", finding.error) }
    }

    private func note(_ signatures: CheckpointSignatures, _ document: inout OutsideAuditDocument) {
        if document.cosigners.isEmpty {
            document.unchecked.append(
                "that nobody is shown another log: no cosigner of another party has signed this checkpoint")
        } else {
            document.checked.append("cosigned by \(document.cosigners.map(\.text).joined(separator: ", "))")
        }
        if !signatures.unknown.isEmpty {
            document.unchecked.append(
                "\(signatures.unknown.count.counted("signature")) of keys that the trust list does not name")
        }
    }

    // MARK: fetching

    /// - Throws: what will be another answer later; whatever else is said of the place is the answer.
    private func fetch(_ path: TilePath) async throws -> Result<[UInt8], any Error> {
        if let held = memory.bundle(path) { return .success(held) }
        do {
            let bytes = try await node.client.send(
                .get, Routes.log.path(agreement) + "/" + path.text, limit: 17 << 20
            ).body
            try memory.keep(bytes, of: path)
            return .success(bytes)
        } catch let failure as NodeFailure where failure.problem != nil && failure.code.exit != .tryAgain {
            return .failure(failure)
        }
    }

    /// Whether the first entries are shown; that they were shown before a stop is enough.
    private func mayReadEntries(_ state: AuditMemory.State, _ checkpoint: [UInt8]) async throws -> Bool {
        guard state.read == 0, let size = try? SignedCheckpoint(parsing: checkpoint).checkpoint.size, size > 0 else {
            return true
        }
        let first = try TilePath(entries: 0, width: min(size, TilePath.fullWidth))
        if case .failure(let error) = try await fetch(first), (error as? NodeFailure)?.status == 404 { return false }
        return true
    }

    private func read(_ walk: inout LogWalk, _ state: inout AuditMemory.State) async throws {
        var kept = state.read
        while let path = walk.need {
            try Task.checkCancellation()
            walk.give(try await fetch(path))
            meter.set(done: Int64(walk.read))
            guard walk.isBetweenBundles, walk.read >= kept + Self.keepEvery, walk.need != nil, path.level != 0 else {
                continue
            }
            let (events, objects, findings) = walk.drain()
            state.events += events
            state.objects += objects
            state.findings += findings.map { OutsideAuditDocument.Finding("\($0.place)", $0.error) }
            state.read = walk.read
            kept = walk.read
            try memory.save(state)
        }
    }

    // MARK: comparing

    private struct Needed: Error {
        let tile: TilePath
    }

    /// Whether one checkpoint of the log continues another, which was found to be signed by it before.
    private func compare(_ old: SignedCheckpoint, with head: Checkpoint) async throws -> (any Error)? {
        var tiles: [TilePath: Result<[UInt8], any Error>] = [:]
        while true {
            let held = tiles
            do {
                try CheckpointComparison(old: old, keys: log.keys.ofAnySize).check(head) { path in
                    guard let tile = held[path] else { throw Needed(tile: path) }
                    return try tile.get()
                }
                return nil
            } catch let needed as Needed {
                tiles[needed.tile] = try await fetch(needed.tile)
            } catch {
                return error
            }
        }
    }

    private func compareWithLast(_ head: Checkpoint, _ document: inout OutsideAuditDocument) async throws {
        guard let last = try memory.last() else {
            document.unchecked.append("the log's past: this is the first audit of it here")
            return
        }
        document.earlier = String(decoding: last.bytes, as: UTF8.self)
        let size = last.checkpoint.size.counted("entry", "entries")
        if let error = try await compare(last, with: head) {
            document.find("checkpoint of \(size), of the last audit", error)
        } else {
            document.checked.append("that the log continues the one of \(size) that was audited last")
        }
    }

    /// What an audit that was stopped was shown has to be true too.
    private func compareWithStopped(
        _ head: SignedCheckpoint, _ state: inout AuditMemory.State, _ document: inout OutsideAuditDocument
    ) async throws {
        let seen = state.checkpoint.isEmpty ? nil : try? SignedCheckpoint(parsing: Array(state.checkpoint.utf8))
        if let seen, let error = try await compare(seen, with: head.checkpoint) {
            document.earlier = state.checkpoint
            document.find(
                "checkpoint of \(seen.checkpoint.size.counted("entry", "entries")), of the audit that was stopped",
                error)
            // Nor shall the next audit take this log for right.
            if try memory.last().map({ $0.checkpoint.size < seen.checkpoint.size }) ?? true { try memory.save(seen) }
        } else {
            state.checkpoint = String(decoding: head.bytes, as: UTF8.self)
        }
    }

    /// Every certificate that signed has to be trusted now, or when it signed last, as that event says.
    private func checkCertificates(_ walk: LogWalk, _ document: inout OutsideAuditDocument) {
        let held = walk.certificates
        var past = 0
        for signer in walk.signers.sorted(by: { $0.lastEntry < $1.lastEntry }) {
            let chain = CertificateChain(
                leaf: signer.certificate, intermediates: held.filter { $0.digest != signer.certificate.digest })
            do {
                _ = try node.trust.validate(chain, for: .events, at: node.session.now)
            } catch {
                do {
                    _ = try node.trust.validate(chain, for: .events, at: signer.last)
                    past += 1
                } catch {
                    document.find("certificate of entry \(signer.lastEntry)", error)
                }
            }
        }
        document.checked.append("\(walk.signers.count.counted("certificate")) that signed, with the trust list")
        if past > 0 {
            document.unchecked.append(
                "whether \(past.counted("certificate")) that is good no more was so when it signed: the events themselves say when that was"
            )
        }
    }

    /// What may be listed, each with the proof of each step, under a checkpoint that goes with the audited one.
    private func checkCustody(_ head: SignedCheckpoint, _ document: inout OutsideAuditDocument) async throws {
        var steps = 0
        let bundles = try await node.list(under: agreement, case: nil)
        for bundle in bundles {
            try Task.checkCancellation()
            do {
                let line = try await node.custody(of: bundle.bundle, under: agreement)
                steps += line.steps.count
                if let error = try await differs(line, from: head) { throw error }
            } catch let failure as NodeFailure where failure.problem == nil || failure.code.exit == .tryAgain {
                throw failure
            } catch let failure as any Failure {
                document.find("custody of bundle \(bundle.bundle)", failure)
            }
        }
        document.checked.append(
            "the custody of \(bundles.count.counted("bundle")) that may be listed: \(steps.counted("step")), each with proof, signatures and certificate"
        )
    }

    /// The log may have grown since; it may not be another one.
    private func differs(_ line: CustodyLine, from head: SignedCheckpoint) async throws -> (any Error)? {
        try await compare(head, with: line.proofs.checkpoint.checkpoint)
    }
}
