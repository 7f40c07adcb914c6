import Custody
import Store
package import Vocabulary

/// Holds the words beside events against the log: each event that has the digest of words has them here, or an event
/// says that they were destroyed, and then they are not here.
struct WordsFollowLog {
    let rows: RowsFollowLog

    private static let lost = ExchangeError(
        .auditWordsLost, "The words that it has the digest of are not here, and nothing says that they were destroyed.",
        next: "Bring the register back from a backup that has them, or ask who wrote them for text and salt.")

    private static func back(_ at: Instant) -> ExchangeError {
        ExchangeError(
            .auditWordsBack, "The words that it has the digest of were destroyed at \(at), and are here again.",
            next: "Find out who brought them back; run `saksid forget` for it, and see to the backups.")
    }

    /// - Returns: what was destroyed, in the order in which it was.
    /// - Parameter absent: is told of words that are known not to have been restored.
    func audit(
        _ absent: inout AbsentParts, _ find: (_ place: String, _ error: any Error) -> Void
    ) throws -> [DestroyedWords] {
        let log = rows.log
        var ends: [Digest: Int64] = [:]
        for row in try rows.register.events(ofType: EventType.wordsDestroyed.rawValue, in: log.key) {
            guard let named = rows.event(at: row.entry)?.previous?.first else { continue }
            ends[named.digest] = max(row.entry, ends[named.digest] ?? 0)
        }
        var destroyed: [(entry: Int64, words: DestroyedWords)] = []
        for type in [EventType.overrideGiven, .courtOrderRecorded] {
            for row in try rows.register.events(ofType: type.rawValue, in: log.key) {
                guard let event = rows.event(at: row.entry), event.worded != nil,
                    let digest = log.envelopeDigest(at: row.entry)
                else { continue }
                if let restored = rows.restored, restored.covers(row.entry), ends[digest] == nil,
                    try rows.register.text(digest) == nil
                {
                    absent.words.append(row.id)
                    continue
                }
                let end = ends[digest].flatMap { entry in rows.commits.time(of: entry).map { (entry, at: $0) } }
                do {
                    try check(digest, destroyedAt: end?.at)
                    if let end { destroyed.append((end.0, DestroyedWords(event: row.id, at: end.at))) }
                } catch {
                    find("words of event \(row.id)", error)
                }
            }
        }
        return destroyed.sorted { $0.entry < $1.entry }.map(\.words)
    }

    private func check(_ event: Digest, destroyedAt end: Instant?) throws {
        guard let row = try rows.register.text(event) else { throw Self.lost }
        if let end, row.words != nil { throw Self.back(end) }
        if end == nil, row.words == nil { throw Self.lost }
    }
}

extension CustodyEvent {
    /// The salted digest of the words that the node keeps beside it; nil where it keeps none.
    var worded: Digest? {
        if courtOrder != nil { return authorization }
        return previous == nil ? override?.reasons : nil
    }
}

extension ErrorCode {
    package static let auditWordsLost = ErrorCode("exchange.audit.words-lost", .evidence)
    package static let auditWordsBack = ErrorCode("exchange.audit.words-back", .evidence)
}
