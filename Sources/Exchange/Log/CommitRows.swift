import Custody
import Store
import Vocabulary

extension Store.Commit {
    /// Adds the rows of another step to the same transaction.
    /// - Throws: `storage.grant-ended` if both use up or end the same, which happens once.
    mutating func merge(_ other: Store.Commit) throws(StoreError) {
        try spentApprovals.add(other.spentApprovals)
        try withdrawnConsents.add(other.withdrawnConsents)
        try secondedOverrides.add(other.secondedOverrides)
        try withdrawnOverrides.add(other.withdrawnOverrides)
        try endedCourtOrders.add(other.endedCourtOrders)
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
        consents += other.consents
        overrides += other.overrides
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

extension Dictionary {
    /// Takes over what another step does to grants.
    fileprivate mutating func add(_ other: [Key: Value]) throws(StoreError) {
        for (grant, end) in other {
            guard updateValue(end, forKey: grant) == nil else { throw .grantEnded }
        }
    }
}
