import Vocabulary

/// How long to wait before something that failed is tried again.
enum RetryPause {
    private static let first = 1000
    private static let longest = 300_000

    /// One second, twice as long each further time, five minutes at most; and of that a half to the whole, by chance, so
    /// that many who lost the same peer do not come back at the same moment.
    /// - Parameter failures: in a row, at least 1.
    static func after(_ failures: Int, _ randomness: any Randomness) -> Duration {
        let whole = min(longest, first << min(max(failures, 1) - 1, 16))
        let chance = randomness.bytes(4).reduce(0) { $0 << 8 | Int($1) }
        return .milliseconds(whole / 2 + chance % (whole / 2 + 1))
    }

    /// For what only a person can change.
    static let long = Duration.seconds(600)
}
