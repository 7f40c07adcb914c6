import Custody
import Store
import Vocabulary

extension ExchangeNode {
    /// Keeps what cosigners of other parties signed of a checkpoint of this node, once it was found to hold.
    ///
    /// Lines of keys that the trust list does not give are passed over.
    /// - Parameter checkpoint: signed by the log; whatever else stands below it is not looked at.
    /// - Returns: whose lines there were.
    /// - Throws: `custody.note.signature` for a line that does not hold under the key that it names: then none is kept.
    func keep(
        _ lines: [NoteSignature], over checkpoint: SignedCheckpoint, of log: LogReading
    ) async throws -> Set<Identity> {
        let key = keys.log.verifier.named(log.origin)
        let own = checkpoint.signatures(by: key)
        let bare = checkpoint.keeping { own.contains($0) }
        let signed = bare.adding(lines)
        let seen = try signed.verify(log: logKeys(of: log.origin), cosigners: try await cosigners())
        var rows: [CosignatureRow] = []
        for cosigner in Set(seen.cosignatures.map(\.cosigner)) {
            guard let first = signed.signatures(by: cosigner.key).first else { continue }
            rows.append(
                CosignatureRow(
                    log: log.key, size: Int64(checkpoint.checkpoint.size), key: cosigner.key.text,
                    note: bare.adding([first]).bytes))
        }
        if !rows.isEmpty {
            try await folder.register.commit(Store.Commit(cosignatures: rows.sorted { $0.key < $1.key }))
            await cosigned.ring()
        }
        return Set(seen.cosignatures.map(\.cosigner.identity))
    }

    /// The logs that a cosigner of this party should see: those of agreements to which it belongs, once they have begun.
    func logs(concerning party: Party) async -> [LogReading] {
        var logs: [LogReading] = []
        for ledger in await ledgers.all {
            if let active = await ledger.active, active.agreement.parties[party] != nil { logs.append(active.log) }
        }
        return logs
    }

    /// Waits until a checkpoint that covers the entry has its quorum, at most as long as the operator allows.
    func waitForCosigners(of entry: Int, in log: LogReading, _ confirmation: Confirmation) async {
        let patience = limits.cosigningPatience
        let arrivals = await cosigned.listen()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in arrivals {
                    let found = try? log.checkpoint(covering: entry, for: confirmation)
                    if found?.missing == 0 { return }
                }
            }
            group.addTask { try? await Task.sleep(for: patience) }
            await group.next()
            group.cancelAll()
        }
    }
}
