import Foundation

/// Where the time comes from. Handed in, so that policy and custody never ask a clock themselves.
package protocol Timekeeper: Sendable {
    var now: Instant { get }
}

/// The operating system's wall clock.
package struct SystemTimekeeper: Timekeeper {
    package init() {}

    package var now: Instant {
        Instant(millisecondsSince1970: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
    }
}
