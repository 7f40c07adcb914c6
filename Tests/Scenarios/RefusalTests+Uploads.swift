import Custody
import EvidenceBundle
import Foundation
import Glibc
import Seal
import TestKit
import Testing
import Vocabulary
import Wire

extension RefusalTests {
    @Test("A damaged bundle is refused with its code, by the program before it is sent and by the node, and not kept")
    func damagedBundle() throws {
        let fixture = try started()
        try fixture.pack(Array("some content of an exhibit".utf8), as: "case")
        var bytes = try fixture.workspace.read("case.asice")
        let needle = Array("some content".utf8)
        let found = try #require(bytes.indices.first { bytes[$0...].starts(with: needle) })
        bytes[found] ^= 1
        try fixture.workspace.write(bytes, to: "damaged.asice")
        let local = try fixture.submit("damaged")
        #expect(local.status == 1, "\(local.everything)")

        let entries = try fixture.count("entries")
        let upload = try upload(bytes, to: fixture)
        let bundle = try UnverifiedBundle(path: fixture.workspace("case.asice")).inspect()
        let answer = try Curl(fixture, as: .investigator).send(
            "POST", "\(upload)/submission",
            body: try statement(fixture, .submitted, by: .investigator) { event in
                event.case = bundle.record.case.number
                event.bundle = BundleMention(id: bundle.record.bundle, digest: bundle.digest, file: Digest(of: bytes))
            })
        #expect(answer.status == 422, "\(answer.text)")
        #expect(try answer.problem.code.hasPrefix("bundle."))
        #expect(try answer.problem.code == Answered(local)["code"].text)
        try expectNothing(in: fixture, entries: entries)
    }

    /// No blob, no part of one, no row.
    func expectNothing(in fixture: NodeFixture, entries: Int) throws {
        #expect(fixture.heldFiles().isEmpty)
        for table in ["bundles", "blobs", "exhibits", "receipts", "uploads"] {
            #expect(try fixture.count(table) == 0, "\(table)")
        }
        #expect(try fixture.count("entries") == entries)
        fixture.stop()
        #expect(try fixture.audit().status == 0)
    }

    @Test("Uploads that are too short, too long or of another digest are refused, and a cancelled one leaves nothing")
    func lengths() throws {
        let fixture = try started()
        let member = Curl(fixture, as: .investigator)
        try fixture.pack([7, 7, 7], as: "case")
        let bytes = try fixture.workspace.read("case.asice")
        let body = try submitted(fixture, "case")
        let entries = try fixture.count("entries")

        let short = try upload(Array(bytes.dropLast(10)), length: bytes.count, to: fixture)
        let tooShort = try member.send("POST", "\(short)/submission", body: body)
        #expect(tooShort.status == 400, "\(tooShort.text)")
        #expect(try tooShort.problem.code == "exchange.upload.length")
        let tooLong = try member.send(
            "PATCH", short,
            fields: [
                ("Upload-Offset", "\(bytes.count - 10)"), ("Content-Type", "application/partial-upload"),
                ("Upload-Complete", "?1"),
            ], body: [UInt8](repeating: 0, count: 11))
        #expect(tooLong.status == 400, "\(tooLong.text)")
        #expect(try tooLong.problem.code == "exchange.upload.length")
        for offset in [0, bytes.count - 9, bytes.count + 5] {
            let behind = try member.send(
                "PATCH", short,
                fields: [("Upload-Offset", "\(offset)"), ("Content-Type", "application/partial-upload")], body: [1])
            #expect(behind.status == 409, "\(behind.text)")
            #expect(try behind.problem.code == "exchange.upload.offset")
        }
        #expect(try member.send("DELETE", short).status == 204)
        #expect(try member.send("HEAD", short).status == 404)

        let other = try upload(bytes, to: fixture)
        let wrong = Data(Digest(of: [1]).bytes).base64EncodedString()
        let mismatch = try member.send(
            "POST", "\(other)/submission", fields: [("Repr-Digest", "sha-256=:\(wrong):")], body: body)
        #expect(mismatch.status == 422)
        #expect(try mismatch.problem.code == "exchange.upload.digest")
        try expectNothing(in: fixture, entries: entries)
    }

    @Test("The same file again has the same receipt; another member's submission of it is one of its own")
    func idempotency() throws {
        let fixture = try started()
        let bundle = try fixture.pack([5, 5], as: "case")
        let bytes = try fixture.workspace.read("case.asice")
        func send(_ person: NodeFixture.Person) throws -> SubmissionResult {
            let upload = try upload(bytes, to: fixture, as: person)
            let answer = try Curl(fixture, as: person).send(
                "POST", "\(upload)/submission", body: try submitted(fixture, "case", by: person))
            #expect(answer.status == 200, "\(answer.text)")
            return try CanonicalJSON.decode(SubmissionResult.self, from: answer.body, noun: "result")
        }
        let first = try send(.investigator)
        let again = try send(.investigator)
        #expect(
            try Receipt(parsing: Array(first.receipt.utf8)).envelope
                == Receipt(parsing: Array(again.receipt.utf8)).envelope)
        #expect(first.acceptedAt == again.acceptedAt)
        #expect(try fixture.count("receipts") == 1)

