import Custody
import Policy
import Store
import Vocabulary

/// Beside the register: that it was rebuilt, how far that came, and what was missing.
///
/// It keeps a folder from being started that is not whole, or whose logs must not go on. That a log was rebuilt is said
/// by the log itself; without this file nothing is excused that the log does not excuse.
struct RebuildNote: Codable, Hashable, Sendable {
    enum State: String, Codable, Sendable {
        /// Rows are being written.
        case begun
        /// All that was to be had is here; nobody has said that the logs go on.
        case restored
        /// The logs go on.
        case sealed
    }

    static let name = "rebuild.json"
    private static let format = "saksi-rebuild/1"

    let format: String
    var state: State
    var report: RebuildReport
    /// When the logs went on.
    var at: Instant?
    /// Agreements under which the node never acted before, as the operator said.
    var begins: [AgreementID] = []

    init(_ state: State, _ report: RebuildReport) {
        format = Self.format
        self.state = state
        self.report = report
    }

    /// - Returns: nil if the folder was never rebuilt.
    static func read(in folder: DataFolder) throws -> RebuildNote? {
        guard let bytes = try folder.read(name) else { return nil }
        return try CanonicalJSON.decode(RebuildNote.self, from: bytes, noun: "note of the rebuilding", limit: 1 << 28)
    }

    func write(in folder: DataFolder) throws {
        try folder.write(try CanonicalJSON.encode(self), to: Self.name)
    }

    /// - Throws: `exchange.rebuild.open` or `exchange.rebuild.cut-short` if no node may go on here.
    static func checkStart(in folder: DataFolder) throws {
        if let failure = try read(in: folder)?.standsAgainst { throw failure }
    }

    /// Whether the log of an agreement may begin here: in a rebuilt node not where it may have had one that nobody mirrored.
    /// - Throws: `exchange.rebuild.unmirrored`
    static func checkBeginning(of agreement: Agreement, in folder: DataFolder) throws {
        guard let note = try read(in: folder), !note.begins.contains(agreement.id) else { return }
        // Of a first version that began later there cannot have been one.
        if let at = note.at, agreement.version == 1, !agreement.term.covers(at) { return }
        throw ExchangeError(
            .rebuildUnmirrored,
            "This node was rebuilt, and no mirror of its log of \(agreement.id) was given: if it ever acted under it, that log must not begin again.",
            next:
                "If it never did, say so with `saksid rebuild --new \(agreement.id)`. If it did, the agreement needs a node "
                + "with a new name, as docs/operations.md says.")
    }

    /// Why no node may go on here; nil if one may.
    var standsAgainst: ExchangeError? {
        switch state {
        case .begun: .rebuildWasCutShort
        case .restored:
            ExchangeError(
                .rebuildOpen, "This data folder was rebuilt from a mirror, and nobody has said that its logs go on.",
                next: "Ask everybody for later receipts and checkpoints, then run `saksid rebuild --go-on`; "
                    + "docs/operations.md says when not to.")
        case .sealed: twoHistories
        }
    }

    /// What came to light after the logs went on.
    private var twoHistories: ExchangeError? {
        for log in report.logs {
            guard let lost = log.lost.first else { continue }
            return ExchangeError(
                .rebuildBehind,
                "The log \(log.origin) went on at \(log.size), and had signed for \(lost.to.counted("entry", "entries")) before (\(lost.shownBy)): there are two histories.",
                next:
                    "Keep the data folder and what showed it, tell the other parties, and begin with a new node name and "
                    + "a new log key, as docs/operations.md says.")
        }
        return nil
    }

    /// Up to where a log was restored whose node does not go on yet.
    func size(of origin: LogOrigin) -> Int64? {
        guard state == .restored else { return nil }
        return report.logs.first { $0.origin == origin.text }.map { Int64($0.size) }
    }
}

extension ExchangeError {
    static let rebuildWasCutShort = ExchangeError(
        .rebuildCutShort, "The rebuilding of this data folder was cut short.",
        next: "Empty the data folder, and run `saksid rebuild` again.")
}
