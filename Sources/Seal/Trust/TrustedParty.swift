package import Vocabulary

/// What the trust list says of one party.
package struct TrustedParty: Sendable {
    package let party: Party
    /// The only roots that can vouch for names of this party.
    package let roots: [Certificate]
    /// Paths of revocation lists, relative to the folder of the trust list.
    package let listFiles: [String]
    /// Those who sign the trust list for this party.
    package let centralAuthorities: [AuthorityID]
    /// Those who may sign agreements, laws and the trust list.
    package let signatories: [MemberID]
    package let nodes: [TrustedNode]
    package let cosigners: [TrustedCosigner]
    package let timestampingRoots: [Certificate]

    /// The namespace that the roots may speak for: `saksi://kh/`.
    package var namespace: String { Identity.scheme + party.lowercased + "/" }
}

/// A node with the keys of its custody logs.
package struct TrustedNode: Sendable, Hashable {
    package let identity: Identity
    /// In the order in which they were in use.
    package let logKeys: [LogKey]

    /// A verifier key (C2SP signed-note) and the sizes of the logs that it may have signed.
    package struct LogKey: Sendable, Hashable {
        /// `name+hash+base64`
        package let verifierKey: String
        let from: LogSizes
        /// nil as long as the key is in use.
        let to: LogSizes?
        /// Behind `to`, the sizes for which it counts with a cosignature of another party alone.
        let cosignedTo: LogSizes?
        /// Why the key before it could not introduce this one.
        package let former: FormerKey?
        /// What shows that it did, one for each log.
        package let proofs: [Proof]

        /// Whether it took the place of another one in some log.
        package var isLater: Bool {
            if case .every(0) = from { former != nil || !proofs.isEmpty } else { true }
        }

        /// - Parameter log: the last part of its name.
        /// - Returns: nil if it counts for none by itself.
        package func sizes(of log: String) -> ClosedRange<Int>? {
            let first = from[log] ?? 0
            guard let to else { return first...Int.max }
            guard let last = to[log], last >= first else { return nil }
            return first...last
        }

        /// - Returns: nil if the key counts by itself wherever it counts.
        package func cosignedSizes(of log: String) -> ClosedRange<Int>? {
            guard let end = to?[log], let last = cosignedTo?[log], end < last else { return nil }
            let first = max(end + 1, from[log] ?? 0)
            return first <= last ? first...last : nil
        }

        /// The logs that the list speaks of by name.
        package var logs: Set<String> {
            [from, to, cosignedTo].reduce(into: []) { names, sizes in
                if case .each(let each)? = sizes { names.formUnion(each.keys) }
            }
        }

        /// Whether two keys cover one size of some log.
        func overlaps(_ other: LogKey) -> Bool {
            // What holds of a log without a name here holds of every other one.
            logs.union(other.logs).union([""]).contains { log in
                let (own, theirs) = (all(of: log), other.all(of: log))
                return own.contains { range in theirs.contains { range.overlaps($0) } }
            }
        }

        private func all(of log: String) -> [ClosedRange<Int>] {
            [sizes(of: log), cosignedSizes(of: log)].compactMap(\.self)
        }
    }

    /// A file that the list names, and the certificates beside it.
    package struct Proof: Sendable, Hashable {
        /// Relative to the folder of the trust list.
        package let file: String
        package let bytes: [UInt8]
        package let certificates: [Certificate]

        /// Where the certificates lie.
        package var certificateFile: String { Self.certificateFile(beside: file) }

        static func certificateFile(beside file: String) -> String { file + ".pem" }
    }

    /// One size for every log, or one for each.
    enum LogSizes: Sendable, Hashable {
        case every(Int)
        case each([String: Int])

        subscript(log: String) -> Int? {
            switch self {
            case .every(let size): size
            case .each(let sizes): sizes[log]
            }
        }
    }

    package enum FormerKey: String, Sendable {
        case lost
        case stolen
    }
}

/// Somebody who cosigns checkpoints of other parties' logs.
package struct TrustedCosigner: Sendable, Hashable {
    package let identity: Identity
    /// The key in use.
    package let verifierKey: String
    /// Those before it, whose cosignatures still count.
    package let formerKeys: [String]

    package init(identity: Identity, verifierKey: String, formerKeys: [String] = []) {
        self.identity = identity
        self.verifierKey = verifierKey
        self.formerKeys = formerKeys
    }

    package var verifierKeys: [String] { [verifierKey] + formerKeys }
}
