import Courier
import Custody
import EvidenceBundle
import Foundation
import Policy
import Seal
import Vocabulary
import Wire

/// A bundle that verifies here, with what a node will ask of it.
struct ReadyBundle: Sendable {
    let path: String
    let size: Int64
    /// Of the file.
    let file: Digest
    /// Of the bundle: what its packer signed.
    let digest: Digest
    let record: BundleRecord
    let exhibits: Int
    /// What policy asks about them.
    let traits: [ExhibitTraits]
    private let stamp: FileStamp

    /// Verifies the bundle as the node will: what would be refused is not sent over a thin link first.
    init(checking path: String, trust: TrustStore, _ session: Session) async throws {
        let stamp = FileStamp(of: path)
        let verification = try await session.following("Verifying \(path.lastName)") { meter in
            await (try UnverifiedBundle(path: path)).verify(
                VerificationRequest(trust: trust, time: .now(session.now)), progress: meter.follow)
        }
        try Task.checkCancellation()
        guard let bundle = verification.bundle else {
            let failed = verification.report.checks.first { $0.code != nil }
            throw OnlineError(
                failed?.code ?? .onlineBundle,
                "The bundle does not verify here, so it was not sent: \(failed?.message ?? path.lastName)",
                next: failed?.next ?? "See everything that is wrong: " + session.command("verify", path))
        }
        self.path = path
        digest = bundle.digest
        record = bundle.record
        exhibits = bundle.exhibits.count
        traits = ExhibitTraits.sets(of: bundle.exhibits)
        file = try await session.following("Reading \(path.lastName)") { meter in
            try await FileDigest.of(path, meter)
        }
        size = stamp.size
        self.stamp = stamp
    }

    /// - Throws: `online.file-changed` if the file is not the one that was verified any more.
    func checkUnchanged() throws(OnlineError) {
        guard FileStamp(of: path) != stamp else { return }
        throw OnlineError(
            .onlineChanged, "“\(path.lastName)” was changed while it was being sent.",
            next: "Nothing was submitted. Leave the file alone, and run the same command again.")
    }
}

/// By what one sees that a file is another one than before.
private struct FileStamp: Equatable {
    let size: Int64
    private let changed: Date?
    private let number: Int?

    init(of path: String) {
        let facts = try? FileManager.default.attributesOfItem(atPath: path)
        size = (facts?[.size] as? NSNumber)?.int64Value ?? 0
        changed = facts?[.modificationDate] as? Date
        number = (facts?[.systemFileNumber] as? NSNumber)?.intValue
    }
}

/// What came of a submission: only made once the receipt is here and verified.
struct Submitted: Sendable {
    let bundle: ReadyBundle
    let proven: ReceiptCheck.Proven
    let receiptPath: String
    /// The node had accepted the same file from the same member before.
    let isRepeated: Bool
}

/// Sends a bundle, states its submission, and keeps the receipt.
struct Submitting: Sendable {
    let node: NodeSession
    let bundle: ReadyBundle
    /// The conduct that the case is about, if the person says so.
    var offence: OffenceCode?
    var place: Party?
    var forum: Party?

    func run(receipt path: String) async throws -> Submitted {
        let log = try node.log(of: bundle.record.agreement.id)
        let terms = try node.session.receiptTerms(of: bundle.record.agreement.id)
        if let proven = try await present(path, terms) {
            try check(proven, log)
            // What cosigners have signed since comes with it, and a time-stamp.
            return Submitted(
                bundle: bundle, proven: try await upgraded(proven, path), receiptPath: path, isRepeated: true)
        }
        // A receipt that got lost on its way is asked for before gigabytes are sent again.
        if let earlier = try await earlier() { return try keep(earlier, path, log, terms, isRepeated: true) }
        // What would be refused is refused before it is sent.
        try await propose()
        let uploading = Uploading(
            node: node, file: bundle.path, size: bundle.size, digest: bundle.file, agreement: bundle.record.agreement.id
        )
        let upload = try await node.session.following("Sending \(bundle.path.lastName)", total: bundle.size) { meter in
            try await uploading.run(meter)
        }
        try bundle.checkUnchanged()
        let result = try await node.session.following("Waiting for the receipt of \(node.node)") { _ in
            try await node.client.send(
                .post, Routes.submission.path(upload), fields: [("Repr-Digest", bundle.file.reprDigest)],
                body: try act(in: log).body
            ).record(SubmissionResult.self, noun: "result of the submission")
        }
        let submitted = try keep(result, path, log, terms, isRepeated: false)
        uploading.finish()
        return submitted
    }

    /// What the receipt that is here proves; one under a log key that was stolen since is fetched anew before.
    private func present(_ path: String, _ terms: ReceiptTerms) async throws -> ReceiptCheck.Proven? {
        do {
            return try ReceiptFile.proven(path, trust: node.trust, terms: terms, now: node.session.now)
        } catch let error as CustodyError where error.code == .custodyKeyStolen {
            return try await ReceiptUpgrading(node: node, path: path).run().proven
        }
    }

    private func upgraded(_ proven: ReceiptCheck.Proven, _ path: String) async throws -> ReceiptCheck.Proven {
        guard !proven.isComplete else { return proven }
        do {
            return try await ReceiptUpgrading(node: node, path: path).run().proven
        } catch is NodeFailure {
            // What is here holds, whatever the node says now.
            return proven
        }
    }

    private func act(in log: LogOrigin) throws -> SignedAct {
        try node.act(.submitted, in: log) { event in
            event.case = bundle.record.case.number
            event.bundle = BundleMention(id: bundle.record.bundle, digest: bundle.digest, file: bundle.file)
            event.counterpart = Counterpart(node.node)
            event.medium = .network
            event.offence = offence
            event.place = place
            event.forum = forum
        }
    }

    /// The acceptance of this very file from this member, if the node has given one.
    private func earlier() async throws(NodeFailure) -> SubmissionResult? {
        do throws(NodeFailure) {
            let path = Routes.receipt.path(bundle.record.agreement.id, bundle.record.bundle)
            let result = try await node.client.send(.get, path)
                .record(SubmissionResult.self, noun: "result of the submission")
            return result.fileDigest == bundle.file ? result : nil
        } catch {
            if error.code.name == "exchange.not-found" { return nil }
            throw error
        }
    }

    /// Nothing is done before the receipt is here, verified and on the disk.
    private func keep(
        _ result: SubmissionResult, _ path: String, _ log: LogOrigin, _ terms: ReceiptTerms, isRepeated: Bool
    ) throws -> Submitted {
        let proven = try ReceiptCheck(
            receipt: Array(result.receipt.utf8),
            certificates: try result.certificates.map { try Certificate(der: $0.bytes) },
            timestamp: ReceiptFile.timestamp(of: result, trust: node.trust, now: node.session.now)
        ).prove(trust: node.trust, terms: terms, now: node.session.now)
        try check(proven, log)
        try ReceiptFile.write(result, to: path, trust: node.trust, now: node.session.now)
        return Submitted(bundle: bundle, proven: proven, receiptPath: path, isRepeated: isRepeated)
    }

    private func check(_ proven: ReceiptCheck.Proven, _ log: LogOrigin) throws {
        guard proven.log == log, proven.mention.id == bundle.record.bundle, proven.mention.digest == bundle.digest,
            proven.mention.file == bundle.file
        else {
            throw OnlineError(
                .onlineReceipt, "The receipt is for another bundle, file or log than \(bundle.path.lastName).",
                next:
                    "If “--receipt” names an older receipt, choose another name. If the node gave it just now, do not "
                    + "count the bundle as received, and tell the operator.")
        }
    }
}
