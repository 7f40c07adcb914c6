import Custody
import Store
import Vocabulary

/// A receipt, and what its checkpoint has and lacks.
struct ProvenReceipt: Sendable {
    let receipt: Receipt
    let standing: CheckpointStanding
}

extension LogReading {
    /// The newest signed checkpoint, with what cosigners have signed of it.
    func cosignedCheckpoint() throws -> SignedCheckpoint {
        let newest = try checkpoint()
        let rows = try register.cosignatures(key, size: Int64(newest.checkpoint.size))
        return try Self.united([newest] + rows.map { try SignedCheckpoint(parsing: $0.note) })
    }

    /// Of checkpoints of one size, the first one with the signatures of all: of those that are of the same tree.
    static func united(_ checkpoints: [SignedCheckpoint]) throws -> SignedCheckpoint {
        guard let first = checkpoints.first else { throw ExchangeError.notThere }
        return checkpoints.dropFirst().filter { $0.checkpoint == first.checkpoint }
            .reduce(first) { $0.adding($1.note.signatures) }
    }

    /// So many checkpoints are looked at in one reading of the register, and so many readings there are.
    private static let page = 64
    private static let mostPages = 16

    /// Which checkpoint is meant of those that have the quorum.
    enum Preference {
        /// What cosigners signed closest to the entry: the better witness of its time.
        case smallest
        /// What tells most of the log.
        case newest
    }

    /// A checkpoint that covers an entry and has the quorum; nil if there is none.
    func quorate(
        covering entry: Int, for confirmation: Confirmation, _ preference: Preference
    ) throws -> SignedCheckpoint? {
        let newest = try cosignedCheckpoint()
        let isNewestWhole = newest.checkpoint.size > entry && confirmation.missing(newest) == 0
        if isNewestWhole, preference == .newest || confirmation.whole == 0 { return newest }
        guard confirmation.whole > 0 else { return nil }
        var last: Int64?
        for _ in 0..<Self.mostPages {
            let sizes = try register.cosignedSizes(
                key, covering: Int64(entry), by: confirmation.needed(lacking: 0),
                isNewestFirst: preference == .newest, after: last, limit: Self.page)
            for size in sizes {
                let checkpoint = try cosigned(size)
                if confirmation.missing(checkpoint) == 0 { return checkpoint }
            }
            guard sizes.count == Self.page else { break }
            last = sizes.last
        }
        return isNewestWhole ? newest : nil
    }

    private func cosigned(_ size: Int64) throws -> SignedCheckpoint {
        try Self.united(try register.cosignatures(key, size: size).map { try SignedCheckpoint(parsing: $0.note) })
    }

    /// A checkpoint that covers an entry and has the quorum; else the one that lacks the fewest cosigners, and of these the
    /// newest.
    func checkpoint(
        covering entry: Int, for confirmation: Confirmation, _ preference: Preference
    ) throws -> (checkpoint: SignedCheckpoint, missing: Int) {
        if let whole = try quorate(covering: entry, for: confirmation, preference) { return (whole, 0) }
        let newest = try cosignedCheckpoint()
        let missing = confirmation.missing(newest)
        for lacking in 1..<max(1, missing) {
            let sizes = try register.cosignedSizes(
                key, covering: Int64(entry), by: confirmation.needed(lacking: lacking), isNewestFirst: true,
                limit: Self.page)
            for size in sizes {
                let checkpoint = try cosigned(size)
                let missing = confirmation.missing(checkpoint)
                if missing <= lacking { return (checkpoint, missing) }
            }
        }
        return (newest, missing)
    }

    /// The receipt of an event that stands at `index`, under the best checkpoint that there is.
    func receipt(of event: VerifiedEvent, at index: Int, for confirmation: Confirmation) async throws -> ProvenReceipt {
        let (checkpoint, standing) = try bestCheckpoint(covering: index, for: confirmation)
        return ProvenReceipt(
            receipt: try Receipt(
                event: event, proof: await inclusion(of: index, in: checkpoint), checkpoint: checkpoint),
            standing: standing)
    }
}
