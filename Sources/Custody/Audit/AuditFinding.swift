import Vocabulary

/// Something in a log that is not as it must be, and where.
package struct AuditFinding: Hashable, Sendable, CustomStringConvertible {
    package enum Place: Hashable, Sendable, CustomStringConvertible {
        case entry(Int)
        case tile(TilePath)
        case checkpoint(size: Int)

        package var description: String {
            switch self {
            case .entry(let index): "entry \(index)"
            case .tile(let path): "\(path)"
            case .checkpoint(let size): "checkpoint of \(size.counted("entry", "entries"))"
            }
        }
    }

    package let place: Place
    package let error: CustodyError

    package init(_ place: Place, _ error: CustodyError) {
        self.place = place
        self.error = error
    }

    package var description: String { "\(place): \(error)" }
}

/// What an audit found, and what it looked at.
package struct AuditReport: Hashable, Sendable {
    package let origin: LogOrigin
    package let size: Int
    /// Counted as they were checked, signatures included.
    package let events: Int
    package let objects: Int
    package let tiles: Int
    package let findings: [AuditFinding]
    /// Signature lines of unknown keys below the checkpoint.
    package let unknown: [NoteSignature]

    package var isClean: Bool { findings.isEmpty }

    func adding(_ more: [AuditFinding]) -> AuditReport {
        AuditReport(
            origin: origin, size: size, events: events, objects: objects, tiles: tiles, findings: findings + more,
            unknown: unknown)
    }
}
