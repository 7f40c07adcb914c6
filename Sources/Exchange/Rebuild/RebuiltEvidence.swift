import Cooperation
import Custody
import EvidenceBundle
import Store
import Vocabulary

/// The rows that follow from an acceptance or a release and from the file that it names, where that file is here.
///
/// They are made as `RowsFollowLog` and `RegisterFollowsLog` compare them. What neither log nor file says is not made up.
struct RebuiltEvidence {
    let folder: DataFolder
    let agreement: AgreementID
    /// Those that have their rows.
    private var bundles: Set<BundleID> = []
    private var receipts: Set<Sent> = []

    private struct Sent: Hashable {
        let submitter: Identity
        let blob: Digest
    }

    init(in folder: DataFolder, under agreement: AgreementID) {
        self.folder = folder
        self.agreement = agreement
    }

    /// - Returns: what is missing; nil if the rows were added, or are there.
    mutating func accept(
        _ event: CustodyEvent, at entry: Int64, _ time: Instant, _ rows: inout Store.Commit
    ) throws -> RebuildReport.MissingFile? {
        guard let mention = event.bundle, let blob = mention.file, let submitter = event.counterpart?.identity,
            let number = event.case
        else { return nil }
        if try !isHeld(mention.id) {
            guard folder.blobs.holds(blob),
                let bundle = try? UnverifiedBundle(path: folder.blobs.path(of: blob)),
                let read = try? bundle.inspect(), read.digest == mention.digest, read.record.bundle == mention.id
            else { return RebuildReport.MissingFile(bundle: mention.id, release: nil, digest: blob) }
            let record = read.record
            let row = BundleRow(
                id: mention.id, agreement: agreement, digest: mention.digest, blob: blob, size: read.size,
                submitter: submitter, caseNumber: number, channel: record.channel, time: time, entry: entry)
            rows.bundles.append(NewBundle(row: row, record: try CanonicalJSON.encode(record)))
            for exhibit in read.exhibits.sorted(by: { $0.number < $1.number }) {
                rows.exhibits.append(
                    ExhibitRow(
                        exhibit, of: mention.id, under: agreement, record: try CanonicalJSON.encode(exhibit),
                        entry: entry))
                if exhibit.mediaType == HearingDocument.mediaType {
                    rows.hearings.append(try hearing(exhibit, in: bundle, mention.id, entry))
                }
            }
            bundles.insert(mention.id)
        }
        // Whoever sent a lost file again has two acceptances; the first one stays the receipt.
        let isFirst = receipts.insert(Sent(submitter: submitter, blob: blob)).inserted
        if try isFirst && folder.register.receipt(submitter: submitter, agreement: agreement, blob: blob) == nil {
            rows.receipts.append(
                ReceiptRow(submitter: submitter, agreement: agreement, blob: blob, bundle: mention.id, entry: entry))
        }
        return nil
    }

    private func isHeld(_ bundle: BundleID) throws -> Bool {
        try bundles.contains(bundle) || folder.register.bundle(bundle, agreement: agreement) != nil
    }

    private func hearing(
        _ exhibit: ExhibitRecord, in bundle: UnverifiedBundle, _ id: BundleID, _ entry: Int64
    ) throws -> HearingRow {
        // An account is canonical, so its bytes are those of the exhibit.
        let bytes = try bundle.bytes(of: exhibit, limit: Int64(HearingDocument.limit))
        guard Digest(of: bytes) == exhibit.sha256 else { throw RowsFollowLog.differs }
        let document = try HearingDocument(canonical: bytes)
        return HearingRow(
            agreement: agreement, session: document.session, side: document.side.rawValue, bundle: id, record: bytes,
            entry: entry)
    }

    /// - Parameter acknowledged: the entry of the recipient's acknowledgement, where it is known already.
    /// - Returns: what is missing; nil if the row was added, or is there.
    mutating func release(
        _ event: CustodyEvent, at entry: Int64, _ time: Instant, acknowledged: Int64? = nil,
        _ rows: inout Store.Commit
    ) throws -> RebuildReport.MissingFile? {
        guard let id = event.release, let mention = event.bundle, let content = mention.file,
            let member = event.counterpart?.identity, let purpose = event.purpose, let decision = event.decision?.id,
            try folder.register.release(id) == nil
        else { return nil }
        guard try isHeld(mention.id), folder.blobs.holds(content) else {
            return RebuildReport.MissingFile(bundle: mention.id, release: id, digest: content)
        }
        rows.releases.append(
            ReleaseRow(
                id: id, agreement: agreement, bundle: mention.id, member: member,
                items: event.exhibits?.map(\.number), purpose: purpose, decision: decision, issued: time,
                // Until when it could be fetched was not in the log, and what it rests on is not here: nobody fetches by it.
                expires: time, content: content, size: try folder.blobs.open(content).size,
                acknowledged: acknowledged, entry: entry))
        return nil
    }
}
