import Custody
import Policy
import Vocabulary
import Wire

extension OverrideSummary {
    /// What was lifted, by whom, until when and why; shown wherever the item is.
    func write(to page: inout Page, _ offset: UTCOffset) {
        let clauses = terms.clauses.map { "\($0.clause) of \($0.of)" }.joined(separator: ", ")
        page.field("OVERRIDE", "\(standing): \(terms.action) in spite of clause \(clauses)")
        page.field("for", terms.purposes.map(\.rawValue).joined(separator: ", "))
        page.field("exhibits", exhibits.map { ExhibitNumbers.text($0.map(\.number)) } ?? "all of the bundle")
        page.field("signed by", leaders.map(\.text).joined(separator: ", "))
        page.field("until", StatedInstant(at: terms.expires, offset: offset).text)
        page.words("reasons", reasons)
        page.field("override", event.text)
    }

    private var standing: String {
        switch state {
        case .waiting: "proposed, lifts nothing before a leader of another party signs it"
        case .counts: "in force"
        case .withdrawn: "withdrawn, counts no more"
        case .over: "over"
        case .outdated: "counts no more, since the agreement or a law has changed"
        case .void: "counts no more, since its leaders do not both lead the team today"
        }
    }
}

extension BundleSummary {
    /// The overrides about something of it.
    /// - Parameter more: the command that lists them all.
    func writeOverrides(to page: inout Page, _ offset: UTCOffset, more: String) {
        for override in overrides ?? [] { override.write(to: &page, offset) }
        if hasMoreOverrides == true {
            page.line("  There are more overrides about it: \(more)")
        }
    }
}

extension CourtOrderList.Order {
    /// What a court ordered, who says so, and whether it still stands.
    func write(to page: inout Page, _ offset: UTCOffset) {
        page.words("order", words)
        page.field("recorded by", "\(recorder), \(StatedInstant(at: recorded, offset: offset).text)")
        if let end {
            page.field(
                "state", "ended, as \(end.recorder) stated, \(StatedInstant(at: end.recorded, offset: offset).text)")
        }
        page.field("event", event.text)
    }
}

extension Page {
    /// Words that stay beside the log.
    mutating func words(_ name: String, _ words: SaltedText?) {
        guard let words else { return field(name, "not for you, or destroyed") }
        for line in words.text.split(separator: "\n") { field(name, String(line)) }
    }
}
