package import Seal
package import Vocabulary

/// The keys with which a log signs, each with the sizes of the log that it covers.
///
/// A log key that was replaced stays good for the checkpoints it made and for no later one.
package struct LogKeys: Hashable, Sendable {
    package struct Entry: Hashable, Sendable {
        package let key: VerifierKey
        package let sizes: ClosedRange<Int>

        package init(key: VerifierKey, sizes: ClosedRange<Int>) {
            self.key = key
            self.sizes = sizes
        }
    }

    package let origin: LogOrigin
    package let entries: [Entry]

    /// - Parameter entries: a node has one key for all its logs; here each bears the name of this one.
    package init(origin: LogOrigin, entries: [Entry]) {
        self.origin = origin
        self.entries = entries.map { Entry(key: $0.key.named(origin), sizes: $0.sizes) }
    }

    /// As the trust list gives them for the log's node.
    /// - Throws: `VocabularyError` if a key of the list is not of its form.
    package init(origin: LogOrigin, of node: TrustedNode) throws(VocabularyError) {
        var entries: [Entry] = []
        for key in node.logKeys {
            entries.append(
                Entry(key: try VerifierKey(parsing: key.verifierKey), sizes: key.fromSize...(key.toSize ?? Int.max)))
        }
        self.init(origin: origin, entries: entries)
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
