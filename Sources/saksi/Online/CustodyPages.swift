import Courier
import Custody
import Seal
import Vocabulary
import Wire

extension NodeSession {
    /// Fetches the custody of a bundle, page by page, and checks all of it.
    func custody(of bundle: BundleID, under agreement: AgreementID) async throws -> CustodyLine {
        let path = Routes.custody.path(agreement, bundle)
        var pages = try CustodyPages(first: try await custodyPage(path))
        while let query = pages.next {
            try Task.checkCancellation()
            try pages.add(try await custodyPage(path + query))
        }
        return try CustodyLine(
            pages.proofs, of: bundle, in: try PinnedLog(try log(of: agreement), trust: trust), trust: trust,
            now: session.now)
    }

    private func custodyPage(_ path: String) async throws -> CustodyPage {
        try await client.send(.get, path).record(CustodyPage.self, noun: "custody of a bundle")
    }
}

/// Pages of custody, all under the checkpoint that came with the first; nothing of it is checked yet.
private struct CustodyPages {
    private let checkpoint: SignedCheckpoint
    private var entries: [CustodyProofs.Entry] = []
    private var certificates: [Certificate] = []
    private var known: Set<Digest> = []
    private var last: UInt64?

    init(first page: CustodyPage) throws {
        guard let note = page.checkpoint else {
            throw OnlineError(
                .onlineNodeAnswer, "The node gave steps of custody without a checkpoint.",
                next: "Tell the operator of the node.")
        }
        checkpoint = try SignedCheckpoint(parsing: Array(note.utf8))
        try add(page)
    }

    private var size: Int { checkpoint.checkpoint.size }

    /// What the next page is asked with, if there is one.
    var next: String? { last.map { "?after=\($0)&size=\(size)" } }

    var proofs: CustodyProofs { CustodyProofs(checkpoint: checkpoint, entries: entries, certificates: certificates) }

    mutating func add(_ page: CustodyPage) throws {
        for entry in page.entries {
            guard entry.index < UInt64(size) else {
                throw OnlineError(
                    .onlineProof, "The node gave an entry behind the end of its own log.",
                    next: "Do not rely on this answer; tell the operator of the node.")
            }
            entries.append(
                CustodyProofs.Entry(
                    bytes: entry.entry.bytes,
                    proof: try InclusionProof(
                        index: Int(entry.index), size: size,
                        hashes: try entry.proof.map { try Digest(bytes: $0.bytes) })))
        }
        // Each page has those of its own steps, mostly the same ones.
        for certificate in page.certificates where known.insert(Digest(of: certificate.bytes)).inserted {
            certificates.append(try Certificate(der: certificate.bytes))
        }
        // Whoever does not get ahead would be asked for ever.
        if let next = page.next {
            guard next == page.entries.last?.index, last.map({ $0 < next }) ?? true else {
                throw OnlineError(
                    .onlineNodeAnswer, "The node's pages of custody do not go on.",
                    next: "Tell the operator of the node.")
            }
        }
        last = page.next
    }
}
