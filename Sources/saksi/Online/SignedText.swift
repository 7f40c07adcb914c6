import Custody
import Vocabulary

extension Page {
    /// An event of the person here: what became of it, and what it says.
    /// - Parameter index: its place in the log; nil after a dry run.
    mutating func signed(_ event: CustodyEvent, at index: Int?, _ offset: UTCOffset) {
        if let index {
            verdict("Recorded, and proved to stand in the log as entry \(index).", .good)
        } else {
            line("Nothing was sent. This would be signed by you and recorded:")
        }
        line("  \(StatedInstant(at: event.at, offset: offset).text)  \(EventText.sentence(event))")
        for detail in EventText.details(event) { line("      \(detail)") }
    }
}
