package import Custody
import Seal
import Store
package import Vocabulary

extension ExchangeNode {
    /// Every log of this node that has begun.
    var logs: [LogReading] {
        get async { await begunLedgers.map { reading(of: $0) } }
    }

    var begunLedgers: [Ledger] {
        get async {
            var begun: [Ledger] = []
            for ledger in await ledgers.all + [nodeLog] {
                if await ledger.size > 0 { begun.append(ledger) }
            }
            return begun
        }
    }

    func reading(of ledger: Ledger) -> LogReading {
        LogReading(origin: ledger.origin, key: ledger.key, register: folder.register)
    }

    /// Replaces the log key, in every log in turn: the old key signs for the event that brings the new one in, and nothing
    /// behind it. Who runs it again after it was stopped goes on where it ended.
    /// - Returns: the logs in which it was replaced now.
    /// - Throws: `exchange.log-key.unannounced` if neither key of the configuration is the one in force.
    package func rotateLogKey() async throws -> [LogOrigin] {
        var changed: [LogOrigin] = []
        for ledger in await begunLedgers {
            if try await rotateLogKey(of: ledger) { changed.append(ledger.origin) }
            try KeyMemory(in: folder).settle(ledger.origin)
        }
        return changed
    }

    /// - Returns: whether it was replaced now.
    func rotateLogKey(of ledger: Ledger) async throws -> Bool {
        let signing = try reading(of: ledger).signing(by: keys)
        guard !signing.isCurrent else { return false }
        guard let old = signing.inForce, !signing.signers.isEmpty else {
            throw ExchangeError.unannounced(ledger.origin, signing.inForce)
        }
        try await commit(KeyMention(verifier: old), to: ledger, as: .planned)
        return true
    }

    /// Begins with a new log key where nobody can sign with the old one any more, or nobody should.
    /// - Parameter sizes: by log, the last size for which the old key counts by itself; as large as the log where none is given.
    /// - Returns: the logs in which it was replaced now.
    /// - Throws: `exchange.log-key.size` for a size that the log does not have.
    package func replaceLostLogKey(trustedTo sizes: [LogOrigin: Int] = [:]) async throws -> [LogOrigin] {
        let ledgers = await begunLedgers
        for (origin, size) in sizes {
            let end = await ledgers.first { $0.origin == origin }?.size ?? 0
            guard size <= end else {
                throw ExchangeError(
                    .logKeySize, "There is no log \(origin) of \(size.counted("entry", "entries")) here.",
                    next: "Name a log as `saksid key show` does, and a size that it had.")
            }
        }
        var changed: [LogOrigin] = []
        for ledger in ledgers {
            let signing = try reading(of: ledger).signing(by: keys)
            guard !signing.isCurrent else { continue }
            guard let old = signing.inForce else { throw ExchangeError.unannounced(ledger.origin, nil) }
            let end = await ledger.size
            try await commit(
                KeyMention(verifier: old, size: sizes[ledger.origin] ?? end), to: ledger, as: .lost)
            changed.append(ledger.origin)
        }
        return changed
    }

    private func commit(_ end: KeyMention, to ledger: Ledger, as change: Draft.KeyChange) async throws {
        let origin = ledger.origin
        let certificates = try newCertificates(in: reading(of: ledger), tls: nil)
        let added = try nodeEvents.make(.keyAdded, in: origin, at: now) {
            $0.key = KeyMention(verifier: keys.log.verifier.named(origin))
        }
        let revoked = try nodeEvents.make(.keyRevoked, in: origin, at: now) {
            $0.key = end
            $0.previous = [added.mention]
        }
        let objects = try nodeEvents.objects()
        _ = try await ledger.commit { _ in
            Draft(
                objects: objects + certificates.objects, events: certificates.events + [added, revoked],
                keyChange: change)
        }
    }
}

extension ErrorCode {
    package static let logKeySize = ErrorCode("exchange.log-key.size", .usage)
}
