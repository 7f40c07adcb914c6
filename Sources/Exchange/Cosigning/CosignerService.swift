package import Custody
package import Seal
package import Store
package import Vocabulary

/// A cosigner that answers `add-checkpoint` (C2SP tlog-witness): of this process, or of a node for others' logs.
///
/// One actor compares, stores and answers: between looking at what was cosigned last and having the new one on the disk
/// nothing else runs, so no two requests are ever judged by the same state.
package actor CosignerService {
    package nonisolated let cosigner: Identity
    private let key: SignerKey
    private let logs: CosignedLogs
    private let folder: CosignerFolder
    private let trust: TrustKeeper
    private let timekeeper: any Timekeeper
    private let onContradiction: @Sendable (CosignerNotice) -> Void
    private var tally = CosignerFigures()

    /// - Parameter onContradiction: told of each pair of checkpoints that do not go together, once for each pair.
    /// - Throws: `exchange.cosigner.*` if key, trust list and logs do not fit; what the disk refuses.
    package init(
        _ cosigner: Identity, key: SignerKey, logs: CosignedLogs, folder: CosignerFolder, trust: TrustKeeper,
        timekeeper: any Timekeeper = SystemTimekeeper(),
        onContradiction: @escaping @Sendable (CosignerNotice) -> Void = { _ in }
    ) async throws {
        let list = await trust.current().list
        guard key.verifier.algorithm == .cosignature,
            list.cosigners[cosigner]?.verifierKey == key.verifier.text
        else {
            throw ExchangeError(
                .cosignerKey, "The trust list does not give this key for \(cosigner).",
                next: "Give the cosigner's own key, or have the trust list name it: \(key.verifier.text)")
        }
        if let own = logs.origins.first(where: { $0.party == cosigner.party }) {
            throw ExchangeError(
                .cosignerOwnLog, "The log \(own) is of the cosigner's own party, whose cosignature counts for nobody.",
                next: "Remove it from the list of logs; a cosigner of another party has to sign for it.")
        }
        self.cosigner = cosigner
        self.key = key
        self.logs = logs
        self.folder = folder
        self.trust = trust
        self.timekeeper = timekeeper
        self.onContradiction = onContradiction
        for pair in try folder.kept() { tally.keep(pair.kind) }
    }

    /// Checks a checkpoint, stores it as the last one, and cosigns it.
    /// - Parameter body: of `add-checkpoint`.
    /// - Returns: signature lines, as the answer has them. The disk has confirmed the checkpoint by then.
    /// - Throws: `CosigningRefusal`; what the disk refuses, and then nothing was promised.
    package func add(_ body: [UInt8]) async throws -> [UInt8] {
        let list = await trust.current().list
        // No other request comes in between from here on: nothing below waits.
        do {
            let cosigned = try judged(try Self.parsed(body), list)
            tally.cosigned += 1
            return SignatureLines.bytes(cosigned.signatures(by: key.verifier))
        } catch let refusal as CosigningRefusal {
            tally.refuse(refusal)
            throw refusal
        }
    }

    private func judged(_ request: AddCheckpoint, _ list: TrustList) throws -> SignedCheckpoint {
        let keys = try keys(of: request.checkpoint.checkpoint.origin, list)
        let last = try keys.flatMap { try folder.last($0.origin.text) }
        let judgement = try Cosigning.judge(request, keys: keys, last: last)
        if let contradiction = judgement.contradiction { try keep(contradiction) }
        switch judgement.outcome {
        case .refuse(let refusal): throw refusal
        case .cosign(let checkpoint):
            let cosigned = try checkpoint.cosigned(by: key, at: timekeeper.now)
            try folder.save(cosigned)
            return cosigned
        }
    }

    private static func parsed(_ body: [UInt8]) throws -> AddCheckpoint {
        do throws(CustodyError) {
            return try AddCheckpoint(parsing: body)
        } catch {
            throw CosigningRefusal(unreadable: error)
        }
    }

    /// - Returns: nil for a log that is not cosigned here.
    private func keys(of origin: String, _ list: TrustList) throws -> LogKeys? {
        guard let origin = try? LogOrigin(parsing: origin), logs.include(origin, for: cosigner),
            let node = list.nodes[origin.node]
        else { return nil }
        return try LogKeys(origin: origin, of: node)
    }

    private func keep(_ contradiction: Contradiction) throws {
        guard let pair = try folder.keep(contradiction, receivedAt: timekeeper.now) else { return }
        tally.keep(contradiction.kind)
        onContradiction(CosignerNotice(pair, contradiction))
    }

    /// The last cosigned checkpoint of a log, with the log's signature and ours.
    /// - Parameter hash: SHA-256 of the log's origin.
    /// - Returns: nil if none was ever cosigned.
    package func checkpoint(ofOriginHash hash: Digest) throws -> [UInt8]? { try folder.note(ofOriginHash: hash) }

    package var figures: CosignerFigures { tally }

    /// Every pair of checkpoints that is kept, what proves misconduct by itself first.
    package func notices() throws -> [CosignerNotice] {
        try folder.kept().map { CosignerNotice($0, try folder.read($0)) }
            .sorted { $0.isProof && !$1.isProof }
    }

    /// Decides whether a presented chain is good at this moment: of a node, which may ask, or of a member, who may read.
    package func authenticate(_ presented: [[UInt8]]) async throws -> TrustedIdentity {
        try await trust.caller(presented).trusted
    }

    /// The roots of the parties, as DER, whose names help callers to choose a certificate.
    package var partyRoots: [[UInt8]] {
        get async { await trust.partyRoots }
    }
}

/// A pair of checkpoints that the operator has to look at.
package struct CosignerNotice: Codable, Hashable, Sendable {
    package let log: String
    package let kind: Contradiction.Kind
    /// How many entries the log had when it was cosigned last, and how many it came with.
    package let cosignedSize: Int
    package let receivedSize: Int
    /// Below the cosigner's data folder: both notes whole.
    package let file: String
    /// Whether the two notes alone prove misconduct.
    package let isProof: Bool
    /// For people, in one line.
    package let sentence: String

    init(_ pair: KeptPair, _ contradiction: Contradiction) {
        log = contradiction.origin
        kind = contradiction.kind
        cosignedSize = contradiction.cosigned.checkpoint.size
        receivedSize = contradiction.received.checkpoint.size
        file = pair.file
        isProof = contradiction.kind.isProof
        sentence = contradiction.sentence
    }
}
