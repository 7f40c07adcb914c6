import Custody
import Store
import Vocabulary

/// What an audit reads beside the logs.
extension NodeAudit {
    /// Whether a node that was rebuilt may go on.
    mutating func auditRebuilding() {
        do {
            if let failure = try RebuildNote.read(in: folder)?.standsAgainst {
                state.report.add("data folder", failure)
            }
        } catch {
            state.report.add("data folder, \(RebuildNote.name)", error: error)
        }
    }

    /// A log that is behind where it stood when words were destroyed has them again, and says nothing of it.
    mutating func auditMemory() {
        let memory = LogMemory(in: folder, signedBy: keys.logVerifiers)
        do {
            for origin in try memory.origins {
                do { try memory.check(origin) } catch {
                    state.report.add("\(origin), as it stood when words were destroyed", error: error)
                }
            }
        } catch {
            state.report.add("data folder, logs-seen.json", error: error)
        }
    }

    /// Rows of an agreement that has no log here follow from nothing.
    mutating func auditStrangers() throws {
        let agreements = Set(heads.compactMap { try? LogOrigin(parsing: $0.origin).agreement })
        var places: Set<String> = []
        try folder.register.forEachRow { row in
            if let (table, agreement) = row.place, !agreements.contains(agreement) {
                places.insert("\(table) of \(agreement), which has no log here")
            }
        }
        for place in places.sorted() { state.report.add(place, RowsFollowLog.differs) }
    }

    /// What lies in the data folder and no row names: not wrong by itself, and for a person to look at.
    mutating func auditFolder() {
        do {
            state.report.note(setAside: try folder.setAside(), strangers: try folder.blobs.strangers())
        } catch {
            state.report.add("data folder", error: error)
        }
    }

    /// A piece of a blob, or several small ones.
    /// - Returns: whether there are more.
    mutating func stepOfBlobs() -> Bool {
        do {
            if blob == nil {
                let last = state.after.isEmpty ? nil : try Digest(hexadecimal: state.after)
                guard let next = try folder.register.blobs(after: last, limit: 1).first else { return false }
                begin(next)
            }
        } catch {
            state.report.add("blobs", error: error)
            return false
        }
        guard var check = blob else { return true }
        do {
            let (bytes, standing) = try check.read(atMost: pace.bytes)
            bytesOfStep = bytes
            did(Int64(max(1, bytes >> 20)))
            blob = check
            switch standing {
            case .reading:
                state.underWay = BlobUnderWay(check)
                return true
            case .whole: break
            case .damaged: throw Blobs.damaged(check.blob)
            }
        } catch {
            state.report.add("blob \(check.blob)", error: error)
        }
        end(check.blob)
        return true
    }

    private mutating func begin(_ row: BlobRow) {
        if state.underWay?.blob != row.digest { state.report.countBlob(size: row.size) }
        do {
            blob =
                try state.underWay?.resumed(row, in: folder.blobs) ?? folder.blobs.check(row.digest, size: row.size)
        } catch {
            state.report.add("blob \(row.digest)", error: error)
            end(row.digest)
        }
    }

    private mutating func end(_ digest: Digest) {
        blob = nil
        state.underWay = nil
        state.after = digest.hexadecimal
        did(1)
    }
}

extension RegisterRow {
    /// The table of a row that belongs to an agreement, and which.
    fileprivate var place: (table: String, agreement: AgreementID)? {
        switch self {
        case .bundle(let row): ("bundles", row.agreement)
        case .record(_, let agreement, _): ("records", agreement)
        case .exhibit(let row): ("exhibits", row.agreement)
        case .exhibitClass(let row): ("exhibit_classes", row.agreement)
        case .receipt(let row): ("receipts", row.agreement)
        case .release(let row): ("releases", row.agreement)
        case .decision(let row): ("decisions", row.agreement)
        case .knownCase(let row): ("cases", row.agreement)
        case .hearing(let row): ("hearings", row.agreement)
        case .approval(let row): ("approvals", row.agreement)
        case .consent(let row): ("consents", row.agreement)
        case .override(let row): ("overrides", row.agreement)
        case .courtOrder(let row): ("court_orders", row.agreement)
        case .text(let row): ("texts", row.agreement)
        case .upload(let row): ("uploads", row.agreement)
        case .log, .cosignature, .timestamp, .event, .certificate, .blob: nil
        }
    }
}
