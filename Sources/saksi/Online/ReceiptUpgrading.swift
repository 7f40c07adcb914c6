import Courier
import Custody
import Foundation
import Policy
import Vocabulary
import Wire

/// Fetches a receipt that is here anew, with what cosigners have signed since, and puts it in the place of the old one.
struct ReceiptUpgrading {
    let node: NodeSession
    let path: String

    /// What became of a receipt.
    struct Outcome: Sendable {
        /// What the file proves now.
        let proven: ReceiptCheck.Proven
        /// How many cosigners were missing before.
        let missingBefore: Int
    }

    /// The file changes only for a receipt of the very same event that lacks fewer cosigners and holds in every way.
    /// - Throws: `command.receipt.contradiction` if the log signed another tree of the size that the receipt has; both are
    ///   kept.
    func run() async throws -> Outcome {
        let present = try ReceiptCheck(reading: path)
        guard let agreement = try present.agreement else {
            throw OnlineError(
                .onlineReceiptFile, "“\(path.shownInMessage)” is no receipt of a submission under an agreement.",
                next: "Name the receipt that “saksi submit” wrote.")
        }
        let quorum = try node.session.quorum(of: agreement)
        let before = try present.prove(trust: node.trust, quorum: quorum)
        guard before.node == node.node else {
            throw OnlineError(
                .onlineReceiptFile, "The receipt is from \(before.node), and the profile is for \(node.node).",
                next: "Run the same command with the profile for \(before.node).")
        }
        guard !before.isComplete else { return Outcome(proven: before, missingBefore: 0) }
        let result = try await node.client.send(.get, Routes.receipt.path(agreement, before.mention.id))
            .record(SubmissionResult.self, noun: "result of the submission")
        let newer = try present.renewed(Array(result.receipt.utf8))
        _ = try PinnedLog(before.log, trust: node.trust).check(newer.receipt.checkpoint)
        try check(newer.receipt, against: present.receipt)
        let after = try newer.prove(trust: node.trust, quorum: quorum)
        guard after.missingCosigners < before.missingCosigners else {
            return Outcome(proven: before, missingBefore: before.missingCosigners)
        }
        try OutputFile.replace(newer.receipt.bytes, at: path)
        return Outcome(proven: after, missingBefore: before.missingCosigners)
    }

    /// - Parameter newer: its checkpoint is signed by the log; nothing else of it was looked at.
    private func check(_ newer: Receipt, against present: Receipt) throws {
        let (old, new) = (present.checkpoint.checkpoint, newer.checkpoint.checkpoint)
        guard old.size != new.size || old.root == new.root else {
            let pair = Contradiction(.splitView, cosigned: present.checkpoint, received: newer.checkpoint)
            let file = "\(path).\(pair.kind.rawValue)-\(pair.id.hexadecimal).json"
            if !FileManager.default.fileExists(atPath: file) {
                try OutputFile.write(try pair.document(receivedAt: node.session.now), to: file)
            }
            throw CommandError(
                .receiptContradiction, pair.sentence.capitalisedFirst + ".",
                next:
                    "The receipt is as it was. Both checkpoints are kept whole in “\(file.shownInMessage)”: copy that file and the receipt to a safe place, and tell your central authority."
            )
        }
        guard newer.envelope == present.envelope, newer.index == present.index else {
            throw OnlineError(
                .onlineReceipt, "The node gave a receipt for another event or another place in the log.",
                next: "Keep the receipt that you have, and tell the operator of the node.")
        }
    }
}

extension ErrorCode {
    static let receiptContradiction = ErrorCode("command.receipt.contradiction", .misconduct)
}

extension Agreement {
    /// The cosigners that a receipt needs.
    var quorum: QuorumTerms { QuorumTerms(atLeast: custody?.atLeast ?? 0, ofEach: cosigningParties) }
}

extension Session {
    /// How many cosigners the agreement asks for, as the signed file says if it is here; else one.
    func quorum(of id: AgreementID) throws -> QuorumTerms {
        guard try profile().agreements != nil else { return QuorumTerms(atLeast: 1) }
        return try agreements(nil).agreement(id).quorum
    }
}
