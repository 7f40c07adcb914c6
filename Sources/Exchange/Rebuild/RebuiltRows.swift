import Custody
import Store
import Vocabulary

/// Derives from a mirrored log, commit by commit, every row of the register that follows from it, by the rules by which
/// the audit compares them.
struct RebuiltRows {
    private let origin: LogOrigin
    private let log: LogKey
    private var evidence: RebuiltEvidence?
    private(set) var report: RebuildReport.Log

    /// Where words were beside an event, by its digest.
    private var worded: [Digest: (entry: Int64, event: EventID)] = [:]
    private var destroyed: Set<Digest> = []
    /// Approvals of which nothing says that they were used.
    private(set) var unspent: Set<Digest> = []
    private var cases: Set<CaseNumber> = []

    init(of mirror: MirroredLog, as log: LogKey, in folder: DataFolder) {
        origin = mirror.origin
        self.log = log
        evidence = mirror.origin.agreement.map { RebuiltEvidence(in: folder, under: $0) }
        report = RebuildReport.Log(origin: mirror.origin.text, size: mirror.size)
    }

    /// The rows of one commit, but for the log's own: entries, tiles and checkpoint.
    mutating func rows(of commit: MirroredCommits.Commit) throws -> Store.Commit {
        var rows = Store.Commit()
        var submitted: [EventID: (entry: Int64, event: CustodyEvent)] = [:]
        for entry in commit.entries {
            switch entry.raw {
            case .object(let object):
                rows.certificates.append(CertificateRow(log: log, digest: object.digest, entry: entry.index))
            case .event(let unverified):
                let event = unverified.event
                rows.events.append(
                    EventRow(
                        id: event.event, log: log, entry: entry.index, type: event.type.rawValue,
                        bundle: event.bundle?.id, exhibit: event.exhibits?.first?.number))
                if event.decision != nil { report.decisions += 1 }
                if event.type == .submitted { submitted[event.event] = (entry.index, event) }
                guard let agreement = origin.agreement else { continue }
                if event.type == .accepted, let first = event.previous?.first, let stated = submitted[first.event] {
                    remember(stated.event, at: stated.entry, under: agreement, &rows)
                }
                try add(
                    event, Digest(of: entry.bytes), at: entry.index, commit.time, under: agreement, &rows)
            }
        }
        return rows
    }

    /// What is missing once all is read.
    mutating func finish() {
        report.words = worded.filter { !destroyed.contains($0.key) }.values.sorted { $0.entry < $1.entry }.map(\.event)
    }

    /// The first offence that a submission of a case declared counts.
    private mutating func remember(
        _ submitted: CustodyEvent, at entry: Int64, under agreement: AgreementID, _ rows: inout Store.Commit
    ) {
        guard let offence = submitted.offence, let number = submitted.case, cases.insert(number).inserted else {
            return
        }
        rows.cases.append(CaseRow(agreement: agreement, number: number, offence: offence.text, entry: entry))
    }

    private mutating func add(
        _ event: CustodyEvent, _ digest: Digest, at entry: Int64, _ time: Instant, under agreement: AgreementID,
        _ rows: inout Store.Commit
    ) throws {
        // When the log has it that somebody gave something: not later than the node had it.
        let given = min(event.at, time)
        let answered = event.previous?.first?.digest
        if event.worded != nil { worded[digest] = (entry, event.event) }
        switch event.type {
        case .accepted:
            if let missing = try evidence?.accept(event, at: entry, time, &rows) { report.files.append(missing) }
        case .released:
            for named in (event.previous ?? []).dropFirst() where unspent.remove(named.digest) != nil {
                rows.spentApprovals[named.digest] = entry
            }
            if let missing = try evidence?.release(event, at: entry, time, &rows) { report.files.append(missing) }
        case .received:
            if let release = event.release { rows.acknowledgedReleases[release] = entry }
        case .approvalGiven:
            guard let terms = event.approval, let requester = event.counterpart?.identity else { return }
            unspent.insert(digest)
            rows.approvals.append(
                ApprovalRow(
                    event: digest, agreement: agreement, action: terms.action, bundle: event.bundle?.digest,
                    requester: requester, given: given, expires: terms.expires, entry: entry))
        case .consentGiven:
            rows.consents.append(
                ConsentRow(
                    event: digest, agreement: agreement, party: event.actor.party, bundle: event.bundle?.digest,
                    given: given, expires: event.consent?.expires, entry: entry))
        case .overrideGiven:
            guard let terms = event.override, let bundle = event.bundle?.digest else { return }
            if let answered {
                rows.secondedOverrides[answered] = SecondedOverride(given: given, entry: entry)
            } else {
                rows.overrides.append(
                    OverrideRow(
                        event: digest, agreement: agreement, action: terms.action, bundle: bundle,
                        expires: terms.expires, entry: entry))
            }
        case .courtOrderRecorded:
            guard let order = event.courtOrder else { return }
            rows.courtOrders.append(
                CourtOrderRow(
                    event: digest, agreement: agreement, party: order.party, bundle: event.bundle?.digest,
                    caseNumber: event.case, entry: entry))
        case .consentWithdrawn: if let answered { rows.withdrawnConsents[answered] = entry }
        case .overrideWithdrawn: if let answered { rows.withdrawnOverrides[answered] = entry }
        case .courtOrderEnded: if let answered { rows.endedCourtOrders[answered] = entry }
        case .wordsDestroyed:
            guard let answered, let place = worded[answered], destroyed.insert(answered).inserted else { return }
            rows.texts.append(
                TextRow(event: answered, agreement: agreement, words: nil, destroyed: entry, entry: place.entry))
        case .registerRebuilt:
            for approval in unspent { rows.spentApprovals[approval] = entry }
            unspent = []
        default: return
        }
    }
}
