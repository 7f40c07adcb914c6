import Synchronization
import Vocabulary

/// A clock that stands still until a test moves it.
final class TestClock: Timekeeper {
    private let milliseconds: Atomic<Int64>

    init(_ start: Instant = SystemTimekeeper().now) {
        milliseconds = Atomic(start.millisecondsSince1970)
    }

    var now: Instant { Instant(millisecondsSince1970: milliseconds.load(ordering: .sequentiallyConsistent)) }

    func advance(seconds: Int64) {
        milliseconds.add(seconds * 1000, ordering: .sequentiallyConsistent)
    }
}
