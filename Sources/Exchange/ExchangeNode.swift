import Custody
import Policy
package import Seal
import Store
package import Vocabulary

/// What a node can do for a member, whatever the way in which it is asked.
///
/// Every use case takes a `CallingMember`, decides under one agreement, and leaves a signed event behind.
package final class ExchangeNode: Sendable {
    let folder: DataFolder
    let keys: NodeKeys
    package let trust: TrustKeeper
    let ledgers: Ledgers
    /// The node's own log, for refusals of those who belong to no agreement.
    let nodeLog: Ledger
    /// Opens the logs of agreements that come into force while the node runs.
    let opener: LogOpener
    let activations = Activations()
    /// The submissions that are being worked on.
    let submissions = Submissions()
    let deliveries = DeliveryTally()
    let weighed = WeighedGrounds()
    /// Rings after each commit to any log.
    let commits: Bell
    /// Rings when a cosignature has come in.
    let cosignatures = Bell()
    package let limits: ExchangeLimits
    let timekeeper: any Timekeeper
    let randomness: any Randomness

    init(
        folder: DataFolder, keys: NodeKeys, trust: TrustKeeper, ledgers: Ledgers, nodeLog: Ledger, opener: LogOpener,
        commits: Bell, limits: ExchangeLimits, timekeeper: any Timekeeper, randomness: any Randomness
    ) {
        self.folder = folder
        self.keys = keys
        self.trust = trust
        self.ledgers = ledgers
        self.nodeLog = nodeLog
        self.opener = opener
        self.commits = commits
        self.limits = limits
        self.timekeeper = timekeeper
        self.randomness = randomness
    }

    package var node: Identity { keys.node }
    package var now: Instant { timekeeper.now }

    /// Decides whether a presented chain is good at this moment, and for whom it speaks.
    /// - Parameter presented: DER, leaf first.
    package func authenticate(_ presented: [[UInt8]]) async throws -> TrustedIdentity {
        guard !presented.isEmpty else {
            throw ExchangeError(
                .notAMember, "No certificate was presented.", next: "Present the certificate of a member.")
        }
        return try await trust.standing(of: presented, for: .memberTLS).trusted
    }

    /// The same for a node as well: where nodes have something to ask here.
    package func authenticateCaller(_ presented: [[UInt8]]) async throws -> TrustedIdentity {
        try await trust.caller(presented).trusted
    }

    /// The agreement, if its roster names the caller; otherwise there is none.
    ///
    /// Members whose time has not come or is over are told by the decision itself; strangers learn nothing.
    func agreement(_ id: AgreementID, for caller: CallingMember) async throws -> ActiveAgreement {
        guard let active = await ledgers[id]?.active, active.agreement.roster.names(caller.member) else {
            throw ExchangeError.notThere
        }
        return active
    }

    /// The agreement, for what no decision stands before: only if the caller's place on its roster covers this moment.
    ///
    /// Its log goes on when its own term is over, so whoever stood on the roster until then goes on watching it.
    func agreement(_ id: AgreementID, forPresent caller: CallingMember) async throws -> ActiveAgreement {
        let active = try await agreement(id, for: caller)
        guard stands(caller, on: active) else { throw ExchangeError.notThere }
        return active
    }

    /// The agreement for an act of the caller. That a stranger tried is recorded in the node's own log.
    func agreementForAct(_ id: AgreementID, of caller: CallingMember) async throws -> ActiveAgreement {
        do {
            return try await agreement(id, for: caller)
        } catch {
            try await recordStranger(caller)
            throw error
        }
    }

    /// Records in the node's own log that somebody tried to act where there is nothing for them.
    func recordStranger(_ caller: CallingMember) async throws {
        let denied = try nodeEvents.make(.decisionDenied, in: nodeLog.origin, at: now) { event in
            event.counterpart = Counterpart(caller.member.identity)
        }
        _ = try await nodeLog.commit { [self] _ in Draft(objects: try nodeEvents.objects(), events: [denied]) }
    }

    var nodeEvents: NodeEvents { NodeEvents(keys: keys, randomness: randomness) }
}

/// What one member may ask of the node.
package struct ExchangeLimits: Hashable, Sendable {
    /// The largest bundle, in bytes.
    package let bundleBytes: Int64
    /// Unfinished uploads of one member at a time.
    package let uploadsPerMember: Int
    /// How long a release can be fetched, in hours.
    package let releaseHours: Int
    /// How long the answer to a submission waits for cosigners.
    package let cosigningPatience: Duration

    package init(
        bundleBytes: Int64 = 64 << 30, uploadsPerMember: Int = 8, releaseHours: Int = 72,
        cosigningPatience: Duration = .zero
    ) {
        self.bundleBytes = bundleBytes
        self.uploadsPerMember = uploadsPerMember
        self.releaseHours = releaseHours
        self.cosigningPatience = cosigningPatience
    }
}

extension ExchangeNode {
    /// The roots of the parties, as DER, whose names help browsers to choose a certificate.
    package var partyRoots: [[UInt8]] {
        get async { await trust.partyRoots }
    }
}
