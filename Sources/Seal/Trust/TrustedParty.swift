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
    package let logKeys: [LogKey]

    /// A verifier key (C2SP signed-note) and the sizes of the logs that it may have signed.
    package struct LogKey: Sendable, Hashable {
        /// `name+hash+base64`
        package let verifierKey: String
        package let fromSize: Int
        /// nil as long as the key is in use.
        package let toSize: Int?

        /// Whether the key counts for a checkpoint of this size.
        package func covers(size: Int) -> Bool {
            size >= fromSize && size <= toSize ?? Int.max
        }
    }
}

/// Somebody who cosigns checkpoints of other parties' logs.
package struct TrustedCosigner: Sendable, Hashable {
    package let identity: Identity
    package let verifierKey: String
}
