package import Seal
package import Vocabulary

/// A certificate that signed events of a log, and when, as those events say.
package struct SignerUse: Hashable, Sendable {
    package let certificate: Certificate
    package private(set) var first: Instant
    package private(set) var last: Instant
    /// The entry that says it was last.
    package private(set) var lastEntry: Int

    init(_ certificate: Certificate, at instant: Instant, entry: Int) {
        self.certificate = certificate
        first = instant
        last = instant
        lastEntry = entry
    }

    mutating func add(_ instant: Instant, entry: Int) {
        first = min(first, instant)
        guard instant >= last else { return }
        last = instant
        lastEntry = entry
    }
}
