import Courier
import Custody
import EvidenceBundle
import Foundation
import Seal
import Vocabulary
import Wire

/// What is asked of a bundle, and where it shall lie.
struct RetrievalOrder: Hashable, Sendable, Codable {
    let agreement: AgreementID
    let bundle: BundleID
    let caseNumber: CaseNumber
    let purpose: Purpose
    /// nil asks for every exhibit that may be listed.
    let items: [ExhibitNumber]?
    /// The conduct that the case is about, if the person says so.
    var offence: OffenceCode?
    /// What the person declares of the place of the operation, and of whose court will use the material.
    var place: Party?
    var forum: Party?
}

/// A release that is here, verified and acknowledged.
struct Retrieved: Sendable {
    let order: RetrievalOrder
    let path: String
    let grant: ReleaseGrant
    let bundle: VerifiedBundle
    /// The place of the acknowledgement in the log.
    let acknowledgedAt: Int
}

/// Asks for a release, fetches it, checks it, names it, acknowledges it: and goes on where an earlier try ended.
struct Retrieving: Sendable {
    let node: NodeSession
    let order: RetrievalOrder
    let path: String

    func run() async throws -> Retrieved {
        let log = try PinnedLog(try node.log(of: order.agreement), trust: node.trust)
        let note = ReleaseNote(path: path, order: order, node: node.node, member: node.member)
        try note.checkTarget()
        let listed = try await node.listed(order.bundle, under: order.agreement)
        let grant = try await granted(note, listed, log)
        if !FileManager.default.fileExists(atPath: path) { try await fetch(grant, note) }
        let file = try await node.session.following("Reading \(path.lastName)") { meter in
            try await FileDigest.of(note.present, meter)
        }
        guard file == grant.fileDigest else {
            note.discard()
            throw OnlineError(
                .onlineContent, "What arrived is not what \(node.node) released: its digest differs. It was removed.",
                next: "Run the same command again.")
        }
        let bundle = try await verified(note, grant, listed)
        try note.name()
        let place = try await acknowledge(grant, listed, log)
        note.forget()
        return Retrieved(order: order, path: path, grant: grant, bundle: bundle, acknowledgedAt: place)
    }

    /// The release of an earlier try while it can be fetched, else a new one.
    private func granted(_ note: ReleaseNote, _ listed: BundleSummary, _ log: PinnedLog) async throws -> ReleaseGrant {
        if let earlier = note.grant, FileManager.default.fileExists(atPath: path) || earlier.expires > node.session.now
        {
            return earlier
        }
        note.discard()
        var mentions: [ExhibitMention]?
        if let items = order.items {
            mentions = try await node.mentions(of: items, in: order.bundle, under: order.agreement)
        }
        let act = try node.act(.releaseRequested, in: log.origin) { event in
            event.case = order.caseNumber
            event.bundle = BundleMention(id: listed.bundle, digest: listed.bundleDigest)
            event.purpose = order.purpose
            event.offence = order.offence
            event.place = order.place
            event.forum = order.forum
            event.exhibits = mentions
            event.counterpart = Counterpart(node.node)
        }
        let grant = try await node.client.send(
            .post, Routes.releases.path(order.agreement, order.bundle), body: try act.body
        ).record(ReleaseGrant.self, noun: "grant of a release")
        let released = try log.checkCommitted(
            .released, proof: grant.receipt, certificates: grant.certificates.map(\.bytes)
        ).event
        guard released.event == grant.event, released.release == grant.release,
            released.bundle?.file == grant.fileDigest, released.previous?.first?.digest == act.envelope.digest
        else {
            throw OnlineError(
                .onlineProof, "The node proves another release than the one it answered with.",
                next: "Do not rely on it; tell the operator of the node.")
        }
        try note.remember(grant)
        return grant
    }

    private func fetch(_ grant: ReleaseGrant, _ note: ReleaseNote) async throws {
        try await node.session.following("Fetching \(path.lastName)", total: Int64(grant.size)) { meter in
            try await fetch(grant, note, meter)
        }
    }

    private func fetch(_ grant: ReleaseGrant, _ note: ReleaseNote, _ meter: Meter) async throws {
        var failures = 0
        var furthest: Int64 = -1
        while note.arrived < Int64(grant.size) {
            try Task.checkCancellation()
            let start = note.arrived
            if start > furthest { failures = 0 }
            furthest = max(furthest, start)
            do throws(NodeFailure) {
                _ = try await node.client.download(
                    Routes.releaseContent.path(grant.release), to: note.part, from: start,
                    entityTag: "\"\(grant.fileDigest.hexadecimal)\"", progress: { done, _ in meter.set(done: done) })
            } catch {
                // A release that is over is forgotten: the same command then asks anew.
                if error.problem != nil, error.code.exit != .tryAgain { note.discard() }
                failures += 1
                guard error.code.exit == .tryAgain, failures < 5 else { throw error }
                try await Task.sleep(for: Uploading.pause(failures))
            }
        }
    }

    /// The packer's own signature if all was released, else the node's, with the packer's commitments inside.
    private func verified(
        _ note: ReleaseNote, _ grant: ReleaseGrant, _ listed: BundleSummary
    ) async throws -> VerifiedBundle {
        let verification = try await node.session.following("Verifying \(path.lastName)") { meter in
            await (try UnverifiedBundle(path: note.present)).verify(
                VerificationRequest(
                    trust: node.trust, time: .now(node.session.now),
                    requiredSigners: grant.isExtract ? [node.node] : [],
                    recipient: node.member),
                progress: meter.follow)
        }
        try Task.checkCancellation()
        guard let bundle = verification.bundle else {
            let failed = verification.report.checks.first { $0.code != nil }
            note.discard()
            throw OnlineError(
                failed?.code ?? .onlineContent,
                "What was released does not verify, and was removed: \(failed?.message ?? "")",
                next: failed?.next ?? "Tell the giving side; run the same command again for a new copy.")
        }
        let origin = bundle.record.extractOf
        let isAsked =
            grant.isExtract
            ? origin?.bundle == order.bundle && origin?.digest == listed.bundleDigest
            : bundle.record.bundle == order.bundle && bundle.digest == listed.bundleDigest
        guard isAsked, bundle.digest == grant.bundleDigest, bundle.exhibits.map(\.number) == grant.exhibits else {
            note.discard()
            throw OnlineError(
                .onlineContent, "What was released is signed, but is not what was asked for. It was removed.",
                next: "Do not rely on this node's answer; tell its operator.")
        }
        return bundle
    }

    private func acknowledge(_ grant: ReleaseGrant, _ listed: BundleSummary, _ log: PinnedLog) async throws -> Int {
        let released = try log.checkCommitted(
            .released, proof: grant.receipt, certificates: grant.certificates.map(\.bytes))
        let act = try node.act(.received, in: log.origin) { event in
            event.case = order.caseNumber
            event.bundle = BundleMention(id: listed.bundle, digest: listed.bundleDigest, file: grant.fileDigest)
            event.purpose = order.purpose
            event.release = grant.release
            event.counterpart = Counterpart(node.node)
            event.medium = .network
            event.previous = [released.mention]
        }
        return try await node.commit(
            act, at: Routes.releaseReceipt.path(grant.release), in: log, noun: "proof of the acknowledgement"
        ).index
    }
}
