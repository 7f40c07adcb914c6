import Custody
import Policy
import Store
package import Vocabulary

/// Reads everything that a stopped node holds, and checks each against the other: blobs against their digests,
/// events against their certificates, trees against checkpoints, the register against the logs, decisions by replay.
///
/// It writes nothing but what the recovery of the store writes at every start.
package struct NodeAudit: Sendable {
    private let folder: DataFolder
    private let node: Identity
    private let key: VerifierKey
    private let library: PolicyLibrary

    /// - Throws: what keeps the store from being opened at all, or the agreements from being read.
    init(_ setting: NodeSetting, timekeeper: any Timekeeper) async throws {
        let signed = try AgreementFolder(
            setting.agreementsFolder, trust: await setting.trust.current(), now: timekeeper.now)
        library = try PolicyLibrary(signed.documents.map(\.document))
        folder = try await DataFolder.open(
            setting.dataFolder, options: StoreOptions(reserve: setting.reserveBytes))
        node = setting.keys.node
        key = setting.keys.log.verifier
    }

    /// Audits the node whose folder it is. Damage that keeps the store from being opened is a finding like any other.
    /// - Throws: what says nothing about the evidence: another process has the folder, the agreements cannot be read.
    package static func report(
        on setting: NodeSetting, timekeeper: any Timekeeper = SystemTimekeeper()
    ) async throws -> NodeAuditReport {
        do {
            let audit = try await NodeAudit(setting, timekeeper: timekeeper)
            let report = audit.run()
            try audit.close()
            return report
        } catch let damage as StoreError
            where [.rowDamaged, .registerDamaged, .registerVersion].contains(damage.code)
        {
            var report = NodeAuditReport(node: setting.keys.node)
            report.add("register", damage)
            return report
        }
    }

    func run() -> NodeAuditReport {
        var report = NodeAuditReport(node: node)
        auditRegister(&report)
        let decided = auditDecisions(&report)
        do {
            for head in try folder.register.logs() {
                let log = LogReading(
                    origin: try LogOrigin(parsing: head.origin), key: head.key, register: folder.register)
                audit(log, head, &report)
                if let agreement = log.origin.agreement { auditRows(of: agreement, log, &report) }
                var found: [(String, any Error)] = []
                RegisterFollowsLog(
                    log: log, folder: folder, decided: log.origin.agreement.flatMap { decided[$0] } ?? []
                ).audit(size: Int(head.size)) { found.append(($0, $1)) }
                for (place, error) in found { report.add("\(log.origin): \(place)", error: error) }
            }
        } catch {
            report.add("logs", error: error)
        }
        auditBlobs(&report)
        return report
    }

    func close() throws {
        try folder.close()
    }

    private func auditRegister(_ report: inout NodeAuditReport) {
        do { report.add(register: try folder.register.check()) } catch { report.add("register", error: error) }
    }

    private func audit(_ log: LogReading, _ head: Store.LogHead, _ report: inout NodeAuditReport) {
        guard head.size > 0 else { return }
        report.add(
            log: LogAudit(keys: LogKeys(origin: log.origin, key: key), tiles: log.tile, entries: log.tile)
                .run(checkpoint: head.checkpoint))
    }

    private func auditBlobs(_ report: inout NodeAuditReport) {
        var last: Digest?
        do {
            while true {
                let page = try folder.register.blobs(after: last, limit: 500)
                for blob in page {
                    report.countBlob(size: blob.size)
                    do { try folder.blobs.recheck(blob.digest, size: blob.size) } catch {
                        report.add("blob \(blob.digest)", error: error)
                    }
                }
                guard let final = page.last else { return }
                last = final.digest
            }
        } catch {
            report.add("blobs", error: error)
        }
    }

    /// Every bundle and release of the register must be what the log says.
    private func auditRows(of id: AgreementID, _ log: LogReading, _ report: inout NodeAuditReport) {
        var last: Int64?
        do {
            while true {
                let page = try folder.register.bundles(id, where: BundleFilter(), after: last, limit: 500)
                for bundle in page {
                    last = bundle.entry
                    report.countBundle()
                    compare("bundle \(bundle.id)", with: log, at: bundle.entry, &report) { event in
                        event.type == .accepted && event.bundle?.id == bundle.id
                            && event.bundle?.digest == bundle.digest && event.bundle?.file == bundle.blob
                            && event.case == bundle.caseNumber && event.counterpart?.identity == bundle.submitter
                    }
                    for release in try folder.register.releases(of: bundle.id, agreement: id) {
                        report.countRelease()
                        compare("release \(release.id)", with: log, at: release.entry, &report) { event in
                            event.type == .released && event.release == release.id
                                && event.bundle?.file == release.content && event.purpose == release.purpose
                                && event.counterpart?.identity == release.member
                                && event.exhibits?.map(\.number) == release.items
                        }
                    }
                }
                if page.isEmpty { return }
            }
        } catch {
            report.add("register of \(id)", error: error)
        }
    }

    private func compare(
        _ place: String, with log: LogReading, at entry: Int64, _ report: inout NodeAuditReport,
        _ agrees: (CustodyEvent) -> Bool
    ) {
        do {
            guard agrees(try log.event(at: Int(entry)).event) else {
                throw ExchangeError(
                    .auditDiffers, "The register does not say what entry \(entry) of the log says.",
                    next: "The log is right: restore the register from a backup.")
            }
        } catch {
            report.add(place, error: error)
        }
    }

    /// A decision must come out again, to the same bytes, under the policy that it was taken under.
    /// - Returns: the entries of each agreement's log that rest on a decision of the register.
    private func auditDecisions(_ report: inout NodeAuditReport) -> [AgreementID: Set<Int64>] {
        var last: DecisionID?
        var decided: [AgreementID: Set<Int64>] = [:]
        do {
            while true {
                let page = try folder.register.decisions(after: last, limit: 500)
                for row in page {
                    last = row.id
                    report.countDecision()
                    replay(row, &report)
                    if let entry = row.entry { decided[row.agreement, default: []].insert(entry) }
                }
                if page.isEmpty { return decided }
            }
        } catch {
            report.add("decisions", error: error)
            return decided
        }
    }

    private func replay(_ row: DecisionRow, _ report: inout NodeAuditReport) {
        do {
            guard Digest(of: row.record) == row.digest else {
                throw ExchangeError(
                    .auditDiffers, "The record of the decision has another digest than its event names.",
                    next: "Restore the register from a backup.")
            }
            guard try library.replay(row.record) == row.record else {
                throw ExchangeError(
                    .auditReplay, "The decision does not come out again from its record.",
                    next: "Keep the record; whoever changed the policy or the record has to explain it.")
            }
        } catch let other as PolicyError where other.code == .policyReplayOther {
            // Taken before the agreement or a law was amended; its digest is in the log, and who has the older files
            // can replay it.
            report.countUnreplayed()
        } catch {
            report.add("decision \(row.id)", error: error)
        }
    }
}
