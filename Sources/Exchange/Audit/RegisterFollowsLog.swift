import Cooperation
import Custody
import EvidenceBundle
import Policy
import Store
import Vocabulary

/// Walks over a log and looks for every row that must follow from it: so a row that was taken away is found too,
/// and not only one that was changed.
///
/// What stands in the register of an accepted bundle is also compared with the bundle itself, as its packer signed it.
struct RegisterFollowsLog {
    let log: LogReading
    let folder: DataFolder
    /// The entries of this log that have a decision in the register.
    let decided: Set<Int64>
    /// What stands before it was restored from a mirror; nil if nothing was.
    let restored: RestoredPart?

    private var register: Register { folder.register }

    /// - Parameters:
    ///   - absent: is told of what is known not to have been restored.
    ///   - find: is told of every place where the register says something else, or nothing.
    func audit(
        _ entries: Range<Int64>, _ absent: inout AbsentParts, _ find: (_ place: String, _ error: any Error) -> Void
    ) {
        for index in entries {
            do {
                guard let bytes = try register.entry(log.key, index) else { continue }
                switch try RawEntry(parsing: bytes) {
                case .object(let object):
                    try expect(
                        try register.certificateEntry(log.key, object.digest) == index, "certificate \(object.digest)")
                case .event(let event): audit(event.event, at: index, &absent, find)
                }
            } catch {
                // What cannot be read as an entry is a finding of the log's own audit.
                if let missing = error as? Missing { find(missing.place, missing.error) }
            }
        }
    }

    /// Rows that say where an event or a certificate stands must lead there.
    func auditWays(_ find: (_ place: String, _ error: any Error) -> Void) {
        do {
            for row in try register.certificates(log.key) {
                guard case .object(let object)? = try entry(at: row.entry), object.digest == row.digest else {
                    find("certificate \(row.digest)", RowsFollowLog.differs)
                    continue
                }
            }
            var last: EventID?
            while true {
                let page = try register.events(after: last, limit: 500)
                guard let final = page.last else { return }
                last = final.id
                for row in page where row.log == log.key {
                    guard case .event(let event)? = try entry(at: row.entry), event.event.event == row.id else {
                        find("event \(row.id)", RowsFollowLog.differs)
                        continue
                    }
                }
            }
        } catch {
            find("events and certificates", error)
        }
    }

    private func entry(at index: Int64) throws -> RawEntry? {
        guard index >= 0 else { return nil }
        return try register.entry(log.key, index).map { try RawEntry(parsing: $0) }
    }

    private struct Missing: Error {
        let place: String
        let error: ExchangeError
    }

    private func expect(_ holds: Bool, _ place: String) throws {
        guard !holds else { return }
        throw Missing(
            place: place,
            error: ExchangeError(
                .auditDiffers, "It is in the log, and the register does not say so.",
                next: "The log is right: keep the disk as it is, and restore the register from a backup."))
    }

