import Vocabulary

/// A request with everything that is known of it, held once however often it is handed on.
final class Asked: Sendable {
    let request: PolicyRequest
    let instant: Instant
    let facts: Facts

    init(_ request: PolicyRequest, at instant: Instant, _ facts: Facts) {
        self.request = request
        self.instant = instant
        self.facts = facts
    }
}
