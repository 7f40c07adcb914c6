import Foundation
import TestKit
import Testing
import Vocabulary

@testable import Store

@Suite struct RegisterTests {
    let fixture: Fixture
    let workspace: Workspace
    let origin = "saksi/kh/phnom-penh/KH-TH-JIT-2026-01"

    init() throws {
        fixture = try Fixture()
        workspace = try Workspace()
    }

    private func open(_ name: String = "data") async throws -> DataFolder {
        try await DataFolder.open(workspace(name), options: StoreOptions(reserve: 0))
    }

    /// A folder with a row in every table and the blobs that they name.
    func filled(_ name: String = "data") async throws -> (folder: DataFolder, log: LogKey, blob: Digest) {
        let folder = try await open(name)
        let content = noise(1000)
        try Data(content).write(to: URL(fileURLWithPath: folder.blobs.workshopPath("bundle")))
        try folder.blobs.adopt(made: "bundle", digest: Digest(of: content))
        try Data("extract".utf8).write(to: URL(fileURLWithPath: folder.blobs.workshopPath("extract")))
        try folder.blobs.adopt(made: "extract", digest: Digest(ofText: "extract"))
        let log = try await folder.register.openLog(origin).key
        try await folder.register.commit(try fixture.everything(log, blob: Digest(of: content), size: 1000))
        try await folder.register.keep(
            TimestampRow(
                log: log, size: 3, authority: try Identity(parsing: "th/tsa/main"),
                time: Instant(secondsSince1970: 1_777_860_000), checkpoint: [1, 2, 3], token: [4, 5, 6]))
        let upload = try await folder.spool.begin(try fixture.upload(1, length: 10))
        let claim = try await upload.claim()
        try await upload.append([1, 2, 3], by: claim)
        _ = try await upload.acknowledge(by: claim)
        return (folder, log, Digest(of: content))
    }

    @Test("A commit is synced before it returns: the settings that SQLite reports say so")
    func settings() async throws {
        let folder = try await open()
        #expect(try await folder.register.settings() == Register.Settings.durable)
        try folder.close()
        #expect(try Tool.run("sqlite3", [folder.path + "/register.sqlite", "PRAGMA journal_mode"]).output == "wal\n")
    }

    @Test("The write-ahead log is emptied at each start")
    func walTruncated() async throws {
        let (folder, _, _) = try await filled()
        let image = try Fixture.crashImage(of: folder.path, as: workspace("image"))
        func size() throws -> Int {
            try FileManager.default.attributesOfItem(atPath: "\(image)/register.sqlite-wal")[.size] as? Int ?? -1
        }
        #expect(try size() > 0)
        let recovered = try await open("image")
        #expect(try size() == 0)
        #expect(try recovered.register.log(origin)?.size == 3)
    }

