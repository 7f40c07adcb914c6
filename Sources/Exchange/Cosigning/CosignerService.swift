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
    private let report: @Sendable (CosignerReport) -> Void
    private var tally = CosignerFigures()
    /// The latest time that was signed, of whatever log.
    private var lastSigned: Instant?
    /// What the operator was told already, so that it is told once and not at each request.
    private var told: Set<String> = []

    /// - Parameter report: told what somebody has to look at: once for each pair of checkpoints that do not go together, and
    ///   once for each reason for which something was not kept or not answered.
    /// - Throws: `exchange.cosigner.*` if key, trust list and logs do not fit; `custody.cosign.last` if what was cosigned
    ///   last for some log is not what it was; what the disk refuses.
    package init(
        _ cosigner: Identity, key: SignerKey, logs: CosignedLogs, folder: CosignerFolder, trust: TrustKeeper,
        timekeeper: any Timekeeper = SystemTimekeeper(),
        report: @escaping @Sendable (CosignerReport) -> Void = { _ in }
    ) async throws {
        let list = await trust.current().list
        try Self.check(key.verifier, of: cosigner, in: list)
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
        self.report = report
        for last in try folder.all() {
            let keys = try logs.keys(of: last.checkpoint.origin, in: list, for: cosigner)
            try Cosigning.check(kept: last, by: key.verifier, keys: keys)
            lastSigned = [lastSigned, last.timeCosigned(by: key.verifier)].compactMap { $0 }.max()
        }
        for pair in try folder.kept() { tally.keep(pair.kind) }
    }

    /// - Throws: `exchange.cosigner.key` unless the trust list gives this key for the cosigner.
    package static func check(
        _ key: VerifierKey, of cosigner: Identity, in list: TrustList
    ) throws(ExchangeError) {
        guard key.algorithm == .cosignature, list.cosigners[cosigner]?.verifierKey == key.text else {
            throw ExchangeError(
                .cosignerKey, "The trust list does not give this key for \(cosigner).",
                next: "Give the cosigner's own key, or have the trust list name it: \(key.text)")
        }
    }

    /// Checks a checkpoint, stores it as the last one, and cosigns it.
    /// - Parameter body: of `add-checkpoint`.
    /// - Returns: signature lines, as the answer has them. The disk has confirmed the checkpoint by then.
    /// - Throws: `CosigningRefusal`; what the disk refuses, and then nothing was promised.
    @concurrent
    package nonisolated func add(_ body: [UInt8]) async throws -> [UInt8] {
        var origin: LogOrigin?
        do {
            // What costs most, and needs nothing that is kept here: nobody else waits for it.
            let verified = try await verified(body)
            origin = verified.origin
            return SignatureLines.bytes(try await decided(verified).signatures(by: key.verifier))
        } catch let refusal as CosigningRefusal {
            throw await counted(refusal)
        } catch {
            await failed(error, origin)
            throw error
        }
    }

    /// For a body of which no more was read than a request can have.
    package func refusalOfTooLong() -> CosigningRefusal { counted(.malformed(AddCheckpoint.tooLong)) }

    private nonisolated func verified(_ body: [UInt8]) async throws -> VerifiedRequest {
        let request: AddCheckpoint
        do throws(CustodyError) {
            request = try AddCheckpoint(parsing: body)
        } catch {
            throw CosigningRefusal.malformed(error)
        }
        let list = await trust.current().list
        let keys = try logs.keys(of: request.checkpoint.checkpoint.origin, in: list, for: cosigner)
        return try Cosigning.verify(request, keys: keys)
    }

    /// Nothing in here waits: no other request comes in between.
    private func decided(_ verified: VerifiedRequest) throws -> SignedCheckpoint {
        let judgement = try Cosigning.judge(verified, last: try folder.last(verified.origin.text))
        if let contradiction = judgement.contradiction { try keep(contradiction) }
        switch judgement.outcome {
        case .refuse(let refusal): throw refusal
        case .cosign(let checkpoint):
            let now = timekeeper.now
            try CosignerClock.check(now, after: lastSigned)
            let cosigned = try checkpoint.cosigned(by: key, at: now)
            try folder.save(cosigned)
            lastSigned = [lastSigned, cosigned.timeCosigned(by: key.verifier)].compactMap { $0 }.max()
            tally.cosigned += 1
            told = told.filter { !$0.hasPrefix("\(verified.origin.text) failed ") }
            return cosigned
        }
    }

    private func counted(_ refusal: CosigningRefusal) -> CosigningRefusal {
        tally.refuse(refusal)
        return refusal
    }

    private func failed(_ error: any Error, _ origin: LogOrigin?) {
        tally.failed += 1
        guard let failure = error as? any Failure,
            told.insert("\(origin?.text ?? "") failed \(failure.code.name)").inserted
        else { return }
        report(.failed(failure))
    }

    /// What is refused is refused whether or not the disk takes the evidence.
    /// - Throws: only what ends the process.
    private func keep(_ contradiction: Contradiction) throws(StoreError) {
        let kind = contradiction.kind
        do throws(StoreError) {
            switch try folder.keep(contradiction, receivedAt: timekeeper.now) {
            case .known: break
            case .kept(let pair, let hasReplaced):
                report(.contradiction(CosignerNotice(pair, contradiction)))
                if hasReplaced { lose(contradiction, .replaced) } else { tally.keep(kind) }
            case .full: lose(contradiction, .full)
            }
        } catch {
            guard !error.isFatal else { throw error }
            lose(contradiction, .refused(error))
        }
    }

    private func lose(_ contradiction: Contradiction, _ reason: CosignerReport.Loss) {
        tally.notKept += 1
        guard told.insert("\(contradiction.origin) \(contradiction.kind.rawValue) \(reason.code)").inserted else {
            return
        }
        report(.notKept(contradiction, reason))
    }

    /// The last cosigned checkpoint of a log, with the log's signature and ours.
    /// - Parameter hash: SHA-256 of the log's origin.
    /// - Returns: nil if none was ever cosigned.
    /// - Throws: `storage.cosigned-damaged` if it was, and is not there as it was.
    package func checkpoint(ofOriginHash hash: Digest) throws -> SignedCheckpoint? {
        try folder.last(ofOriginHash: hash)
    }

    package var figures: CosignerFigures { tally }

    /// Every pair of checkpoints that is kept, what proves misconduct by itself first. One that cannot be read is there too,
    /// and says so.
    package nonisolated func notices() throws -> [CosignerNotice] {
        var notices: [CosignerNotice] = []
        for pair in try folder.kept() {
            do throws(StoreError) {
                notices.append(CosignerNotice(pair, try folder.read(pair)))
            } catch {
                guard !error.isFatal else { throw error }
                notices.append(CosignerNotice(unreadable: pair, error))
            }
        }
        return notices.sorted { $0.isProof && !$1.isProof }
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
