import Custody
import Policy
import Seal
import Store
package import Vocabulary

/// The bytes of a release, for the one who was granted it.
package struct Delivery: Sendable {
    package let release: ReleaseID
    /// Bytes.
    package let size: Int64
    package let digest: Digest
    private let reader: BlobReader

    init(_ row: ReleaseRow, _ reader: BlobReader) {
        release = row.id
        size = row.size
        digest = row.content
        self.reader = reader
    }

    package func read(at offset: Int64, count: Int) throws -> [UInt8] {
        try reader.read(at: offset, count: count)
    }
}

extension ExchangeNode {
    /// Opens a release for fetching. Membership, term and expiry are asked again at every request.
    package func delivery(_ id: ReleaseID, for caller: CallingMember) throws -> Delivery {
        let (row, _) = try releaseRow(id, of: caller)
        guard now < row.expires else {
            throw ExchangeError(
                .releaseExpired, "This release could be fetched until \(row.expires).",
                next: "Run `saksi retrieve` again; the request is decided anew.")
        }
        return Delivery(row, try folder.blobs.open(row.content))
    }

    /// Commits that all bytes of a release were sent.
    package func delivered(_ id: ReleaseID, to caller: CallingMember) async throws {
        let (row, active) = try releaseRow(id, of: caller)
        guard let bundle = try folder.register.bundle(row.bundle, agreement: row.agreement) else { return }
        let delivered = try nodeEvents.make(.delivered, in: active.ledger.origin, at: now) { event in
            event.case = bundle.caseNumber
            event.bundle = BundleMention(id: bundle.id, digest: bundle.digest, file: row.content)
            event.counterpart = Counterpart(caller.member.identity)
            event.release = id
            event.medium = .network
        }
        _ = try await active.ledger.commit { [self] _ in
            Draft(objects: try nodeEvents.objects(), events: [delivered])
        }
    }

    /// Commits the recipient's signed acknowledgement.
    package func acknowledge(
        _ id: ReleaseID, with statement: Statement, by caller: CallingMember
    ) async throws -> RecordedEvent {
        let (row, active) = try releaseRow(id, of: caller)
        let verified = try await VerifiedStatement(
            statement, from: caller, in: active.ledger.origin, as: [.received], trust: trust, now: now)
        let event = verified.event.event
        guard event.release == id, event.bundle?.id == row.bundle, event.bundle?.file ?? row.content == row.content
        else {
            throw ExchangeError(
                .statementMismatch, "The acknowledgement is for another release.",
                next: "Run `saksi retrieve` again; it acknowledges what it received.")
        }
        let committed = try await active.ledger.commit { _ in
            Draft(
                objects: verified.objects, events: [verified.event],
                rows: { Store.Commit(acknowledgedReleases: [id: Int64($0.indices[0])]) })
        }
        return try recorded(verified.event, in: committed, of: active)
    }

    private func releaseRow(_ id: ReleaseID, of caller: CallingMember) throws -> (
        row: ReleaseRow, active: ActiveAgreement
    ) {
        guard let row = try folder.register.release(id), row.member == caller.member.identity,
            let active = agreements[row.agreement],
            active.agreement.roster.entry(of: caller.member, at: now) != nil
        else { throw ExchangeError.notThere }
        return (row, active)
    }
}
