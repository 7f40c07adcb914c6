package import Seal
package import Vocabulary

/// The trust list with its revocation lists, read again when their files change: so a revoked member is out
/// without a restart.
///
/// A list that cannot be read, is not signed or is older than the one in use does not replace it; what was good
/// goes on until its own revocation lists are stale, and then nobody is let in.
package actor TrustKeeper {
    package private(set) var store: TrustStore
    private let timekeeper: any Timekeeper
    private var lastRead: Instant

    /// How often the files are looked at, at most.
    private static let interval: Int64 = 2000

    package init(loading path: String, timekeeper: any Timekeeper) throws {
        let now = timekeeper.now
        store = try TrustStore(loading: path, at: now)
        self.timekeeper = timekeeper
        lastRead = now
    }

    /// The newest good state.
    package func current() -> TrustStore {
        let now = timekeeper.now
        guard now >= lastRead.adding(milliseconds: Self.interval) || now < lastRead else { return store }
        lastRead = now
        if let newer = try? TrustStore(loading: store.path, at: now, lastSeen: store.list.version) { store = newer }
        return store
    }
}
