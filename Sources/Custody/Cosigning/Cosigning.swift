package import Vocabulary

/// How a cosigner decides, whichever way a checkpoint came to it (C2SP tlog-witness, add-checkpoint).
package enum Cosigning {
    /// What can be said of a request without what was cosigned last: of which log it is, and who signed.
    ///
    /// By itself, since it is what costs most: nobody else has to wait for it.
    /// - Parameter keys: with which this log signs; nil for a log that is not cosigned here.
    package static func verify(
        _ request: AddCheckpoint, keys: LogKeys?
    ) throws(CosigningRefusal) -> VerifiedRequest {
        let asked = request.checkpoint
        guard let keys, asked.checkpoint.origin.sameBytes(as: keys.origin.text) else { throw .unknownLog }
        do throws(CustodyError) {
            _ = try asked.verify(log: keys)
        } catch {
            throw error.code == .custodyCheckpointForm
                ? CosigningRefusal.malformed(error) : CosigningRefusal.notSigned(error)
        }
        return VerifiedRequest(request, keys)
    }

    /// - Parameter last: what was cosigned last for the log; nil only if nothing ever was. Whoever acts on the answer stores
    ///   what is cosigned in its place, before anybody sees the cosignature and before the next question.
    /// - Throws: `custody.cosign.last` if `last` is no checkpoint that this log signed: then nothing may be decided.
    package static func judge(
        _ verified: VerifiedRequest, last: SignedCheckpoint?
    ) throws(CustodyError) -> Judgement {
        let (request, keys) = (verified.request, verified.keys)
        let asked = request.checkpoint
        if let last { try check(last, keys) }
        let (size, lastSize) = (asked.checkpoint.size, last?.checkpoint.size ?? 0)
        let contradiction = last.flatMap { Contradiction($0, asked, proof: request.proof) }
        guard request.oldSize <= size else {
            return Judgement(
                .malformed(AddCheckpoint.malformed("goes from \(request.oldSize) down to \(size)")), contradiction)
        }
        guard request.oldSize == lastSize else { return Judgement(.conflict(size: lastSize), contradiction) }
        guard !asked.checkpoint.isOfNothingWithRoot else { return Judgement(.nothingWithRoot, contradiction) }
        let continues =
            request.oldSize == 0
            ? request.proof.isEmpty : last.map { isContinued($0.checkpoint, asked.checkpoint, request.proof) } ?? false
        guard continues else {
            let unproven = last.flatMap { Contradiction(unproven: asked, after: $0, proof: request.proof) }
            return Judgement(.unproven(from: lastSize, to: size), contradiction ?? unproven)
        }
        return Judgement(ConsistentCheckpoint(asked.keeping { $0.counts(for: keys, at: size) }, after: last))
    }

    /// Both in one, for who decides alone.
    package static func judge(
        _ request: AddCheckpoint, keys: LogKeys?, last: SignedCheckpoint?
    ) throws(CustodyError) -> Judgement {
        let verified: VerifiedRequest
        do throws(CosigningRefusal) {
            verified = try verify(request, keys: keys)
        } catch {
            return Judgement(error)
        }
        return try judge(verified, last: last)
    }

    /// Whether what is kept as cosigned last is whole: our signature holds, and so does each line of a known key of the
    /// log. Whether these keys still cover its size is asked at each request.
    /// - Parameter keys: of the log; nil if it is not cosigned here any more.
    /// - Throws: `custody.cosign.last`
    package static func check(
        kept last: SignedCheckpoint, by cosigner: VerifierKey, keys: LogKeys?
    ) throws(CustodyError) {
        var isOurs = false
        do throws(CustodyError) {
            for signature in last.note.signatures {
                if try last.note.verify(signature, by: cosigner) != nil { isOurs = true }
                for entry in keys?.entries ?? [] { _ = try last.note.verify(signature, by: entry.key) }
            }
        } catch {
            throw damaged(last, error.reason)
        }
        guard isOurs else { throw damaged(last, "The cosigner's own signature is missing.") }
    }

    private static func damaged(_ last: SignedCheckpoint, _ why: String) -> CustodyError {
        CustodyError(
            .custodyCosignLast,
            "What was cosigned last for \(last.checkpoint.origin.shownInMessage) is not what it was: \(why)",
            next: "Keep the disk. If it cannot be explained, begin with a new key, as docs/operations.md says.")
    }

    private static func isContinued(_ old: Checkpoint, _ new: Checkpoint, _ proof: [Digest]) -> Bool {
        ProofCheck.consistency(
            from: UInt64(old.size), to: UInt64(new.size), proof: proof.map(\.bytes), old: old.root.bytes,
            new: new.root.bytes)
    }

    /// Whichever key of the log signed it, and whatever sizes the list gives that key today: that was judged when it was
    /// cosigned, and a key that was replaced or stolen since does not undo it.
    private static func check(_ last: SignedCheckpoint, _ keys: LogKeys) throws(CustodyError) {
        func refused(_ why: String) -> CustodyError {
            CustodyError(
                .custodyCosignLast, "What was cosigned last for \(keys.origin) is not signed by it: \(why)",
                next:
                    "Cosign nothing for it. Either the stored checkpoint was changed, or the trust list lost a key: bring it back with the sizes that it covers."
            )
        }
        guard last.checkpoint.origin.sameBytes(as: keys.origin.text), last.checkpoint.extensions.isEmpty else {
            throw refused("it is of another log.")
        }
        var isSigned = false
        do throws(CustodyError) {
            for signature in last.note.signatures {
                for entry in keys.entries where try last.note.verify(signature, by: entry.key) != nil {
                    isSigned = isSigned || entry.key.algorithm == .ed25519
                }
            }
        } catch {
            throw refused(error.reason)
        }
        guard isSigned else { throw refused("no line below it is of a key that the trust list gives.") }
    }
}

