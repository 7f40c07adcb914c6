import Custody
package import Seal
package import Store
package import Vocabulary

/// The trust list with its revocation lists, read again when their files change: so a revoked member is out
/// without a restart.
///
/// A list that cannot be read, is not signed or is older than the one in use does not replace it, and the operator is
/// told why; what was good goes on until its own revocation lists are stale, and then nobody is let in.
package actor TrustKeeper {
    package private(set) var store: TrustStore
    private let timekeeper: any Timekeeper
    private let onRefused: @Sendable (SealError) -> Void
    private var files: TrustFiles
    private var lastLooked: Instant
    /// The refusal that was last reported, so that it is reported once and not at every look.
    private var reported: SealError?
    private var memory: TrustMemory?
    private var good: [Presented: Standing] = [:]
    /// What was presented by whoever was found good once.
    private var seen: [Seen: [[UInt8]]] = [:]

    /// How often the files are looked at, and how long a standing is believed, in milliseconds.
    private static let interval: Int64 = 2000
    private static let mostRemembered = 4096

    private struct Seen: Hashable {
        let certificate: Digest
        let use: CertificateUse
    }

    private struct Presented: Hashable {
        let certificates: [[UInt8]]
        let use: CertificateUse
    }

    /// - Parameter onRefused: told of a changed list that was not taken into use.
    package init(
        loading path: String, timekeeper: any Timekeeper, onRefused: @escaping @Sendable (SealError) -> Void = { _ in }
    ) throws {
        let now = timekeeper.now
        // Which files there are, only the list says; so it is read for their stamps, and then for what is used.
        let stamped = TrustFiles(of: try TrustStore(loading: path, at: now))
        store = try TrustStore(loading: path, at: now)
        files = stamped
        self.timekeeper = timekeeper
        self.onRefused = onRefused
        lastLooked = now
    }

    /// Holds the list against the newest that was ever used with this memory, and remembers each newer one in it.
    /// - Throws: `trust.list.older` for an older list, or another list under the same version.
    func follow(_ memory: TrustMemory) throws {
        try memory.check(store.list)
        try memory.remember(store.list)
        self.memory = memory
    }

    /// The same for a cosigner that runs by itself.
    package func remember(in folder: CosignerFolder) throws { try follow(TrustMemory(in: folder)) }

    /// The newest good state.
    package func current() -> TrustStore {
        let now = timekeeper.now
        guard now >= lastLooked.adding(milliseconds: Self.interval) || now < lastLooked else { return store }
        lastLooked = now
        good = [:]
        // Taken before anything is read: what is replaced after this is seen at the next look.
        let seen = TrustFiles(of: store)
        guard seen != files else { return store }
        do {
            let newer = try TrustStore(loading: store.path, at: now, lastSeen: store.list.version)
            try memory?.check(newer.list)
            try memory?.remember(newer.list)
            store = newer
            files = seen
            reported = nil
        } catch let refusal as SealError {
            report(refusal)
        } catch {
            report(
                SealError(
                    .trustListFile, "The new trust list could not be noted down: \(error)",
                    next: "See that the data folder can be written."))
        }
        return store
    }

    /// Who stands behind certificates that somebody presented, if they are good now.
    ///
    /// What was found good is believed for two seconds, or until a file of the trust list changes: members ask often.
    /// - Parameter certificates: DER, leaf first, without the root.
    /// - Throws: what `TrustStore.validate` refuses.
    func standing(of certificates: [[UInt8]], for use: CertificateUse) throws -> Standing {
        let trust = current()
        let now = timekeeper.now
        let presented = Presented(certificates: certificates, use: use)
        if let known = good[presented], known.holds(at: now) { return known }
        let parsed = try certificates.map { try Certificate(der: $0) }
        let chain = try CertificateChain(parsed)
        let trusted = try trust.validate(chain, for: use, at: now)
        let standing = Standing(
            trusted: trusted, objects: try trusted.chain.all.map { try TrustObject(certificate: $0) }, found: now)
        if good.count >= Self.mostRemembered { good = [:] }
        good[presented] = standing
        if seen.count >= Self.mostRemembered { seen = [:] }
        seen[Seen(certificate: trusted.certificate.digest, use: use)] = certificates
        return standing
    }

    /// Who stands behind certificates with which somebody may call who is not only a member: a node.
    func caller(_ certificates: [[UInt8]]) throws -> Standing {
        guard let leaf = certificates.first else {
            throw ExchangeError(
                .notAMember, "No certificate was presented.", next: "Present the certificate of a node or a member.")
        }
        let isNode = try Certificate(der: leaf).identity?.kind == .node
        return try standing(of: certificates, for: isNode ? .nodeTLS : .memberTLS)
    }

    /// The roots of the parties, as DER, whose names help callers to choose a certificate.
    var partyRoots: [[UInt8]] {
        current().list.parties.sorted { $0.key < $1.key }.flatMap { $0.value.roots.map(\.der) }
    }

    /// Asks again about somebody whose certificates were found good before.
    func checkAgain(_ certificate: Digest, for use: CertificateUse) throws {
        guard let certificates = seen[Seen(certificate: certificate, use: use)] else {
            throw ExchangeError(
                .busy, "The certificate was not presented to this node lately.", next: "Run the same command again.")
        }
        _ = try standing(of: certificates, for: use)
    }

    private func report(_ refusal: SealError) {
        guard refusal != reported else { return }
        reported = refusal
        onRefused(refusal)
    }
}

/// Certificates that were found good at a moment.
struct Standing: Sendable {
    let trusted: TrustedIdentity
    /// The path that was checked, as it enters a log: leaf first, without the root.
    let objects: [TrustObject]
    let found: Instant

    /// Whether every certificate is in its time at a moment near the one at which all was checked.
    func holds(at now: Instant) -> Bool {
        now >= found && now < found.adding(milliseconds: 2000)
            && trusted.chain.all.allSatisfy { $0.notBefore <= now && now <= $0.notAfter }
    }
}
