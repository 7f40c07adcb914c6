import Courier
import Custody
import Policy
import Seal
import Vocabulary
import Wire

/// Fetches a receipt that is here anew, with what cosigners have signed since and a time-stamp, and puts it in the place
/// of the old one.
struct ReceiptUpgrading {
    let node: NodeSession
    let path: String

    /// What became of a receipt.
    struct Outcome: Sendable {
        /// What the file proves now.
        let proven: ReceiptCheck.Proven
        /// Whether it is another one than before.
        let isChanged: Bool
        /// Where the one of before is kept, if it proves something that this one does not, or nothing any more.
        var aside: String?
        /// Whether the one of before was signed with a log key that was stolen since.
        var wasStolen = false
    }

    /// The file changes only for a receipt of the very same event that holds in every way and lacks less, and if the log
    /// only grew from one checkpoint to the other. Where the one of before has something that it has not, both are kept.
    /// - Throws: `command.receipt.contradiction` if the log signed two checkpoints that do not go together; both are kept.
    func run() async throws -> Outcome {
        try ReceiptStamp(of: path).settle()
        let present = try ReceiptCheck(reading: path)
        guard let agreement = try present.agreement else {
            throw OnlineError(
                .onlineReceiptFile, "“\(path.shownInMessage)” is no receipt of a submission under an agreement.",
                next: "Name the receipt that “saksi submit” wrote.")
        }
        let terms = try node.session.receiptTerms(of: agreement)
        let log = try present.origin()
        guard log.node == node.node else {
            throw OnlineError(
                .onlineReceiptFile, "The receipt is from \(log.node), and the profile is for \(node.node).",
                next: "Run the same command with the profile for \(log.node).")
        }
        let before = try proven(present, terms)
        // A complete one without another party's time-stamp may get it yet, be it that the agreement does not ask for it.
        if let before, before.isComplete, before.trustedTime != nil { return Outcome(proven: before, isChanged: false) }
        let result = try await node.client.send(.get, Routes.receipt.path(agreement, try present.bundle))
            .record(SubmissionResult.self, noun: "result of the submission")
        let newer = try present.renewed(
            Array(result.receipt.utf8),
            timestamp: ReceiptFile.timestamp(of: result, trust: node.trust, now: node.session.now))
        try await check(newer.receipt, against: present.receipt, PinnedLog(log, trust: node.trust), agreement)
        let after = try newer.prove(trust: node.trust, terms: terms, now: node.session.now)
        if let before, !after.lacksLess(than: before) { return Outcome(proven: before, isChanged: false) }
        let isSame = newer.receipt.checkpoint.timestampedDigest == present.receipt.checkpoint.timestampedDigest
        // One that was signed with a stolen key is kept too: it proves nothing by itself, and shows what was signed.
        let aside = try ReceiptReplacement(
            path: path, receipt: newer.receipt.bytes, timestamp: newer.timestamp,
            keepsOld: before.map { !after.hasAll(of: $0, isSameCheckpoint: isSame) } ?? true
        ).run(over: present.receipt.bytes)
        return Outcome(proven: after, isChanged: true, aside: aside, wasStolen: before == nil)
    }

    /// - Returns: nil for one that proves nothing any more, because the log key was stolen that signed it: the same event in
    ///   the same place, in a log that continues what that key signed, is as good under the new one.
    private func proven(_ present: ReceiptCheck, _ terms: ReceiptTerms) throws -> ReceiptCheck.Proven? {
        do {
            return try present.prove(trust: node.trust, terms: terms, now: node.session.now)
        } catch let error as CustodyError where error.code == .custodyKeyStolen {
            return nil
        }
    }

    private func check(
        _ newer: Receipt, against present: Receipt, _ log: PinnedLog, _ agreement: AgreementID
    ) async throws {
        _ = try log.check(newer.checkpoint)
        // A smaller one may have come to its quorum since.
        let pair = [present.checkpoint, newer.checkpoint]
        let (old, new) = newer.proof.size < present.proof.size ? (pair[1], pair[0]) : (pair[0], pair[1])
        let request = try await node.growth(from: old.checkpoint.size, to: new, under: agreement)
        let judgement = try Cosigning.judge(request, keys: log.keys, last: old)
        if let contradiction = judgement.contradiction { throw kept(contradiction) }
        if case .refuse(let refusal) = judgement.outcome { throw refusal.failure }
        guard newer.envelope == present.envelope, newer.index == present.index else {
            throw OnlineError(
                .onlineReceipt, "The node gave a receipt for another event or another place in the log.",
                next: "Keep the receipt that you have, and tell the operator of the node.")
        }
    }

    /// Writes both checkpoints into one file beside the receipt, once.
    private func kept(_ pair: Contradiction) -> CommandError {
        let kept = KeptCheckpoints(pair, beside: path, in: node.session)
        let (old, new) = (pair.cosigned.checkpoint.size, pair.received.checkpoint.size)
        let reason =
            pair.kind.isProof
            ? pair.sentence.capitalisedFirst + "."
            : "The log \(pair.origin.shownInMessage) signed trees of \(old) and of \(new.counted("entry", "entries")), and what it shows does not lead from one to the other."
        return CommandError(
            .receiptContradiction, reason,
            next:
                "The receipt is as it was. \(kept.sentence) Copy the receipt there too, and tell your central authority."
        )
    }
}

extension ErrorCode {
    static let receiptContradiction = ErrorCode("command.receipt.contradiction", .misconduct)
}

extension ReceiptCheck.Proven {
    /// Whether it lacks less of what the agreement asks for, and nothing that the other has of that; or lacks the same, and
    /// has another party's time-stamp where the other has none.
    ///
    /// Where it is not known what the agreement asks for, nobody can say that fewer cosigners are enough.
    func lacksLess(than other: Self) -> Bool {
        guard missingCosigners <= other.missingCosigners, !lacksTimestamp || other.lacksTimestamp,
            knowsQuorum || Set(cosigners).isSuperset(of: other.cosigners)
        else { return false }
        return missingCosigners < other.missingCosigners || trustedTime != nil && other.trustedTime == nil
    }

    /// Whether whatever the other proves follows from this one too: by whom it is cosigned, that it is stamped, and that it
    /// was there at that time. Over the same checkpoint a time-stamp takes nothing away.
    func hasAll(of other: Self, isSameCheckpoint: Bool) -> Bool {
        guard Set(cosigners).isSuperset(of: other.cosigners), trustedTime != nil || other.trustedTime == nil else {
            return false
        }
        let (time, before) = (trustedTime?.time ?? seenAt, other.trustedTime?.time ?? other.seenAt)
        return isSameCheckpoint || before.map { before in time.map { $0 <= before } ?? false } ?? true
    }
}
