import Cooperation
import Custody
import EvidenceBundle
import Policy
import Store
import Vocabulary

/// Holds every row of an agreement's register against its log and its bundles: a value that was changed is found even
/// if the sum of its row was made anew, and so is a row that nothing in the log asks for.
struct RowsFollowLog {
    let log: LogReading
    let folder: DataFolder
    let agreement: AgreementID
    /// The node's time of each commit, by the entries that it covers.
    let commits: CommitTimes
    /// What stands before it was restored from a mirror; nil if nothing was.
    let restored: RestoredPart?

    var register: Register { folder.register }

    /// - Parameter spent: the approvals that decisions on record used up, with their entries.
    func audit(spent: [Digest: Int64], _ find: (_ place: String, _ error: any Error) -> Void) {
        func each<Row>(
            _ name: String, _ rows: () throws -> [Row], _ place: (Row) -> String, _ holds: (Row) throws -> Bool
        ) {
            do {
                for row in try rows() {
                    do {
                        guard try holds(row) else { throw Self.differs }
                    } catch {
                        find(place(row), error)
                    }
                }
            } catch {
                find(name, error)
            }
        }
        each("receipts", { try register.receipts(agreement) }, { "receipt of bundle \($0.bundle)" }, follows)
        each("hearings", { try register.hearings(agreement) }, { "hearings, \($0.session)" }, follows)
        each("approvals", { try register.approvals(agreement) }, { "approval \($0.event)" }) {
            follows($0) && isSpent($0, asSaidBy: spent)
        }
        each("consents", { try register.consents(agreement) }, { "consent \($0.event)" }, follows)
        each("overrides", { try register.overrides(agreement) }, { "override \($0.event)" }, follows)
        each("court orders", { try register.courtOrders(agreement) }, { "court order \($0.event)" }, follows)
        each("texts", { try register.texts(agreement) }, { "text of event \($0.event)" }, follows)
        each("cases", { try register.cases(agreement) }, { "cases, \($0.number)" }, follows)
    }

    static let differs = ExchangeError(
        .auditDiffers, "The register says something else than the log and the bundle, or something that neither says.",
        next: "The log is right: keep the disk as it is, and restore the register from a backup.")

    /// What the log says at an entry; nil if that is no event, or lies beyond its end.
    func event(at entry: Int64) -> CustodyEvent? {
        guard entry >= 0, let bytes = try? register.entry(log.key, entry),
            case .event(let event)? = try? RawEntry(parsing: bytes)
        else { return nil }
        return event.event
    }

    private func follows(_ row: ReceiptRow) -> Bool {
        guard let event = event(at: row.entry) else { return false }
        return event.type == .accepted && event.bundle?.id == row.bundle && event.bundle?.file == row.blob
            && event.counterpart?.identity == row.submitter
    }

    private func follows(_ row: HearingRow) throws -> Bool {
        guard let bundle = try register.bundle(row.bundle, agreement: agreement), bundle.entry == row.entry,
            let exhibits = try? UnverifiedBundle(path: folder.blobs.path(of: bundle.blob)).inspect().exhibits
        else { return false }
        // An account is canonical, so its bytes are those of the exhibit.
        let document = try HearingDocument(canonical: row.record)
        return document.session == row.session && document.side.rawValue == row.side
            && exhibits.contains { $0.mediaType == HearingDocument.mediaType && $0.sha256 == Digest(of: row.record) }
    }

    /// When the log has it that somebody gave something: not later than the node had it.
    func given(_ event: CustodyEvent, at entry: Int64) -> Instant? {
        commits.time(of: entry).map { min(event.at, $0) }
    }

    private func follows(_ row: ApprovalRow) -> Bool {
        guard let event = event(at: row.entry), log.envelopeDigest(at: row.entry) == row.event else { return false }
        return event.type == .approvalGiven && event.approval?.action == row.action
            && event.approval?.expires == row.expires && event.bundle?.digest == row.bundle
            && event.counterpart?.identity == row.requester && given(event, at: row.entry) == row.given
    }

    private func follows(_ row: ConsentRow) -> Bool {
        guard let event = event(at: row.entry), log.envelopeDigest(at: row.entry) == row.event else { return false }
        return event.type == .consentGiven && event.actor.party == row.party && event.bundle?.digest == row.bundle
            && event.consent?.expires == row.expires && given(event, at: row.entry) == row.given
            && ends(row.withdrawn, .consentWithdrawn, of: row.event)
    }

