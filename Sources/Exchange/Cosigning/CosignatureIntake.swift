import Custody
import Policy
import Store
package import Vocabulary

extension ExchangeNode {
    /// Keeps what cosigners of other parties signed of a checkpoint of this node, once it was found to hold.
    ///
    /// Lines of keys that the trust list does not give are passed over, and those of parties outside the agreement.
    /// - Parameter checkpoint: signed by the log; whatever else stands below it is not looked at.
    /// - Returns: whose lines there were.
    /// - Throws: `custody.note.signature` for a line that does not hold under the key that it names, `custody.cosign.clock`
    ///   for one whose time cannot be: then none is kept.
    func keep(
        _ lines: [NoteSignature], over checkpoint: SignedCheckpoint, of log: LogReading
    ) async throws -> Set<Identity> {
        let known = try log.signing(by: keys).known
        // A log that began with a new key is signed with the former one as well, for whoever has the list of before.
        let signers = known.entries.map(\.key) + keys.logVerifiers.map { $0.named(log.origin) }
        let bare = checkpoint.keeping(signedBy: signers)
        let signed = bare.adding(lines)
        let verified = try signed.verify(log: known, cosigners: try await cosigners())
        let counting = await quorum(of: log)
        let seen = verified.cosignatures.filter { counting.counts($0.cosigner.identity, node: node) }
        let size = checkpoint.checkpoint.size
        if size > 0, !seen.isEmpty {
            // The last entry of a commit is the node's own, which says when the ones before it were recorded.
            let recorded = try log.commitTime(of: Int64(size) - 2)
            for cosigned in seen {
                try CosignerClock.check(cosigned, recorded: recorded, now: now)
            }
        }
        var rows: [CosignatureRow] = []
        for cosigner in Set(seen.map(\.cosigner)) {
            guard let first = signed.signatures(by: cosigner.key).first else { continue }
            rows.append(
                CosignatureRow(
                    log: log.key, size: Int64(checkpoint.checkpoint.size), key: cosigner.key.text,
                    note: bare.adding([first]).bytes))
        }
        if !rows.isEmpty {
            try await folder.register.commit(Store.Commit(cosignatures: rows.sorted { $0.key < $1.key }))
            await cosignatures.ring()
        }
        return Set(seen.map(\.cosigner.identity))
    }

    /// What the agreement of a log asks of cosigners.
    private func quorum(of log: LogReading) async -> QuorumTerms {
        guard let id = log.origin.agreement, let active = await ledgers[id]?.active else { return .unknown }
        return active.agreement.quorum
    }

    /// Takes a checkpoint that somebody fetched and cosigned; from whoever may read the checkpoint.
    /// - Parameter note: with the log's signature and theirs.
    /// - Returns: whose signatures were taken.
    /// - Throws: `custody.log.shrunk`, `custody.log.split-view` or `custody.proof.consistency` for one that this node's key
    ///   signed and that is not of its tree; `exchange.cosigner.unknown` if nobody who counts signed it.
    package func cosigned(
        _ note: [UInt8], under id: AgreementID, by caller: CallingMember
    ) async throws -> [Identity] {
        let log = try await agreement(id, forPresent: caller).log
        let received = try SignedCheckpoint(parsing: note)
        try CheckpointComparison(old: received, keys: try log.signing(by: keys).known)
            .check(try log.checkpoint().checkpoint, tiles: log.tile)
        let signers =
            received.checkpoint.size > 0 ? try await keep(received.note.signatures, over: received, of: log) : []
        guard !signers.isEmpty else {
            throw ExchangeError(
                .cosignerUnknown,
                "No signature below the checkpoint is by a cosigner of another party of the agreement whom the trust list names.",
                next: "Sign with the key that the trust list gives for the cosigner; get the current list.")
        }
        return signers.sorted()
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
        let arrivals = await cosignatures.listen()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in arrivals {
                    if (try? log.quorate(covering: entry, for: confirmation, .newest)) != nil { return }
                }
            }
            group.addTask { _ = try? await Task.sleep(for: patience) }
            _ = await group.next()
            group.cancelAll()
        }
    }
}
