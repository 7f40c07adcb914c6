import Custody
import Vocabulary

/// What of a log was read and found good, from its first entry on. A value: whoever fails goes back to it.
struct MirrorWalk: Sendable {
    private(set) var tree = GrowingTree()
    private var audit: EntryAudit

    init(of log: LogOrigin) {
        audit = EntryAudit(origin: log)
    }

    var size: Int { tree.size }

    /// Checks further entries against those before them.
    /// - Returns: the tiles that they complete or widen.
    /// - Throws: `Refused` for one that cannot stand in a log.
    mutating func read(_ entries: [[UInt8]]) throws(Refused) -> [HashTile] {
        for entry in entries { audit.read(entry) }
        try refuse(audit)
        return tree.append(entries)
    }

    /// To be called where a checkpoint ends: a commit has to be whole there.
    func finish() throws(Refused) {
        var audit = audit
        audit.finish()
        try refuse(audit)
    }

    private func refuse(_ audit: EntryAudit) throws(Refused) {
        guard let finding = audit.findings.first else { return }
        guard case .entry(let index) = finding.place else {
            throw Refused(index: audit.index - 1, error: finding.error)
        }
        throw Refused(index: index, error: finding.error)
    }

    struct Refused: Error {
        let index: Int
        let error: CustodyError
    }
}
