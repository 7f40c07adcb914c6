package import Vocabulary

/// The keys with which a log signs, each with the sizes of the log that it covers.
///
/// A log key that was replaced stays good for the checkpoints it made and for no later one.
package struct LogKeys: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package let key: VerifierKey
        package let sizes: ClosedRange<Int>
        /// Whether it counts for these sizes only with a cosignature of another party: it was stolen.
        package let needsCosigner: Bool

        package init(key: VerifierKey, sizes: ClosedRange<Int>, needsCosigner: Bool = false) {
            self.key = key
            self.sizes = sizes
            self.needsCosigner = needsCosigner
        }
    }

    package let origin: LogOrigin
    package let entries: [Entry]
    /// Keys that took the place of another one without proof that it introduced them: they count for nothing.
    package let unannounced: [Entry]

    /// - Parameter entries: a node has one key for all its logs; here each bears the name of this one.
    package init(origin: LogOrigin, entries: [Entry], unannounced: [Entry] = []) {
        func named(_ entries: [Entry]) -> [Entry] {
            entries.map { Entry(key: $0.key.named(origin), sizes: $0.sizes, needsCosigner: $0.needsCosigner) }
        }
        self.origin = origin
        self.entries = named(entries)
        self.unannounced = named(unannounced)
    }

    /// The same for every size, with or without a cosigner: for checkpoints that were judged when somebody kept them. That a
    /// key was replaced or stolen since does not undo what it said then.
    package var ofAnySize: LogKeys {
        LogKeys(origin: origin, entries: entries.map { Entry(key: $0.key, sizes: 0...Int.max) })
    }

    /// One key for a log of any size.
    package init(origin: LogOrigin, key: VerifierKey) {
        self.init(origin: origin, entries: [Entry(key: key, sizes: 0...Int.max)])
    }
}

/// Who countersigns the checkpoints of others' logs, and with which key.
package struct Cosigner: Hashable, Sendable, Codable {
    package let identity: Identity
    package let key: VerifierKey

    package init(identity: Identity, key: VerifierKey) {
        self.identity = identity
        self.key = key
    }
}
