import Custody
import Store
import Vocabulary

extension Store.Commit {
    /// Adds the rows of another step to the same transaction.
    mutating func merge(_ other: Store.Commit) {
        events += other.events
        certificates += other.certificates
        bundles += other.bundles
        exhibits += other.exhibits
        receipts += other.receipts
        releases += other.releases
        acknowledgedReleases.merge(other.acknowledgedReleases) { $1 }
        decisions += other.decisions
        cases += other.cases
        hearings += other.hearings
        approvals += other.approvals
        spentApprovals.merge(other.spentApprovals) { $1 }
        consents += other.consents
        withdrawnConsents.merge(other.withdrawnConsents) { $1 }
        overrides += other.overrides
        secondedOverrides.merge(other.secondedOverrides) { $1 }
        courtOrders += other.courtOrders
        texts += other.texts
        destroyedTexts.merge(other.destroyedTexts) { $1 }
        forgetUploads += other.forgetUploads
    }

    /// Adds what the log itself gains: entries, tiles, checkpoint, and the rows that find them again.
    mutating func follow(
        _ commit: Custody.Commit, of key: LogKey, checkpoint: SignedCheckpoint, from head: Custody.LogHead,
        at time: Instant
    ) {
        step = LogStep(
            log: key, expectedSize: Int64(head.size), entries: commit.entries.map(\.entry.bytes),
            tiles: commit.tiles.map {
                TileRow(level: $0.path.level ?? 0, index: Int64($0.path.index), hashes: $0.bytes)
            },
            checkpoint: checkpoint.bytes, time: time)
        for indexed in commit.entries {
            switch indexed.entry {
            case .object(let object):
                certificates.append(CertificateRow(log: key, digest: object.digest, entry: Int64(indexed.index)))
            case .event(let event):
                events.append(
                    EventRow(
                        id: event.event.event, log: key, entry: Int64(indexed.index), type: event.event.type.rawValue,
                        bundle: event.event.bundle?.id, exhibit: event.event.exhibits?.first?.number))
            }
        }
    }
}
