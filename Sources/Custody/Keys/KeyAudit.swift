import Vocabulary

/// Follows the keys of a log through its entries: which log key is in force, which certificates the node signs its events
/// with, and which certificates were revoked.
struct KeyAudit: Sendable {
    private(set) var succession: KeySuccession
    private var pending: (added: [Named], revoked: [Named]) = ([], [])
    /// The certificates with which the node may sign events.
    private var ownCertificates: Set<Digest> = []
    private var revokedCertificates: Set<Digest> = []

    /// A log key that an event names.
    private struct Named {
        let key: VerifierKey
        let event: UnverifiedEvent
        let entry: Int
    }

    init(of origin: LogOrigin) {
        succession = KeySuccession(of: origin)
    }

    /// What the next event says of keys, and whether its own may sign it.
    /// - Throws: `custody.key.*`
    mutating func read(_ unverified: UnverifiedEvent, at index: Int) throws(CustodyError) {
        let event = unverified.event
        defer { take(unverified, at: index) }
        if let signer = event.signers.first(where: { revokedCertificates.contains($0) }) {
            throw Self.revoked(signer, event)
        }
        if event.actor == event.log.node || event.attested == .session, let signer = event.signers.first {
            try checkOwn(signer, event)
        }
        if event.actor == event.log.node, let key = event.activation?.key {
            guard succession.current ?? key.named(event.log) == key else {
                throw CustodyError(
                    .custodyKeyUnannounced,
                    "The activation at entry \(index) names the log key \(key), and the one in force is \(succession.current?.text ?? "another").",
                    next: "A log key was replaced without an event: keep everything, and ask the operator of the node.")
            }
        }
        if event.recorded != nil { try close(with: event, at: index) }
    }

    /// The node's first certificate is the one that it begins with; every further one is added before it signs.
    private func checkOwn(_ signer: Digest, _ event: CustodyEvent) throws(CustodyError) {
        let addsItself = event.type == .keyAdded && event.key?.certificate == signer
        guard ownCertificates.isEmpty || ownCertificates.contains(signer) || addsItself else {
            throw CustodyError(
                .custodyKeyUnannounced,
                "The node signs the event \(event.event) with the certificate \(signer), which no event adds.",
                next: "A certificate was replaced without an event: keep everything, and ask the operator of the node.")
        }
    }

    private mutating func take(_ unverified: UnverifiedEvent, at index: Int) {
        let event = unverified.event
        guard event.actor == event.log.node else { return }
        if ownCertificates.isEmpty { ownCertificates.formUnion(event.signers) }
        if let key = event.activation?.key { succession.begin(with: key) }
        guard let key = event.key else { return }
        switch (event.type, key.certificate, key.verifier) {
        case (.keyAdded, let certificate?, _): ownCertificates.insert(certificate)
        case (.keyRevoked, let certificate?, _): revokedCertificates.insert(certificate)
        case (.keyAdded, _, let key?): pending.added.append(Named(key: key, event: unverified, entry: index))
        case (.keyRevoked, _, let key?): pending.revoked.append(Named(key: key, event: unverified, entry: index))
        default: break
        }
    }

    /// At the end of a commit: a log key is replaced by exactly two events that name each other.
    private mutating func close(with event: CustodyEvent, at index: Int) throws(CustodyError) {
        let (added, revoked) = pending
        pending = ([], [])
        guard !added.isEmpty || !revoked.isEmpty else { return }
        guard let range = event.recorded, let new = added.first, let old = revoked.first, added.count == 1,
            revoked.count == 1, new.entry < old.entry, old.event.event.previous?.map(\.event) == [new.event.event.event]
        else {
            throw KeySuccession.wrong("The commit does not replace a log key in its two events", at: index)
        }
        try succession.take(
            KeySuccession.Change(
                adding: new.key, at: new.entry, revoking: old.key, size: old.event.event.key?.size, in: range))
    }

    static func revoked(_ signer: Digest, _ event: CustodyEvent) -> CustodyError {
        CustodyError(
            .custodyKeyRevoked,
            "The event \(event.event) is signed with the certificate \(signer), which was revoked before it.",
            next: "Do not rely on it. Whoever acts signs with a certificate that is good.")
    }
}
