import Synchronization
import Vocabulary

/// A clock that stands still until a test moves it.
final class TestClock: Timekeeper {
    private let milliseconds: Atomic<Int64>
    private let readings = Atomic<Int64>(0)
    private let leap = Atomic<Int64>(0)

    init(_ start: Instant = SystemTimekeeper().now) {
        milliseconds = Atomic(start.millisecondsSince1970)
    }

    var now: Instant {
        let isCounting = readings.load(ordering: .sequentiallyConsistent) > 0
        if isCounting, readings.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 {
            advance(seconds: leap.load(ordering: .sequentiallyConsistent))
        }
        return Instant(millisecondsSince1970: milliseconds.load(ordering: .sequentiallyConsistent))
    }

    /// Whether a leap is still to come.
    var isToLeap: Bool { readings.load(ordering: .sequentiallyConsistent) > 0 }

    /// Goes forward when it is read for the so-manieth time from now on.
    func leap(seconds: Int64, atReading reading: Int64) {
        leap.store(seconds, ordering: .sequentiallyConsistent)
        readings.store(reading, ordering: .sequentiallyConsistent)
    }

    func advance(seconds: Int64) { advance(milliseconds: seconds * 1000) }

    func advance(milliseconds step: Int64) {
        milliseconds.add(step, ordering: .sequentiallyConsistent)
    }
}