        let colleague = try send(.prosecutor)
        #expect(colleague.bundle.text == bundle)
        #expect(
            try Receipt(parsing: Array(colleague.receipt.utf8)).index
                > Receipt(parsing: Array(first.receipt.utf8)).index)
        #expect(colleague.acceptedAt > first.acceptedAt)
        #expect(!String(decoding: try CanonicalJSON.encode(colleague), as: UTF8.self).contains(first.acceptedAt.text))
        #expect(try fixture.count("receipts") == 2)
        #expect(try fixture.count("bundles") == 1)
        let colleagueAgain = try send(.prosecutor)
        #expect(
            try Receipt(parsing: Array(colleague.receipt.utf8)).index
                == Receipt(parsing: Array(colleagueAgain.receipt.utf8)).index)
        fixture.stop()
        let audit = try fixture.audit()
        #expect(audit.status == 0, "\(audit.everything)")
        #expect(fixture.heldFiles().count == 1)
    }

    @Test("Six senders of one file at the same moment get one acceptance")
    func together() throws {
        let fixture = try started()
        try fixture.pack([UInt8](repeating: 3, count: 5000), as: "case")
        let names = (0..<6).map { "r\($0)" }
        let senders = try names.map { name in
            try fixture.begin(
                ["submit", "case.asice", "--receipt", "\(name).receipt", "--json"],
                as: .investigator, output: "\(name).said")
        }
        for sender in senders { sender.waitUntilExit() }
        for (name, sender) in zip(names, senders) where sender.terminationStatus != 0 {
            // Two processes of one person share the note about the upload; who lost it runs the same command again.
            let said = String(decoding: try fixture.workspace.read("\(name).said"), as: UTF8.self)
            let again = try fixture.saksi(
                ["submit", "case.asice", "--receipt", "\(name).receipt", "--json"], as: .investigator)
            #expect(again.status == 0, "\(said)\n\(again.everything)")
        }
        #expect(try fixture.count("bundles") == 1)
        #expect(try fixture.count("receipts") == 1)
        fixture.stop()
        #expect(try fixture.audit().status == 0)
    }

    @Test("A statement from a clock that is ahead is refused with what to do, and enters nothing")
    func clockAhead() throws {
        let fixture = try started()
        try fixture.pack([1], as: "case")
        let entries = try fixture.count("entries")
        let upload = try upload(try fixture.workspace.read("case.asice"), to: fixture)
        let answer = try Curl(fixture, as: .investigator).send(
            "POST", "\(upload)/submission",
            body: try submitted(fixture, "case", at: SystemTimekeeper().now.adding(seconds: 3600)))
        #expect(answer.status == 400, "\(answer.text)")
        #expect(try answer.problem.code == "exchange.statement.time")
        #expect(try answer.problem.next.contains("clock"))
        #expect(try Curl(fixture, as: .investigator).send("DELETE", upload).status == 204)
        try expectNothing(in: fixture, entries: entries)
    }

    @Test(
        "A full disk refuses uploads with what is missing, keeps nothing half, and works when there is room again",
        .enabled(if: SmallDisk.canBeMounted, "a tmpfs cannot be mounted here"))
    func fullDisk() throws {
        let disk = try SmallDisk(mebibytes: 24)
        let fixture = try NodeFixture(data: disk("data"), reserve: 1 << 20)
        try fixture.start()
        try fixture.pack([UInt8](repeating: 1, count: 1000), as: "first")
        #expect(try fixture.submit("first").status == 0)
        let held = fixture.heldFiles()

        let large = try Curl(fixture, as: .investigator).send(
            "POST", Self.uploads, fields: [("Upload-Complete", "?0"), ("Upload-Length", "\(64 << 20)")], body: [])
        #expect(large.status == 507, "\(large.text)")
        #expect(try large.problem.detail.contains { $0.isNumber })
        #expect(try large.problem.exit == 7)

        try fixture.pack((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }, as: "second")
        let filler = disk("filler")
        let free = try #require(
            try FileManager.default.attributesOfFileSystem(forPath: disk.path)[.systemFreeSize] as? NSNumber)
        try Data(count: free.intValue - (2 << 20)).write(to: URL(fileURLWithPath: filler))
        let full = try fixture.submit("second")
        #expect(full.status == 7, "\(full.everything)")
        #expect(try Answered(full)["code"].text == "storage.no-space")
        #expect(fixture.heldFiles() == held)
        #expect(try fixture.count("uploads") == 0)
        #expect(!FileManager.default.fileExists(atPath: fixture.workspace("second.receipt")))

        // No byte left at all: not even what goes on in the log fits.
        let rest = try #require(
            try FileManager.default.attributesOfFileSystem(forPath: disk.path)[.systemFreeSize] as? NSNumber)
        try? Data(count: rest.intValue + 4096).write(to: URL(fileURLWithPath: disk("rest")))
        let none = try fixture.submit("second")
        #expect(none.status == 7 || none.status == 5, "\(none.everything)")

        for name in ["filler", "rest"] { try? FileManager.default.removeItem(atPath: disk(name)) }
        if !fixture.isRunning { try fixture.start() }
        #expect(try fixture.submit("second").status == 0)
        fixture.stop()
        let audit = try fixture.audit()
        #expect(audit.status == 0, "\(audit.everything)")
    }
}
