import Exchange
import Vocabulary

/// `audit: { every-hours, at, bytes-per-second, scrub-bytes-per-second }`: how a running node audits itself.
struct AuditPart: Hashable, Sendable {
    /// Nil: only the scrub runs.
    let schedule: AuditSchedule?
    /// How fast an audit reads blobs.
    let bytesPerSecond: Int64
    /// Nil: no scrub.
    let scrubBytesPerSecond: Int64?

    private static let rates = 1024...(1 << 40)

    /// - Parameter node: of the key `audit`, if it is there.
    static func reading(_ node: YAMLNode?) throws(VocabularyError) -> AuditPart? {
        guard let node else { return nil }
        return try AuditPart(reading: node)
    }

    private init(reading node: YAMLNode) throws(VocabularyError) {
        var fields = try node.fields("audit")
        let hours = try fields.optional("every-hours")?.integer(in: 1...8760)
        let at = fields.optional("at")
        let rate = fields.optional("bytes-per-second")
        scrubBytesPerSecond = try fields.optional("scrub-bytes-per-second").map(Self.rate)
        bytesPerSecond = try rate.map(Self.rate) ?? 50_000_000
        if let hours {
            guard at == nil || hours.isMultiple(of: 24) else {
                throw node.failure(
                    "With “at”, “every-hours” is whole days.", next: "Write 24, 48, 168 …, or leave out “at”.")
            }
            schedule = AuditSchedule(everyHours: hours, at: try at.map(Self.timeOfDay))
        } else {
            guard at == nil, rate == nil, scrubBytesPerSecond != nil else {
                throw node.failure(
                    "It does not say how often.",
                    next: "Write “every-hours”; for the scrub alone, “scrub-bytes-per-second” and nothing else.")
            }
            schedule = nil
        }
        try fields.finish()
    }

    private static func rate(_ node: YAMLNode) throws(VocabularyError) -> Int64 {
        Int64(try node.integer(in: rates))
    }

    /// `02:30`, UTC.
    /// - Returns: in minutes.
    private static func timeOfDay(_ node: YAMLNode) throws(VocabularyError) -> Int {
        let text = try node.text()
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), hour < 24, minute < 60
        else {
            throw node.failure("This is not a time of day.", next: "Write it in UTC and in quotes: \"02:30\".")
        }
        return hour * 60 + minute
    }
}
