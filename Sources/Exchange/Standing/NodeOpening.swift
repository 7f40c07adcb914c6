import Custody
import Policy
import Seal
import Store
package import Vocabulary

/// Where a node finds what it needs, and what it was given by the one who starts it.
package struct NodeSetting: Sendable {
    package let dataFolder: String
    package let keys: NodeKeys
    package let trust: TrustKeeper
    /// Agreements, instruments and laws, each with its signatures beside it.
    package let agreementsFolder: String
    package let limits: ExchangeLimits
    /// Bytes of the disk that stay free.
    package let reserveBytes: Int64

    package init(
        dataFolder: String, keys: NodeKeys, trust: TrustKeeper, agreementsFolder: String,
        limits: ExchangeLimits = ExchangeLimits(), reserveBytes: Int64 = 1 << 30
    ) {
        self.dataFolder = dataFolder
        self.keys = keys
        self.trust = trust
        self.agreementsFolder = agreementsFolder
        self.limits = limits
        self.reserveBytes = reserveBytes
    }
}

extension ExchangeNode {
    /// Takes up a node where it stopped: recovers the store, checks every signature of its agreements, and resumes
    /// or begins their logs.
    ///
    /// - Parameter onFatal: called when a sync failed; the process must end and start again.
    package static func open(
        _ setting: NodeSetting, timekeeper: any Timekeeper = SystemTimekeeper(),
        randomness: any Randomness = SystemRandomness(), onFatal: @escaping @Sendable (any Failure) -> Void
    ) async throws -> ExchangeNode {
        let signed = try AgreementFolder(
            setting.agreementsFolder, trust: await setting.trust.current(), now: timekeeper.now)
        let library = try PolicyLibrary(signed.documents.map(\.document))
        let folder = try await DataFolder.open(
            setting.dataFolder,
            options: StoreOptions(
                reserve: setting.reserveBytes, uploadBytes: setting.limits.bundleBytes, onFatal: onFatal))
        try await setting.trust.follow(TrustMemory(in: folder))
        _ = try await folder.spool.sweep(begunBefore: timekeeper.now.adding(days: -uploadDays))
        let opener = LogOpener(
            register: folder.register, keys: setting.keys, timekeeper: timekeeper, randomness: randomness,
            onFatal: onFatal)
        var ledgers: [AgreementID: Ledger] = [:]
        for agreement in library.agreements where agreement.channel != nil && !agreement.roster.entries.isEmpty {
            let origin = try LogOrigin(node: setting.keys.node, agreement: agreement.id)
            ledgers[agreement.id] = try await opener.open(origin) { log in
                try log.activations().last.map {
                    PolicyInForce(agreement: agreement, library: library, suspension: nil, since: $0.entry)
                }
            }
        }
        let exchange = ExchangeNode(
            folder: folder, keys: setting.keys, trust: setting.trust, ledgers: Ledgers(ledgers),
            nodeLog: try await opener.open(try LogOrigin(nodeLog: setting.keys.node)), limits: setting.limits,
            timekeeper: timekeeper, randomness: randomness)
        try PolicyMemory(in: folder).remember(signed.documents)
        for agreement in library.agreements {
            guard let ledger = ledgers[agreement.id] else { continue }
            try await exchange.activate(agreement, of: library, in: ledger, among: signed)
        }
        return exchange
    }

    /// An upload that nobody finished in so many days is given up at the next start.
    private static let uploadDays = 30

    /// Stops nothing that runs, and lets go of the data folder.
    package func close() throws {
        try folder.close()
    }

    /// The first event of a log says what it starts from; whatever changes what decides under the agreement is such an
    /// event too: a new version of it, of an instrument, of a law, or of the program.
    private func activate(
        _ agreement: Agreement, of library: PolicyLibrary, in ledger: Ledger, among signed: AgreementFolder
    ) async throws {
        let id = agreement.id
        let log = LogReading(origin: ledger.origin, key: ledger.key, register: folder.register)
        guard let policy = library.policyDigest(for: id), let named = library.sources(of: id) else {
            throw ExchangeError.notThere
        }
        let sources = named.map { ActivationSource(id: $0.id, version: $0.version, digest: $0.digest) }
        if let last = try log.activations().last?.activation {
            guard last.policy != policy else { return }
            try PolicySuccession(agreement: id, last: last.sources, documents: signed.documents.map(\.document))
                .check(sources)
        }
        let trust = await trust.current()
        let activated = try nodeEvents.make(.agreementActivated, in: ledger.origin, at: now) { event in
            event.activation = Activation(
                agreement: agreement.digest, version: agreement.version,
                signatures: signed.signatures(of: id), trust: trust.list.digest,
                key: keys.log.verifier.named(ledger.origin),
                policy: policy, sources: sources)
        }
        _ = try await ledger.commit { [self] _ in
            Draft(
                objects: try nodeEvents.objects(), objectsFollow: true, events: [activated],
                policy: {
                    PolicyInForce(
                        agreement: agreement, library: library, suspension: nil, since: Int64($0.indices[0]))
                })
        }
    }
}

/// Resumes the log of an origin, or begins it.
private struct LogOpener {
    let register: Register
    let keys: NodeKeys
    let timekeeper: any Timekeeper
    let randomness: any Randomness
    let onFatal: @Sendable (any Failure) -> Void

    func open(
        _ origin: LogOrigin, policyOfLog: @escaping Ledger.PolicyReading = { _ in nil }
    ) async throws -> Ledger {
        let saved = try await register.openLog(origin.text)
        let head = try LogReading(origin: origin, key: saved.key, register: register).head(signedBy: keys.log)
        return try Ledger(
            resuming: head, key: saved.key, register: register, keys: keys, policyOfLog: policyOfLog,
            timekeeper: timekeeper,
            randomness: randomness, onFatal: onFatal)
    }
}
