/// How much is measured.
struct Scale {
    let isQuick: Bool
    let rounds: Int

    init(quick: Bool, rounds: Int?) {
        isQuick = quick
        self.rounds = rounds ?? (quick ? 3 : 5)
    }

    var largeFile: Int { isQuick ? 64 << 20 : 1 << 30 }
    var smallFiles: Int { isQuick ? 2000 : 20_000 }
    let smallFile = 4096
    /// Beyond what 32 bits count.
    let hugeFile = (4 << 30) + (1 << 20) + 1
    var events: Int { isQuick ? 4000 : 20_000 }
    /// Events that wait for their commit at one time.
    let eventsWaiting = 1000
    let eventsWaitingFew = 64
    /// Events of a log that grows by 10 and by 100 times.
    var smallLog: Int { isQuick ? 100 : 1000 }
    /// Entries of the log out of which proofs are made.
    var largeLog: Int { isQuick ? 100_000 : 10_000_000 }
    /// A day of one large case: events, about so many exhibits in so many bundles.
    var eventsOfDay: Int { isQuick ? 2000 : 100_000 }
    var exhibitsOfDay: Int { isQuick ? 100 : 2000 }
    var bundlesOfDay: Int { isQuick ? 5 : 20 }
    var decisions: Int { isQuick ? 200_000 : 1_000_000 }
    var cedarDecisions: Int { isQuick ? 5000 : 20_000 }
}
