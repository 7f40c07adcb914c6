/// Keeps reading below so many bytes a second: after a piece it waits until that piece may have been read.
///
/// Time that was not used is not made up for, so that no second sees more than the rate and one piece.
struct Pacing: Sendable {
    /// The time since some moment, and how to wait.
    struct Clock: Sendable {
        let elapsed: @Sendable () -> Duration
        let sleep: @Sendable (Duration) async throws -> Void

        init(
            elapsed: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void
        ) {
            self.elapsed = elapsed
            self.sleep = sleep
        }

        /// The machine's.
        static var system: Clock {
            let start = ContinuousClock.now
            return Clock(elapsed: { ContinuousClock.now - start }, sleep: { try await Task.sleep(for: $0) })
        }
    }

    let bytesPerSecond: Int64
    let clock: Clock
    private var free: Duration = .zero

    init(bytesPerSecond: Int64, clock: Clock) {
        self.bytesPerSecond = max(1, bytesPerSecond)
        self.clock = clock
    }

    /// The largest piece: what may be read in a second, and not more than is good for the disk.
    var piece: Int { Int(min(bytesPerSecond, 1 << 20)) }

    /// - Returns: how long to wait after having read so many bytes.
    mutating func pause(after bytes: Int) -> Duration {
        let now = clock.elapsed()
        let microseconds = (Int64(bytes) * 1_000_000 + bytesPerSecond - 1) / bytesPerSecond
        free = max(free, now) + .microseconds(microseconds)
        return free - now
    }
}
