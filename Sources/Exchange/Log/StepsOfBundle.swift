import Custody
import Seal
import Store
import Vocabulary

/// The steps of one bundle in a log, as one reader may see them.
struct StepsOfBundle {
    let bundle: BundleID
    let log: LogReading
    let seen: SeenBundle
    let member: Identity
    /// The entries that durable data ends with.
    let end: Int

    /// A page has at most so many steps, and ends earlier at about so many bytes: a client reads at most 16 MiB.
    let limit: Int
    private static let pageBytes = 4 << 20

    /// The last step that the reader may see.
    func last() throws -> Int? {
        if seen.isWhole { return try log.register.lastEvent(of: bundle, in: log.key, before: Int64(end)).map(Int.init) }
        return try shown(after: -1).last?.index
    }

    /// The steps behind an entry, each with its proof in the log of `size` entries.
    func page(after entry: Int, size: Int, with checkpoint: SignedCheckpoint?) async throws -> CustodyOfBundle {
        let found = try shown(after: entry)
        var taken: [Step] = []
        var room = Self.pageBytes
        for step in found where step.index < size && taken.count < limit && room > 0 {
            taken.append(step)
            room -= step.bytes.count
        }
        let isLast = taken.count == found.count && found.count < limit
        let proofs = try await log.proofs.inclusion(of: taken.map(\.index), size: size, tiles: log.tile)
        return CustodyOfBundle(
            checkpoint: checkpoint, origin: log.origin,
            entries: zip(taken, proofs).map { .init(index: $0.index, bytes: $0.bytes, proof: $1) },
            next: isLast ? nil : taken.last?.index,
            certificates: try log.certificates(behind: Set(taken.flatMap(\.signers))).map(\.der))
    }

    private struct Step {
        let index: Int
        let bytes: [UInt8]
        let signers: [Digest]
    }

    /// What may be shown of a step may hang on any step before it, so for who sees a part all are read from the first on.
    private func shown(after entry: Int) throws -> [Step] {
        var rule = SeenEvents(seen, for: member, on: log.origin.node)
        let rows =
            seen.isWhole
            ? try log.register.events(of: bundle, in: log.key, after: Int64(entry), limit: limit)
            : try log.register.events(of: bundle, in: log.key)
        var shown: [Step] = []
        for row in rows where row.entry < end {
            guard let bytes = try log.register.entry(log.key, row.entry),
                case .event(let event) = try RawEntry(parsing: bytes), rule.shows(event.event), row.entry > entry
            else { continue }
            shown.append(Step(index: Int(row.entry), bytes: bytes, signers: event.event.signers))
        }
        return shown
    }
}
