import Custody
import Store
package import Vocabulary

/// The words beside an event that were destroyed, as the log says.
package struct DestroyedWords: Codable, Hashable, Sendable {
    package let event: EventID
    /// The node's time of the commit that says so.
    package let at: Instant
}

extension ExchangeNode {
    /// Destroys the words beside an event, and the salt with them. The event stays, and another one says that they were
    /// destroyed: in one step, so that neither is without the other.
    package func destroyWords(beside id: EventID) async throws -> DestroyedWords {
        guard let row = try folder.register.event(id), let named = try folder.register.entry(row.log, row.entry),
            case .event(let about) = try RawEntry(parsing: named), let agreement = about.event.agreement,
            let ledger = await ledgers[agreement], ledger.key == row.log
        else { throw Self.noWords(id) }
        // An audit's copy of the register has the words too. It is made anew.
        try folder.dropSnapshot()
        let mention = EventMention(event: id, digest: Digest(of: named))
        let destroyed = try nodeEvents.make(.wordsDestroyed, in: ledger.origin, at: now) { event in
            event.bundle = about.event.bundle
            event.previous = [mention]
        }
        let committed = try await ledger.commit { [self] _ in
            guard try folder.register.text(mention.digest)?.words != nil else { throw Self.noWords(id) }
            return Draft(
                objects: try nodeEvents.objects(), events: [destroyed], alone: ["words \(mention.digest)"],
                rows: { Store.Commit(destroyedTexts: [mention.digest: Int64($0.indices[0])]) })
        }
        try LogMemory(in: folder, signedBy: keys.logVerifiers).remember(ledger.origin)
        return DestroyedWords(event: id, at: committed.placement.time)
    }

    private static func noWords(_ event: EventID) -> ExchangeError {
        ExchangeError(
            .wordsMissing, "No words lie beside event \(event).",
            next: "Check the event; they may be destroyed already: `saksid audit` tells of each when that was.")
    }
}

extension ErrorCode {
    package static let wordsMissing = ErrorCode("exchange.words.missing", .usage)
}