extension NoteSignature {
    /// Whether it is by a key of the log that covers this size. Only after the note was verified.
    fileprivate func counts(for keys: LogKeys, at size: Int) -> Bool {
        keys.entries.contains {
            $0.key.algorithm == .ed25519 && $0.sizes.contains(size) && !$0.needsCosigner && isBy($0.key)
        }
    }
}

/// A request of which `Cosigning.verify` found that its log is cosigned here and signed it. Nobody else makes one.
package struct VerifiedRequest: Hashable, Sendable {
    package let request: AddCheckpoint
    let keys: LogKeys

    package var origin: LogOrigin { keys.origin }

    fileprivate init(_ request: AddCheckpoint, _ keys: LogKeys) {
        self.request = request
        self.keys = keys
    }
}

/// What a cosigner makes of a request.
package struct Judgement: Hashable, Sendable {
    package enum Outcome: Hashable, Sendable {
        case cosign(ConsistentCheckpoint)
        case refuse(CosigningRefusal)
    }

    package let outcome: Outcome
    /// What the log signed and what does not go with what was cosigned last. To be kept, whatever the outcome.
    package let contradiction: Contradiction?

    init(_ refusal: CosigningRefusal, _ contradiction: Contradiction? = nil) {
        outcome = .refuse(refusal)
        self.contradiction = contradiction
    }

    init(_ checkpoint: ConsistentCheckpoint) {
        outcome = .cosign(checkpoint)
        contradiction = nil
    }
}

/// A checkpoint of which `Cosigning.judge` found that it continues what was cosigned last. Nobody else makes one.
package struct ConsistentCheckpoint: Hashable, Sendable {
    /// With the log's own signatures, and none of anybody else.
    package let checkpoint: SignedCheckpoint
    private let last: SignedCheckpoint?

    fileprivate init(_ checkpoint: SignedCheckpoint, after last: SignedCheckpoint?) {
        self.checkpoint = checkpoint
        self.last = last
    }

    /// The checkpoint with the cosignature: to be stored, and only then shown to anybody.
    ///
    /// The time never goes back from one cosignature to the next. A clock that is a little behind the last one signs with
    /// the time of that; of one that is further behind, or shows none, nobody can say which of the two is right.
    /// - Throws: `custody.cosign.clock`
    package func cosigned(by key: SignerKey, at now: Instant) throws(CustodyError) -> SignedCheckpoint {
        let before = last?.timeCosigned(by: key.verifier)
        try CosignerClock.check(now, after: before)
        return checkpoint.adding([try checkpoint.cosignature(by: key, at: max(now, before ?? now))])
    }
}

extension SignedCheckpoint {
    /// The latest time at which this cosigner says to have signed; nil without a line of it.
    package func timeCosigned(by key: VerifierKey) -> Instant? {
        signatures(by: key).compactMap { Cosignature($0.value)?.seconds }.max()
            .map { Instant(secondsSince1970: $0) }
    }

    /// The lines of one key, as a cosigner gives them out.
    package func signatures(by key: VerifierKey) -> [NoteSignature] { note.signatures.filter { $0.isBy(key) } }
}