    private func audit(
        _ event: CustodyEvent, at index: Int64, _ absent: inout AbsentParts, _ find: (String, any Error) -> Void
    ) {
        let isRestored = restored?.covers(index) ?? false
        func check(_ place: String, _ look: () throws -> Bool) {
            do { try expect(try look(), place) } catch let missing as Missing {
                find(missing.place, missing.error)
            } catch {
                find(place, error)
            }
        }
        check("event \(event.event)") {
            guard let row = try register.event(event.event) else { return false }
            return row.log == log.key && row.entry == index && row.type == event.type.rawValue
                && row.bundle == event.bundle?.id && row.exhibit == event.exhibits?.first?.number
        }
        if let mention = event.decision {
            if isRestored, isAbsent({ try register.decision(mention.id) }) {
                if !goesOn(mention, at: index) { absent.decisions.append(mention.id) }
            } else {
                check("decision \(mention.id)") { try register.decision(mention.id)?.digest == mention.digest }
            }
        }
        guard let agreement = log.origin.agreement else { return }
        switch event.type {
        case .accepted:
            guard let mention = event.bundle, let blob = mention.file, let submitter = event.counterpart?.identity
            else { return }
            check("decision at entry \(index)") { isRestored || decided.contains(index) }
            if isRestored, lacks(mention, blob, under: agreement) {
                return find("bundle \(mention.id)", Self.fileLost(blob))
            }
            check("receipt of bundle \(mention.id)") {
                let row = try register.receipt(submitter: submitter, agreement: agreement, blob: blob)
                // A file that was lost with the node, and sent again by whoever had sent it, has two acceptances.
                return row?.bundle == mention.id && (row?.entry == index || isRestored)
            }
            check("bundle \(mention.id)") {
                guard let row = try register.bundle(mention.id, agreement: agreement) else { return false }
                // Another member who sent the same file later has an acceptance, and the bundle stays where it was.
                return try (row.entry <= index || isRestored) && row.digest == mention.digest && row.blob == blob
                    && register.names(blob)
            }
            check("records of bundle \(mention.id)") { try recordsAgree(mention.id, blob, under: agreement) }
            if let submitted = event.previous?.first {
                check("case of bundle \(mention.id)") { try isRemembered(submitted, before: index, under: agreement) }
            }
        case .released:
            check("decision at entry \(index)") { isRestored || decided.contains(index) }
            guard let id = event.release else { return }
            if isRestored, isNotRestored(event, id, under: agreement) { return absent.releases.append(id) }
            check("release \(id)") { try register.release(id)?.entry == index }
            // What it rests on stands in the records.
            guard !isRestored else { return }
            check("what release \(id) names") {
                let named = try register.decisions(agreement, at: index).flatMap {
                    let record = try DecisionRecord(reading: $0.record)
                    return record.approvalsSpent + record.facts.courtOrders.map(\.event)
                }
                return Set(named) == Set((event.previous ?? []).dropFirst().map(\.digest))
            }
        case .approvalGiven, .consentGiven, .consentWithdrawn, .overrideGiven, .overrideWithdrawn, .courtOrderRecorded,
            .courtOrderEnded:
            check("decision at entry \(index)") { isRestored || decided.contains(index) }
            check("grant at entry \(index)") { try isKept(event, at: index) }
        case .received:
            guard let id = event.release else { return }
            // A release without its row is told where it was released.
            if isRestored, isAbsent({ try register.release(id) }) { return }
            check("release \(id)") { try register.release(id)?.acknowledged != nil }
        case _ where event.decision != nil || EventType.statable.contains(event.type):
            // Every refusal and every statement rests on a decision; a long refusal goes on in further events.
            guard event.decision == nil || isFirst(event) else { return }
            check("decision at entry \(index)") { isRestored || decided.contains(index) }
        default: return
        }
    }

    /// Whether the event before it names the same decision: a refusal of many exhibits takes several.
    private func goesOn(_ mention: DecisionMention, at index: Int64) -> Bool {
        guard case .event(let before)? = try? entry(at: index - 1) else { return false }
        return before.event.decision == mention
    }

    /// Whether a bundle is not here because nobody had its file when the node was rebuilt.
    private func lacks(_ mention: BundleMention, _ blob: Digest, under agreement: AgreementID) -> Bool {
        isAbsent({ try register.bundle(mention.id, agreement: agreement) }) && !folder.blobs.holds(blob)
    }

    /// Whether a release has no row because nobody had its file, or that of its bundle.
    private func isNotRestored(_ event: CustodyEvent, _ id: ReleaseID, under agreement: AgreementID) -> Bool {
        guard isAbsent({ try register.release(id) }), let mention = event.bundle, let content = mention.file else {
            return false
        }
        return !folder.blobs.holds(content) || isAbsent({ try register.bundle(mention.id, agreement: agreement) })
    }

    /// A row that is there and cannot be read is not absent.
    private func isAbsent<Row>(_ row: () throws -> Row?) -> Bool {
        do { return try row() == nil } catch { return false }
    }

