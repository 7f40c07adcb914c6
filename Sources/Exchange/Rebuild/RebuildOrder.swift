import Custody
import Seal
import Store
package import Vocabulary

/// What an operator gives to make a lost node anew.
package struct RebuildOrder: Sendable {
    /// Folders of mirrors; none where a folder that was rebuilt is to be completed, or is to go on.
    package let mirrors: [String]
    /// Folders in which files are looked for.
    package let files: [String]
    /// Receipts and checkpoints that somebody holds.
    package let proofs: [String]
    /// Agreements under which the node never acted before it was lost: their logs may begin.
    package let begins: [AgreementID]
    /// That nothing behind the mirrors is known to anybody.
    package let goesOn: Bool

    package init(
        mirrors: [String], files: [String], proofs: [String], begins: [AgreementID] = [], goesOn: Bool
    ) {
        self.mirrors = mirrors
        self.files = files
        self.proofs = proofs
        self.begins = begins
        self.goesOn = goesOn
    }
}

/// Who may have signed for a node's logs, as the trust list has it.
struct RebuildTrust: Sendable {
    let node: Identity
    private let trusted: TrustedNode
    let cosigners: [Cosigner]

    init(_ setting: NodeSetting) async throws {
        node = setting.keys.node
        let list = await setting.trust.current().list
        guard let trusted = list.nodes[node] else {
            throw ExchangeError(
                .rebuildKey, "The trust list does not name \(node).", next: "Get the current trust list.")
        }
        self.trusted = trusted
        cosigners = try list.knownCosigners()
    }

    func keys(of log: LogOrigin) throws -> LogKeys { try LogKeys(origin: log, of: trusted) }

    /// Cosigners of other parties who signed none of these.
    func unheard(in checkpoints: [SignedCheckpoint], of log: LogOrigin) throws -> [Identity] {
        let keys = try keys(of: log)
        let heard = Set(
            try checkpoints.flatMap {
                try $0.verify(log: keys, cosigners: cosigners).cosignatures.map(\.cosigner.identity)
            })
        return cosigners.map(\.identity).filter { $0.party != log.party && !heard.contains($0) }
    }
}

extension RebuildOrder {
    /// What was given, and what the mirrors have seen beyond what they have, checked, by the log that it is of.
    /// - Throws: `exchange.rebuild.proof` for one of another node; what its signatures are refused for.
    func held(_ trust: RebuildTrust) throws -> [LogOrigin: [HeldProof]] {
        var held: [LogOrigin: [HeldProof]] = [:]
        for path in proofs {
            let proof = try HeldProof(reading: path)
            guard proof.origin.node == trust.node else {
                throw ExchangeError(
                    .rebuildProof, "“\(proof.name)” is of \(proof.origin), which is not a log of \(trust.node).",
                    next: "Leave it out, or correct “node” in the configuration.")
            }
            held[proof.origin, default: []].append(proof)
        }
        for proof in try mirrors.flatMap(MirroredLog.seen) where proof.origin.node == trust.node {
            held[proof.origin, default: []].append(proof)
        }
        for proof in held.values.joined() {
            try proof.check(keys: try trust.keys(of: proof.origin), cosigners: trust.cosigners)
        }
        return held
    }

    /// The longest mirror of each log, and what the others of it have signed.
    func mirrored(_ trust: RebuildTrust) throws -> [(log: MirroredLog, others: [SignedCheckpoint])] {
        let all = try mirrors.flatMap { try MirroredLog.logs(of: trust.node, in: $0) }
        guard !all.isEmpty else {
            throw MirroredLog.wrong(
                "No log of \(trust.node) is in \(mirrors.map { "“\($0.shownAsPath)”" }.joined(separator: ", ")).")
        }
        var longest: [(log: MirroredLog, others: [SignedCheckpoint])] = []
        for logs in Dictionary(grouping: all, by: \.origin).values {
            let sorted = logs.sorted { $0.size > $1.size }
            longest.append((log: sorted[0], others: sorted.dropFirst().map(\.checkpoint)))
        }
        return longest.sorted { $0.log.origin.text < $1.log.origin.text }
    }
}