    private func follows(_ row: CaseRow) -> Bool {
        guard let event = row.entry.flatMap(event) else { return false }
        return event.type == .submitted && event.case == row.number && event.offence?.text == row.offence
    }

    /// What the log and the file say of a bundle.
    func follows(_ row: BundleRow) throws -> Bool {
        guard let event = event(at: row.entry) else { return false }
        return event.type == .accepted && event.bundle?.id == row.id && event.bundle?.digest == row.digest
            && event.bundle?.file == row.blob && event.case == row.caseNumber
            && event.counterpart?.identity == row.submitter
            && commits.time(of: row.entry) == row.time
            && (try? folder.blobs.open(row.blob).size) ?? row.size == row.size
    }

    func follows(_ row: ReleaseRow) throws -> Bool {
        guard let event = event(at: row.entry) else { return false }
        let acknowledgements = try register.events(of: row.bundle, in: log.key).filter {
            $0.type == EventType.received.rawValue && self.event(at: $0.entry)?.release == row.id
        }
        return event.type == .released && event.release == row.id && event.bundle?.file == row.content
            && event.purpose == row.purpose && event.counterpart?.identity == row.member
            && event.exhibits?.map(\.number) == row.items && event.decision?.id == row.decision
            && commits.time(of: row.entry) == row.issued
            && (try? folder.blobs.open(row.content).size) ?? row.size == row.size
            && acknowledgements.last?.entry == row.acknowledged
    }

    /// The record itself says whose decision it is; the event at its entry names it, or another of the same moment.
    func follows(_ row: DecisionRow) throws -> Bool {
        let record = try DecisionRecord(reading: row.record)
        guard record.decision == row.id, record.request.agreement == agreement,
            record.request.actor.identity == row.member
        else { return false }
        guard let entry = row.entry else { return row.bundle == nil }
        guard let event = event(at: entry) else { return false }
        let isOfBundle = row.bundle.map { event.bundle?.id == $0 } ?? true
        guard let mention = event.decision else {
            // A statement of the member, which the decision permits to record.
            return event.actor == row.member && record.outcome == .permit && isOfBundle
                && event.bundle?.id == row.bundle && rests(record, onWhatDeclares: event)
        }
        let isRefusal = event.type == .decisionDenied || event.type == .decisionPending
        // A submission that was refused left no bundle of which the register could speak.
        guard event.counterpart?.identity == row.member, isOfBundle,
            row.bundle != nil || isRefusal || event.bundle == nil,
            try statement(before: event, of: row.member).map({ rests(record, onWhatDeclares: $0) }) ?? true
        else { return false }
        if mention.id == row.id { return mention.digest == row.digest }
        let named = try register.decision(mention.id).map { try DecisionRecord(reading: $0.record) }
        return named?.at == record.at
    }
}

extension RowsFollowLog {
    /// What somebody stated, which this event of the node answers; nil where the log keeps no such statement.
    private func statement(before answer: CustodyEvent, of member: Identity) throws -> CustodyEvent? {
        guard let first = answer.previous?.first, let row = try register.event(first.event) else { return nil }
        return event(at: row.entry).flatMap { $0.actor == member ? $0 : nil }
    }

    /// Nobody's place and court are declared by another than by who asked.
    private func rests(_ record: DecisionRecord, onWhatDeclares event: CustodyEvent) -> Bool {
        let declared = Declaration(record)
        return [nil, event.place].contains(declared.place) && [nil, event.forum].contains(declared.forum)
    }
}

/// When each commit of a log was made.
struct CommitTimes {
    private var ends: [(end: Int64, time: Instant)] = []

    /// - Parameter recorded: of the commits in their order.
    mutating func add(_ recorded: RecordedRange) {
        ends.append((Int64(recorded.to), recorded.at))
    }

    var last: Instant? { ends.last?.time }

    func time(of entry: Int64) -> Instant? {
        var low = 0
        var high = ends.count
        while low < high {
            let middle = (low + high) / 2
            if ends[middle].end <= entry { low = middle + 1 } else { high = middle }
        }
        return low < ends.count ? ends[low].time : nil
    }
}
