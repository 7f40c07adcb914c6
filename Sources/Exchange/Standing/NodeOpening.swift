import Custody
import Policy
package import Seal
import Store
package import Vocabulary

/// Where a node finds what it needs, and what it was given by the one who starts it.
package struct NodeSetting: Sendable {
    package let dataFolder: String
    package let keys: NodeKeys
    package let trust: TrustKeeper
    package let limits: ExchangeLimits
    /// Bytes of the disk that stay free.
    package let reserveBytes: Int64
    /// The certificate of the listener, whose changes the logs say; nil where nothing listens.
    package let tls: CertificateChain?

    package init(
        dataFolder: String, keys: NodeKeys, trust: TrustKeeper, limits: ExchangeLimits = ExchangeLimits(),
        reserveBytes: Int64 = 1 << 30, tls: CertificateChain? = nil
    ) {
        self.dataFolder = dataFolder
        self.keys = keys
        self.trust = trust
        self.limits = limits
        self.reserveBytes = reserveBytes
        self.tls = tls
    }
}

extension ExchangeNode {
    /// Takes up a node where it stopped: recovers the store, and resumes the log of every agreement with what is in
    /// force under it, as the log itself says. No signature is judged again: what came into force stays so.
    ///
    /// - Parameters:
    ///   - changingKey: for replacing the log key: the one in force may be another than the configuration's, and nothing
    ///     is committed by the opening itself.
    ///   - onFatal: called when a sync failed; the process must end and start again.
    /// - Throws: `exchange.log-key.unannounced` if a log is signed with another key than the configuration's.
    package static func open(
        _ setting: NodeSetting, changingKey: Bool = false, timekeeper: any Timekeeper = SystemTimekeeper(),
        randomness: any Randomness = SystemRandomness(), onFatal: @escaping @Sendable (any Failure) -> Void
    ) async throws -> ExchangeNode {
        let folder = try await DataFolder.open(
            setting.dataFolder,
            options: StoreOptions(
                reserve: setting.reserveBytes, uploadBytes: setting.limits.bundleBytes, onFatal: onFatal))
        try RebuildNote.checkStart(in: folder)
        try await setting.trust.follow(TrustMemory(in: folder))
        let keys = try setting.keys.knowing(await setting.trust.current().list)
        let commits = Bell()
        let opener = LogOpener(
            folder: folder, keys: keys, timekeeper: timekeeper, randomness: randomness, commits: commits,
            onFatal: onFatal)
        let logs = try folder.register.logs()
        let origins = try logs.map { try LogOrigin(parsing: $0.origin) }
        for origin in origins {
            guard origin.node == setting.keys.node else {
                throw ExchangeError(
                    .agreementLog, "The data folder holds the log \(origin), which is not of \(setting.keys.node).",
                    next: "Correct “data” or “node” in the configuration.")
            }
        }
        try LogMemory(in: folder, signedBy: keys.logVerifiers).settle()
        for origin in origins { try KeyMemory(in: folder).settle(origin) }
        var ledgers: [AgreementID: Ledger] = [:]
        for origin in origins {
            if let agreement = origin.agreement { ledgers[agreement] = try await opener.open(origin) }
        }
        try await sweepUploads(in: folder, lastTimes: logs.filter { $0.size > 0 }.map(\.time), now: timekeeper.now)
        let exchange = ExchangeNode(
            folder: folder, keys: keys, trust: setting.trust, ledgers: Ledgers(ledgers),
            nodeLog: try await opener.open(try LogOrigin(nodeLog: setting.keys.node)), opener: opener,
            commits: commits, limits: setting.limits, timekeeper: timekeeper, randomness: randomness)
        guard !changingKey else { return exchange }
        for log in await exchange.logs {
            let signing = try log.signing(by: keys)
            guard signing.isCurrent else { throw ExchangeError.unannounced(log.origin, signing.inForce) }
        }
        try await exchange.recordCertificates(tls: setting.tls)
        try await exchange.renew()
        return exchange
    }

    /// An upload that nobody finished in so many days is given up at the next start.
    private static let uploadDays = 30

    /// What was begun long before the last commit is given up. Measured by the logs and not by the clock alone, for a
    /// clock that was set wrong would take everything that is under way.
    private static func sweepUploads(in folder: DataFolder, lastTimes: [Instant], now: Instant) async throws {
        guard let last = lastTimes.max() else { return }
        _ = try await folder.spool.sweep(begunBefore: min(last, now).adding(days: -uploadDays))
    }

    /// Stops nothing that runs, and lets go of the data folder.
    package func close() throws {
        try folder.close()
    }
}

/// Resumes the log of an origin, or begins it.
struct LogOpener: Sendable {
    let folder: DataFolder
    let keys: NodeKeys
    let timekeeper: any Timekeeper
    let randomness: any Randomness
    let commits: Bell
    let onFatal: @Sendable (any Failure) -> Void

    func open(_ origin: LogOrigin) async throws -> Ledger {
        let register = folder.register
        let saved = try await register.openLog(origin.text)
        let reading = LogReading(origin: origin, key: saved.key, register: register)
        let head = try reading.head(by: try reading.signing(by: keys).known)
        let memory = PolicyMemory(in: folder)
        return try Ledger(
            resuming: head, key: saved.key, register: register, keys: keys,
            policyOfLog: { try memory.inForce(in: $0) }, timekeeper: timekeeper, randomness: randomness,
            commits: commits, onFatal: onFatal)
    }
}
