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
    package func delivery(_ id: ReleaseID, for caller: CallingMember) async throws -> Delivery {
        try await elsewhere { [self] in
            let (row, active) = try await releaseRow(id, of: caller)
            try await check(row, under: active)
            guard now < row.expires else {
                throw ExchangeError(
                    .releaseExpired, "This release could be fetched until \(row.expires).",
                    next: "Run `saksi retrieve` again; the request is decided anew.")
            }
            return Delivery(row, try folder.blobs.open(row.content))
        }
    }

    /// Whether the caller may go on receiving a release: asked every few megabytes, and before the last.
    /// - Throws: what stands against it: the certificate, the roster, the term of the agreement, the end of what it rests on.
    package func stillGood(_ caller: CallingMember, _ id: ReleaseID) async throws {
        try await elsewhere { [self] in
            let (row, active) = try await releaseRow(id, of: caller)
            try await check(row, under: active)
            try await trust.checkAgain(caller.certificate, for: .memberTLS)
        }
    }

    /// Notes that these bytes of a release were sent, and commits `delivered` once all of them were.
    ///
    /// It is committed once for a release, and where a clause asks to log in full, each time that all was sent.
    /// What was sent before a restart of the node is not counted with what comes after it.
    package func sent(_ range: Range<Int64>, of id: ReleaseID, to caller: CallingMember) async throws {
        let (row, active) = try await releaseRow(id, of: caller)
        guard await deliveries.add(range, of: id, size: row.size, until: row.expires, now: now) else { return }
        do {
            try await commitDelivered(row, under: active, to: caller)
        } catch {
            // The next byte that is sent tries again.
            await deliveries.reopen(id, size: row.size, until: row.expires)
            throw error
        }
    }

    private func commitDelivered(
        _ row: ReleaseRow, under active: ActiveAgreement, to caller: CallingMember
    ) async throws {
        guard let bundle = try folder.register.bundle(row.bundle, agreement: row.agreement) else { return }
        let decision = try folder.register.decision(row.decision).map { try DecisionRecord(reading: $0.record) }
        let isEachTime = decision?.obligations.log == .full
        let delivered = try nodeEvents.make(.delivered, in: active.ledger.origin, at: now) { event in
            event.case = bundle.caseNumber
            event.bundle = BundleMention(id: bundle.id, digest: bundle.digest, file: row.content)
            event.counterpart = Counterpart(caller.member.identity)
            event.release = row.id
            event.medium = .network
        }
        do {
            _ = try await active.ledger.commit { [self] _ in
                guard try isEachTime || !isDelivered(row, in: active) else { throw DeliveredBefore() }
                return Draft(
                    objects: try nodeEvents.objects(), events: [delivered],
                    alone: isEachTime ? [] : ["delivered \(row.id)"])
            }
        } catch is DeliveredBefore {}
    }

    private func isDelivered(_ row: ReleaseRow, in active: ActiveAgreement) throws -> Bool {
        try folder.register.events(of: row.bundle, in: active.ledger.key)
            .contains {
                try $0.entry > row.entry && $0.type == EventType.delivered.rawValue
                    && active.log.event(at: Int($0.entry)).event.release == row.id
            }
    }

    /// Commits the recipient's signed acknowledgement.
    package func acknowledge(
        _ id: ReleaseID, with statement: Statement, by caller: CallingMember
    ) async throws -> RecordedEvent {
        let (row, active) = try await releaseRow(id, of: caller)
        let verified = try await VerifiedStatement(
            statement, from: caller, in: active.ledger.origin, as: [.received], trust: trust, now: now)
        try check(verified.event.event, acknowledges: row, under: active)
        let committed = try await active.ledger.commit { _ in
            Draft(
                objects: verified.objects, events: [verified.event],
                rows: { Store.Commit(acknowledgedReleases: [id: Int64($0.indices[0])]) })
        }
        return try recorded(verified.event, in: committed, of: active)
    }

    /// Everything that an acknowledgement says and the node knows must be so.
    private func check(
        _ event: CustodyEvent, acknowledges row: ReleaseRow, under active: ActiveAgreement
    ) throws {
        let released = try active.log.event(at: Int(row.entry))
        let said = event.bundle
        let expected = released.event
        guard event.release == row.id, said?.id == row.bundle, said?.digest == expected.bundle?.digest,
            said?.file == row.content, event.case == expected.case, event.purpose ?? row.purpose == row.purpose,
            event.exhibits ?? expected.exhibits == expected.exhibits, event.previous == [released.mention],
            event.counterpart.map({ $0 == Counterpart(node) }) ?? true, event.saysNothingOfTheNode
        else {
            throw ExchangeError(
                .statementMismatch,
                "The acknowledgement does not say what was released: bundle, file, case or release differ.",
                next: "Run `saksi retrieve` again; it acknowledges what it received.")
        }
    }

    /// What ended or was suspended meanwhile ends what is on its way too; help for a life in danger goes on.
    private func check(_ row: ReleaseRow, under active: ActiveAgreement) async throws {
        guard active.agreement.term.covers(now) else {
            throw ExchangeError(
                .releaseExpired, "\(active.agreement.id) is not in force today.",
                next: "Ask your central authority which agreement is in force today.")
        }
        guard active.policy.suspension == nil || row.purpose == .dangerToLife else {
            throw ExchangeError(
                .releaseSuspended, "\(active.agreement.id) is suspended; nothing more is sent under it.",
                next: "Wait until it is resumed, and run the same command again; it is decided anew.")
        }
        let again = "Run `saksi retrieve` again; the request is decided anew."
        switch try await grounds(of: row) {
        case .standing: break
        case .ended:
            throw ExchangeError(
                .releaseWithdrawn, "A consent, an override or a court's order on which this release rests has ended.",
                next: again)
        case .untold:
            throw ExchangeError(
                .releaseUntold,
                "Another version of the program granted this release, or the node was rebuilt since. It cannot be told any "
                    + "more whether it rests on a consent, an override or a court's order that has ended.", next: again)
        }
    }

    private func releaseRow(_ id: ReleaseID, of caller: CallingMember) async throws -> (
        row: ReleaseRow, active: ActiveAgreement
    ) {
        guard let row = try folder.register.release(id), row.member == caller.member.identity,
            let active = await ledgers[row.agreement]?.active,
            active.agreement.roster.entry(of: caller.member, at: now) != nil
        else { throw ExchangeError.notThere }
        return (row, active)
    }
}

/// The release was sent whole before, and once is enough.
private struct DeliveredBefore: Error {}