    private static func fileLost(_ blob: Digest) -> ExchangeError {
        ExchangeError(
            .auditFileLost, "Its file \(blob) was lost with the node, and nobody had it when the node was rebuilt.",
            next: "Find who holds the file, and run `saksid rebuild --files` on it.")
    }

    /// Whether the register has what was given or recorded, its end, or the second signature under it.
    private func isKept(_ event: CustodyEvent, at index: Int64) throws -> Bool {
        switch event.type {
        case .approvalGiven:
            try log.envelopeDigest(at: index).flatMap { try register.approval($0) }?.entry == index
        case .consentGiven:
            try log.envelopeDigest(at: index).flatMap { try register.consent($0) }?.entry == index
        case .courtOrderRecorded:
            try log.envelopeDigest(at: index).flatMap { try register.courtOrder($0) }?.entry == index
        case .overrideGiven where event.previous == nil:
            try log.envelopeDigest(at: index).flatMap { try register.override($0) }?.entry == index
        case .overrideGiven:
            try event.previous?.first.flatMap { try register.override($0.digest) }?.seconded == index
        case .overrideWithdrawn:
            try event.previous?.first.flatMap { try register.override($0.digest) }?.withdrawn == index
        case .courtOrderEnded:
            try event.previous?.first.flatMap { try register.courtOrder($0.digest) }?.ended == index
        default:
            try event.previous?.first.flatMap { try register.consent($0.digest) }?.withdrawn == index
        }
    }

    /// Whether the decision that an event names stands beside this very event.
    private func isFirst(_ event: CustodyEvent) -> Bool {
        guard let mention = event.decision, let row = try? register.decision(mention.id), let entry = row.entry,
            let bytes = try? register.entry(log.key, entry), case .event(let other)? = try? RawEntry(parsing: bytes)
        else { return true }
        return other.event.event == event.event || other.event.decision != mention
    }

    /// Whether the offence that a submission declared is remembered, or one that was declared before it.
    private func isRemembered(
        _ mention: EventMention, before index: Int64, under agreement: AgreementID
    ) throws -> Bool {
        guard let row = try register.event(mention.event) else { return true }
        let submitted = try log.event(at: Int(row.entry)).event
        guard submitted.offence != nil, let number = submitted.case else { return true }
        guard let known = try register.knownCase(number, agreement: agreement)?.entry else { return false }
        return known < index
    }

    /// What the register copied out of a bundle is what the bundle says.
    private func recordsAgree(_ id: BundleID, _ blob: Digest, under agreement: AgreementID) throws -> Bool {
        // A blob that is missing or damaged is told by the audit of the blobs.
        guard let bundle = try? UnverifiedBundle(path: folder.blobs.path(of: blob)).inspect() else { return true }
        guard try register.record(of: id, agreement: agreement) == (try CanonicalJSON.encode(bundle.record)) else {
            return false
        }
        var rows: [ExhibitRow] = []
        while true {
            let page = try register.exhibits(of: id, agreement: agreement, after: rows.last?.number, limit: 1000)
            if page.isEmpty { break }
            rows += page
        }
        guard rows.count == bundle.exhibits.count else { return false }
        let entry = try register.bundle(id, agreement: agreement)?.entry ?? -1
        let expected = try bundle.exhibits.sorted { $0.number < $1.number }.map {
            ExhibitRow($0, of: id, under: agreement, record: try CanonicalJSON.encode($0), entry: entry)
        }
        guard rows == expected, try register.bundle(id, agreement: agreement)?.channel == bundle.record.channel else {
            return false
        }
        let classes = try register.exhibitClasses(of: id, agreement: agreement)
        let hearings = try register.hearings(agreement).filter { $0.bundle == id }
        return classes == ExhibitClass.classes(of: expected)
            && hearings.count == bundle.exhibits.count { $0.mediaType == HearingDocument.mediaType }
    }
}