    @Test("Everything that was committed reads back as it was")
    func roundTrip() async throws {
        let (folder, log, blob) = try await filled()
        let register = folder.register
        let commit = try fixture.everything(log, blob: blob, size: 1000)
        let bundle = try #require(commit.bundles.first)
        #expect(try register.bundle(bundle.row.id, agreement: fixture.agreement) == bundle.row)
        #expect(try register.record(of: bundle.row.id, agreement: fixture.agreement) == bundle.record)
        #expect(try register.exhibits(of: bundle.row.id, agreement: fixture.agreement) == commit.exhibits)
        #expect(
            try register.receipt(submitter: fixture.officer, agreement: fixture.agreement, blob: blob)
                == commit.receipts[0])
        #expect(try register.receipt(submitter: fixture.other, agreement: fixture.agreement, blob: blob) == nil)
        let id = bundle.row.id
        #expect(
            try register.receipt(submitter: fixture.officer, agreement: fixture.agreement, bundle: id)
                == commit.receipts[0])
        #expect(try register.receipt(submitter: fixture.other, agreement: fixture.agreement, bundle: id) == nil)
        #expect(try register.release(commit.releases[0].id) == commit.releases[0])
        #expect(try register.releases(of: bundle.row.id, agreement: fixture.agreement) == commit.releases)
        #expect(try register.decision(commit.decisions[0].id) == commit.decisions[0])
        #expect(try register.cases(fixture.agreement) == commit.cases)
        #expect(try register.hearings(fixture.agreement) == commit.hearings)
        #expect(try register.hearings(fixture.agreement, session: try fixture.id(42)).isEmpty)
        #expect(try register.events(of: bundle.row.id, in: log) == [commit.events[1]])
        #expect(try register.certificateEntry(log, Digest(ofText: "certificate")) == 0)
        #expect(
            try register.entries(log, 1..<9).map { String(decoding: $0, as: UTF8.self) } == ["submitted", "accepted"])
        #expect(try register.tile(log, level: 0, index: 0)?.count == 96)
        #expect(try register.blobs(after: nil, limit: 10).count == 2)
        let head = try #require(try register.log(origin))
        #expect(head.size == 3 && head.checkpoint == Array("note 3".utf8))
        #expect(try register.check().isEmpty)
    }

    @Test("No index leads from one log into another")
    func logsAreApart() async throws {
        let (folder, log, _) = try await filled()
        let other = try await folder.register.openLog("saksi/kh/phnom-penh/KH-VN-POL-2026-01").key
        try await folder.register.commit(Commit(step: fixture.step(other, from: 0, entries: ["of the other log"])))
        for index in [1 << 40, 1 << 41, Int64.max - 1] {
            #expect(try folder.register.entries(log, index..<index + 1).isEmpty)
        }
        #expect(try folder.register.entries(log, 0..<Int64.max).count == 3)
        #expect(try folder.register.entry(log, Int64.max) == nil)
        #expect(try folder.register.entry(log, -1) == nil)
        #expect(try folder.register.tile(log, level: 0, index: 1 << 40) == nil)
    }

    @Test("A commit is not failed by what comes after it: the write-ahead log that cannot be carried over")
    func carryingOverFails() async throws {
        for number in [ENOSPC, EBUSY, EIO] {
            let disk = Disk(faults: Faults { step, _ in step == .carryOver ? number : 0 })
            let register = try await Register(workspace("register-\(number).sqlite"), on: disk, checkpointWeight: 0)
            let log = try await register.openLog(origin).key
            try await register.commit(Commit(step: fixture.step(log, from: 0, entries: ["one"])))
            try await register.commit(Commit(step: fixture.step(log, from: 1, entries: ["two"])))
            #expect(try register.log(origin)?.size == 2)
        }
    }

    @Test("A walk shows every row of every table, but for changed ones")
    func walk() async throws {
        let (folder, log, blob) = try await filled()
        let everything = try fixture.everything(log, blob: blob, size: 1000)
        var rows: [RegisterRow] = []
        try folder.register.forEachRow { rows.append($0) }
        #expect(rows.contains(.event(everything.events[0])) && rows.contains(.event(everything.events[1])))
        #expect(rows.contains(.bundle(everything.bundles[0].row)))
        #expect(rows.contains(.exhibit(everything.exhibits[1])))
        #expect(rows.contains(.receipt(everything.receipts[0])))
        #expect(rows.contains(.release(everything.releases[0])))
        #expect(rows.contains(.decision(everything.decisions[0])))
        #expect(rows.contains(.knownCase(everything.cases[0])))
        #expect(rows.contains(.hearing(everything.hearings[0])))
        #expect(rows.contains(.approval(everything.approvals[0])))
        #expect(rows.contains(.consent(everything.consents[0])))
        #expect(rows.contains(.override(everything.overrides[0])))
        #expect(rows.contains(.courtOrder(everything.courtOrders[0])))
        #expect(rows.contains(.text(everything.texts[0])))
        #expect(rows.contains(.certificate(everything.certificates[0])))
        #expect(rows.contains(.cosignature(everything.cosignatures[0])))
        let record = everything.bundles[0].record
        #expect(rows.contains(.record(bundle: try fixture.id(1), agreement: fixture.agreement, bytes: record)))
        let tables = Set(rows.map { String("\($0)".prefix { $0 != "(" }) })
        #expect(tables.count == TableForm.all.count)
        let before = rows.count
        try folder.close()
        let register = folder.path + "/register.sqlite"
        _ = try Tool.run("sqlite3", [register, "UPDATE exhibits SET victim_identity = 'none' WHERE number = 2"])
        var left = 0
        try await Register(register, on: Disk()).forEachRow { _ in left += 1 }
        #expect(left == before - 1)
    }

    @Test("An approval serves once: whoever would spend it a second time commits nothing")
    func approvalOnce() async throws {
        let (folder, log, _) = try await filled()
        let register = folder.register
        let manifest = Digest(ofText: "manifest 1")
        func open(_ member: Identity, of bundle: Digest?, at now: Instant) throws -> Int {
            try register.approvals(fixture.agreement, for: member, .retrieve, of: bundle, at: now).count
        }
        #expect(try open(fixture.other, of: manifest, at: fixture.now) == 1)
        #expect(try open(fixture.officer, of: manifest, at: fixture.now) == 0)
        #expect(try open(fixture.other, of: nil, at: fixture.now) == 0)
        #expect(try open(fixture.other, of: manifest, at: fixture.now.adding(days: 1)) == 0)
        var commit = Commit(step: fixture.step(log, from: 3, entries: ["released"]))
        commit.spentApprovals = [Digest(ofText: "approval"): 3]
        try await register.commit(commit)
        #expect(try open(fixture.other, of: manifest, at: fixture.now) == 0)
        #expect(try register.approval(Digest(ofText: "approval"))?.spent == 3)
        commit.step = fixture.step(log, from: 4, entries: ["released"])
        commit.spentApprovals = [Digest(ofText: "approval"): 4]
        let again = commit
        #expect(await code { try await register.commit(again) } == .approvalSpent)
        commit.spentApprovals = [Digest(ofText: "no approval"): 4]
        let unknown = commit
        #expect(await code { try await register.commit(unknown) } == .approvalSpent)
        #expect(try register.log(origin)?.size == 4)
    }

    @Test("A consent that was withdrawn is none any more, and stays on record")
    func withdrawnConsent() async throws {
        let (folder, log, _) = try await filled()
        let register = folder.register
        #expect(try register.consents(fixture.agreement, of: Digest(ofText: "manifest 1"), at: fixture.now).count == 1)
        var commit = Commit(step: fixture.step(log, from: 3, entries: ["withdrawn"]))
        commit.withdrawnConsents = [Digest(ofText: "consent"): 3]
        try await register.commit(commit)
        #expect(try register.consents(fixture.agreement, of: nil, at: fixture.now).isEmpty)
        #expect(try register.consents(fixture.agreement).map(\.withdrawn) == [3])
    }

    @Test("The events of a type are looked up without reading all")
    func eventsOfType() async throws {
        let (folder, log, blob) = try await filled()
        let events = try fixture.everything(log, blob: blob, size: 1000).events
        #expect(try folder.register.events(ofType: "submitted", in: log) == [events[1]])
        let plan = try Tool.run(
            "sqlite3",
            [
                folder.path + "/register.sqlite",
                "EXPLAIN QUERY PLAN SELECT * FROM events WHERE log = 1 AND type = 'x' ORDER BY entry",
            ]
        ).output
        #expect(plan.contains("events_of_type") && !plan.contains("TEMP B-TREE"))
    }

    @Test("A commit that expects another size of the log writes nothing")
    func expectedSize() async throws {
        let (folder, log, _) = try await filled()
        var commit = Commit(step: fixture.step(log, from: 5, entries: ["x"]))
        commit.events = [
            EventRow(id: try fixture.id(77), log: log, entry: 5, type: "stored", bundle: nil, exhibit: nil)
        ]
        #expect(await code { try await folder.register.commit(commit) } == .logBehind)
        commit.step = fixture.step(log, from: 2, entries: ["x"])
        #expect(await code { try await folder.register.commit(commit) } == .logAhead)
        #expect(try folder.register.event(try fixture.id(77)) == nil)
        #expect(try folder.register.log(origin)?.size == 3)
    }

    @Test("A known event, bundle or receipt undoes the whole commit and has its own code")
    func duplicates() async throws {
        let (folder, log, blob) = try await filled()
        let again = try fixture.everything(log, blob: blob, size: 1000)
        var commit = Commit(step: fixture.step(log, from: 3, entries: ["x"]))
        commit.events = again.events
        #expect(await code { try await folder.register.commit(commit) } == .duplicateEvent)
        commit.events = []
        commit.bundles = again.bundles
        #expect(await code { try await folder.register.commit(commit) } == .duplicateBundle)
        commit.bundles = []
        commit.receipts = again.receipts
        #expect(await code { try await folder.register.commit(commit) } == .duplicateRow)
        #expect(try folder.register.log(origin)?.size == 3)
        #expect(try folder.register.entries(log, 0..<10).count == 3)
    }

    @Test("A list has pages in the order of acceptance, and filters")
    func listing() async throws {
        let (folder, log, blob) = try await filled()
        var commit = Commit(step: fixture.step(log, from: 3, entries: (0..<9).map { "bundle \($0)" }))
        for number in 2...10 {
            commit.bundles.append(try fixture.bundle(number, blob: blob, size: 1000, entry: Int64(number + 1)))
            commit.exhibits.append(
                try fixture.exhibit(
                    1, of: number, category: number == 7 ? .transcript : .photograph, entry: Int64(number + 1)))
        }
        try await folder.register.commit(commit)
        var seen: [BundleID] = []
        var last: Int64?
        while true {
            let page = try folder.register.bundles(fixture.agreement, after: last, limit: 4)
            guard let end = page.last else { break }
            seen += page.map(\.id)
            last = end.entry
        }
        #expect(seen == (try (1...10).map { try fixture.id($0) }))
        let known = try CaseNumber(parsing: "KH-AHTJPP-2026-000123")
        let other = try CaseNumber(parsing: "KH-AHTJPP-2026-000124")
        #expect(try folder.register.bundles(fixture.agreement, caseNumber: known, limit: 20).count == 10)
        #expect(try folder.register.bundles(fixture.agreement, caseNumber: other, limit: 20).isEmpty)
        #expect(try folder.register.bundles(try AgreementID(parsing: "KH-VN-POL-2026-01"), limit: 10).isEmpty)
    }

    @Test("Exhibits that are protected alike are one class, however many they are")
    func classes() async throws {
        let (folder, log, blob) = try await filled()
        var commit = Commit(step: fixture.step(log, from: 3, entries: ["x"]))
        commit.bundles = [try fixture.bundle(2, blob: blob, size: 1000, entry: 3)]
        commit.exhibits = try (1...500).map {
            try fixture.exhibit($0, of: 2, victim: $0 == 9 ? .direct : .none, entry: 3)
        }
        try await folder.register.commit(commit)
        let classes = try folder.register.exhibitClasses(of: try fixture.id(2), agreement: fixture.agreement)
        #expect(classes.map(\.count) == [499, 1])
        #expect(classes.map(\.victimIdentity) == [.none, .direct])
        #expect(classes.map(\.handling) == [[.h1, .h2], [.h1, .h2]])
        let total = classes.reduce(Int64(0)) { $0 + $1.size }
        #expect(total == 500 * 501 / 2 * 100)
        let page = try folder.register.exhibits(
            of: try fixture.id(2), agreement: fixture.agreement, after: try ExhibitNumber(490), limit: 5)
        #expect(page.map(\.number.value) == [491, 492, 493, 494, 495])
    }

    @Test("A release that was signed for shows the entry")
    func acknowledgement() async throws {
        let (folder, log, _) = try await filled()
        var commit = Commit(step: fixture.step(log, from: 3, entries: ["received"]))
        commit.acknowledgedReleases = [try fixture.id(21): 3]
        try await folder.register.commit(commit)
        #expect(try folder.register.release(try fixture.id(21))?.acknowledged == 3)
        #expect(try folder.register.check().isEmpty)
    }

    @Test("One changed value in any column of any row is found, and the message says where")
    func everyValueChanged() async throws {
        let (folder, _, _) = try await filled()
        let register = folder.path + "/register.sqlite"
        try folder.close()
        func ask(_ sql: String, _ file: String) throws -> [String] {
            let answer = try Tool.run("sqlite3", [file, sql])
            #expect(answer.status == 0, "\(sql): \(answer.errors)")
            return answer.output.split(separator: "\n").map(String.init)
        }
        var changed = 0
        for form in TableForm.all {
            for column in form.columns + ["sum"] {
                let image = workspace("changed-\(form.table)-\(column)")
                try Tool.run("cp", [register, image])
                let kind = try ask("SELECT typeof(\"\(column)\") FROM \(form.table) LIMIT 1", image)
                let value =
                    switch kind.first {
                    case "integer": "\"\(column)\" + 100"
                    case "text": "\"\(column)\" || 'x'"
                    case "blob": "CAST(\"\(column)\" || x'00' AS BLOB)"
                    default:
                        // No row of the fixture has a value here: something in place of nothing is a change too.
                        switch try ask(
                            "SELECT type FROM pragma_table_info('\(form.table)') WHERE name = '\(column)'", image
                        ).first {
                        case "INTEGER": "1"
                        case "BLOB": "x'00'"
                        default: "'x'"
                        }
                    }
                _ = try ask(
                    """
                    UPDATE \(form.table) SET "\(column)" = \(value)
                    WHERE \(form.key.map { "\"\($0)\"" }.joined(separator: " || ")) =
                    (SELECT \(form.key.map { "\"\($0)\"" }.joined(separator: " || ")) FROM \(form.table) LIMIT 1)
                    """, image)
                let damages = try await Register(image, on: Disk()).check()
                #expect(damages.contains { $0.table == form.table && !$0.row.isEmpty }, "\(form.table).\(column)")
                changed += 1
            }
        }
        #expect(changed > 100)
    }

    @Test("A changed row is never used: reading it is an error that names it")
    func changedRowIsRefused() async throws {
        let (folder, _, _) = try await filled()
        try folder.close()
        let register = folder.path + "/register.sqlite"
        _ = try Tool.run("sqlite3", [register, "UPDATE exhibits SET victim_identity = 'none' WHERE number = 2"])
        let changed = try await Register(register, on: Disk())
        let refusal = await failure {
            _ = try changed.exhibits(of: try fixture.id(1), agreement: fixture.agreement)
        }
        #expect(refusal?.code == .rowDamaged)
        #expect(refusal?.reason.contains("number 2") == true)
    }

    @Test("What is no SQLite file is refused")
    func noDatabase() async throws {
        let path = try workspace.write(noise(8192), to: "register.sqlite")
        #expect(await code { _ = try await Register(path, on: Disk()) } == .registerDamaged)
    }
}
