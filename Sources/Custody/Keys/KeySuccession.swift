import Vocabulary

/// Which key of a log signs for which sizes, one after the other, as the log's own events say
/// (docs/spec/custody-log.md, “Keys that change”).
package struct KeySuccession: Hashable, Sendable {
    /// A key and the sizes for which it signs.
    package struct Term: Hashable, Sendable {
        package let key: VerifierKey
        package let from: Int
        /// The last size that it could sign; nil while it is in force.
        package fileprivate(set) var to: Int?
        /// The last size for which it counts by itself; less than `to` if it was stolen.
        package fileprivate(set) var trustedTo: Int?
        /// The place of the `key-added` that brought it in; nil for the first key.
        package let entry: Int?
        /// Whether the key before it signed for that event.
        package let isProven: Bool
        /// Whether there is a size for which it signs; it may have ended before it signed anything.
        package var signs: Bool { (to ?? Int.max) >= from }
    }

    package let origin: LogOrigin
    /// In the order in which they were in force; empty as long as the log names no key.
    package private(set) var terms: [Term] = []

    package init(of origin: LogOrigin, first: VerifierKey? = nil) {
        self.origin = origin
        if let first { begin(with: first) }
    }

    /// The key in force.
    package var current: VerifierKey? { terms.last?.key }

    /// All keys with what they signed, for whoever holds the log: what a stolen key signed for the node is the node's.
    package var keys: LogKeys {
        LogKeys(
            origin: origin,
            entries: terms.filter(\.signs)
                .map { LogKeys.Entry(key: $0.key, sizes: $0.from...($0.to ?? Int.max)) })
    }

    /// The same as a trust list gives them: what a stolen key signed behind the last sure size counts with a cosigner alone.
    package var listed: LogKeys {
        LogKeys(
            origin: origin,
            entries: terms.flatMap { term in
                let end = term.to ?? Int.max
                let sure = min(term.trustedTo ?? end, end)
                var entries: [LogKeys.Entry] = []
                if sure >= term.from { entries.append(LogKeys.Entry(key: term.key, sizes: term.from...sure)) }
                if sure < end, term.from <= end {
                    let unsure = max(sure + 1, term.from)
                    entries.append(LogKeys.Entry(key: term.key, sizes: unsure...end, needsCosigner: true))
                }
                return entries
            })
    }

    /// What entry 0 names.
    package mutating func begin(with key: VerifierKey) {
        guard terms.isEmpty else { return }
        terms = [Term(key: key.named(origin), from: 0, to: nil, trustedTo: nil, entry: nil, isProven: true)]
    }

    /// What a commit says of the log's keys.
    package struct Change: Hashable, Sendable {
        package let added: VerifierKey
        /// The place of the event that adds it.
        package let entry: Int
        package let revoked: VerifierKey
        /// The last size for which the old key counts by itself; nil if it was replaced as planned.
        package let size: Int?
        /// The entries of the commit, the `recorded` event aside.
        package let from: Int
        package let to: Int

        package init(
            adding added: VerifierKey, at entry: Int, revoking revoked: VerifierKey, size: Int?, in range: RecordedRange
        ) {
            self.added = added
            self.entry = entry
            self.revoked = revoked
            self.size = size
            (from, to) = (range.from, range.to)
        }
    }

    /// - Throws: `custody.key.succession` if the key that ends is not the one in force, or the new one was in force before.
    package mutating func take(_ change: Change) throws(CustodyError) {
        let (added, revoked) = (change.added.named(origin), change.revoked.named(origin))
        begin(with: revoked)
        guard var last = terms.last, last.key == revoked else {
            throw Self.wrong("The log ends the key \(revoked), which is not the one in force", at: change.entry)
        }
        guard change.added == added, change.revoked == revoked, !terms.contains(where: { $0.key == added }) else {
            throw Self.wrong("The log brings in the key \(added), which it cannot", at: change.entry)
        }
        // The old key signs for the commit that ends it, unless nobody could sign with it.
        let end = change.size == nil ? change.to + 1 : change.from
        guard change.size.map({ $0 <= end }) ?? true, end >= last.from - 1 else {
            throw Self.wrong("The log ends the key \(revoked) at a size that it did not have then", at: change.entry)
        }
        last.to = end
        last.trustedTo = change.size ?? end
        terms[terms.count - 1] = last
        terms.append(
            Term(
                key: added, from: end + 1, to: nil, trustedTo: nil, entry: change.entry, isProven: change.size == nil))
    }

    /// Holds what a trust list gives against what the log says.
    ///
    /// A list that does not know the end of the last key yet is no contradiction: lists travel.
    /// - Parameter size: of the log; what a list says of later sizes cannot be known yet.
    /// - Returns: what does not agree.
    package func contradictions(to pinned: LogKeys, size: Int) -> [CustodyError] {
        guard !terms.isEmpty else { return [] }
        return (pinned.entries + pinned.unannounced).compactMap { entry in
            guard entry.sizes.lowerBound <= size else { return nil }
            guard let term = terms.first(where: { $0.key == entry.key }) else {
                return CustodyError(
                    .custodyKeyUnannounced,
                    "The trust list gives the key \(entry.key) for \(origin) from \(entry.sizes.lowerBound) on, and no event of the log brings it in.",
                    next: "Do not rely on it: ask the node's party and those who signed the list how it came there.")
            }
            let end = entry.needsCosigner ? term.to : term.trustedTo
            guard entry.sizes.lowerBound >= term.from, entry.sizes.upperBound <= end ?? Int.max || entry.isOpen else {
                return CustodyError(
                    .custodyKeySuccession,
                    "The trust list gives the key \(entry.key) for \(origin) from \(entry.sizes.lowerBound)\(entry.isOpen ? "" : " to \(entry.sizes.upperBound)"), and the log says another beginning or end.",
                    next: "Compare the list with what `saksid key show` prints, and have it corrected.")
            }
            return nil
        }
    }

    static func wrong(_ what: String, at entry: Int) -> CustodyError {
        CustodyError(
            .custodyKeySuccession, "\(what) (entry \(entry)).",
            next:
                "Keep everything as it is, and ask the operator of the node; docs/spec/custody-log.md says how a key ends."
        )
    }
}

extension LogKeys.Entry {
    /// Whether it says nothing of an end.
    fileprivate var isOpen: Bool { sizes.upperBound == Int.max }
}
