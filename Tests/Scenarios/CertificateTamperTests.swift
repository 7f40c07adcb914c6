import Custody
import EvidenceBundle
import Foundation
import TestKit
import Testing
import Vocabulary

@testable import saksi

/// Whatever is changed in the folder of a certificate is found, and named.
@Suite("A certificate of custody that was changed", .timeLimit(.minutes(20)))
struct CertificateTamperTests {
    private let desk: CertificateDesk

    init() throws { desk = try CertificateDesk.shared.get() }

    private func isFound(_ files: [String: [UInt8]], _ what: String) throws {
        let report = try desk.check(files).report
        #expect(!report.isGood, "\(what)")
        #expect(report.checks.contains { $0.outcome == .failed && !$0.message.isEmpty && $0.code != nil }, "\(what)")
    }

    @Test("As it was made, all of it holds")
    func untouched() throws {
        for name in [CertificateDesk.first, CertificateDesk.second] {
            let check = try desk.check(try desk.folder(name))
            #expect(check.report.isGood, "\(check.report.checks)")
            #expect(check.proofs?.entries.isEmpty == false)
        }
    }

    @Test("A byte changed, added or taken away in any file is found")
    func bytes() throws {
        let seed = UInt64.random(in: .min ... .max)
        var generator = SeededGenerator(seed: seed)
        let files = try desk.folder(CertificateDesk.first)
        for (path, bytes) in files.sorted(by: { $0.key < $1.key }) {
            for _ in 0..<6 {
                var changed = bytes
                let place = Int.random(in: bytes.indices, using: &generator)
                changed[place] ^= UInt8.random(in: 1...255, using: &generator)
                try isFound(files.merging([path: changed]) { $1 }, "\(path), byte \(place), seed \(seed)")
            }
            var longer = bytes
            longer.insert(
                UInt8.random(in: 0...255, using: &generator), at: Int.random(in: 0...bytes.count, using: &generator))
            for (what, changed) in [
                ("longer", longer), ("cut off", bytes.dropLast()), ("empty", []), ("with a line feed", bytes + [0x0A]),
            ] {
                try isFound(files.merging([path: changed]) { $1 }, "\(path), \(what), seed \(seed)")
            }
        }
    }

    @Test("A file that was taken away, added, renamed or exchanged for another is found")
    func wholeFiles() throws {
        let files = try desk.folder(CertificateDesk.first)
        let others = try desk.folder(CertificateDesk.second)
        let paths = files.keys.sorted()
        for (place, path) in paths.enumerated() {
            var without = files
            let bytes = without.removeValue(forKey: path)
            try isFound(without, "without \(path)")
            try isFound(without.merging([path + ".old": bytes ?? []]) { $1 }, "\(path) renamed")
            let next = paths[(place + 1) % paths.count]
            var exchanged = files
            (exchanged[path], exchanged[next]) = (files[next], files[path])
            try isFound(exchanged, "\(path) and \(next) exchanged")
            // Of another bundle: the file of the same name, or one of the same kind.
            let folder = path.split(separator: "/").first.map(String.init) ?? path
            let same =
                others[path].map { [(path, $0)] }
                ?? others.filter { $0.key.hasPrefix(folder) }.map { ($0.key, $0.value) }
            for (name, foreign) in same where foreign != bytes {
                try isFound(files.merging([path: foreign]) { $1 }, "\(name) of another bundle as \(path)")
            }
        }
        for (name, foreign) in others where files[name] == nil {
            try isFound(files.merging([name: foreign]) { $1 }, "\(name) of another bundle added")
        }
        try isFound(files.merging(["notes.txt": [0x41]]) { $1 }, "a file added")
        try isFound(files.merging(["SHA256SUMS.kh-moj-0001.p7s": [0x41]]) { $1 }, "a signature of nobody")
    }

    @Test("One that nobody signed verifies, and says so; what it says otherwise than the signed steps is found")
    func unsigned() throws {
        let unsigned = try desk.check(try desk.rewritten(CertificateDesk.withoutSigner)).report
        #expect(unsigned.isGood, "\(unsigned.checks)")
        #expect(unsigned.checks.contains { $0.name == "signer" && $0.outcome == .notChecked })
        let changes: [(String, (inout [String: Any]) -> Void)] = [
            ("another actor", { json in CertificateDesk.change(&json, 5) { $0["actor"] = "th/dsi/0202" } }),
            ("another purpose", { json in CertificateDesk.change(&json, 5) { $0["purpose"] = "investigation" } }),
            ("another time", { json in CertificateDesk.change(&json, 7) { $0["at"] = "2026-01-01T00:00:00.000Z" } }),
            (
                "other clauses",
                { json in
                    CertificateDesk.change(&json, 5) { $0["clauses"] = nil }; json["clauses"] = nil
                }
            ),
            (
                "another digest",
                { json in
                    let other = "sha256:" + String(repeating: "ab", count: 32)
                    json["bundle"] = (json["bundle"] as? [String: Any])?.merging(["digest": other]) { $1 }
                    json["phone"] = (try? Digest(parsing: other)).map { PhoneDigits($0).text }
                    json["copy"] = nil
                }
            ),
            (
                "another size",
                { json in
                    json["checkpoint"] = (json["checkpoint"] as? [String: Any])?.merging(["size": 4000]) { $1 }
                }
            ),
            (
                "a cosigner",
                { json in
                    let bangkok = [
                        "identity": "th/cosigner/bangkok",
                        "key": "saksi/th/cosigner/bangkok+94d4be90+BNX0UveXI+ZdfIEhxMaqe30YEtRirbMAaL8be5sKkNWI",
                    ]
                    json["checkpoint"] = (json["checkpoint"] as? [String: Any])?.merging(["cosigners": [bangkok]]) {
                        $1
                    }
                }
            ),
        ]
        for (what, change) in changes {
            let files = try desk.rewritten { json, files in
                CertificateDesk.withoutSigner(&json, &files)
                change(&json)
            }
            let report = try desk.check(files).report
            #expect(report.exit == .evidence, "\(what): \(report.checks)")
            #expect(report.failures.contains { $0.code == .certificateStep }, "\(what): \(report.failures)")
        }
    }

    @Test("Pages of another version are not accepted, but on the word of who signed the list, if the reader takes it")
    func otherWriter() throws {
        let unsigned = try desk.rewritten { json, files in
            CertificateDesk.withoutSigner(&json, &files)
            json["writer"] = "saksi 99.0.0"
        }
        // The signature speaks for the list, so whoever changes the version has changed a signed file.
        let changed = try desk.rewritten { json, _ in json["writer"] = "saksi 99.0.0" }
        #expect(try desk.check(changed).report.failures.map(\.name) == ["signature"])
        let signed = try desk.signed(changed, by: "th/dsi-0201")
        // Somebody else's signature beside it is not that of whom it names.
        let foreign = try desk.signed(unsigned, by: "kh/prosecutor-0001")
        for files in [unsigned, signed, foreign] {
            let report = try desk.check(files).report
            #expect(report.exit == .trust, "\(report.checks)")
            #expect(report.checks.compactMap(\.code) == [.certificatePageUnknown], "\(report.checks)")
        }
        for files in [unsigned, foreign] {
            #expect(try desk.check(files, acceptsPages: true).report.exit == .trust)
        }
        #expect(try desk.check(signed).isProved)
        #expect(!(try desk.check(changed).isProved))
        let taken = try desk.check(signed, acceptsPages: true).report
        #expect(taken.isGood, "\(taken.checks)")
        #expect(taken.checks.contains { $0.name == "pages" && $0.message.contains("the word of th/dsi/0201") })
    }

    @Test("What the command finds on the disk", arguments: ["changed", "gone", "added", "hidden", "link"])
    func onDisk(what: String) throws {
        let workspace = try desk.copied()
        let steps = try FileManager.default.contentsOfDirectory(atPath: workspace("folder/steps")).sorted()
        let path = "folder/steps/" + (try #require(steps.dropFirst(2).first))
        switch what {
        case "changed":
            var bytes = try workspace.read(path)
            bytes[bytes.count / 2] ^= 1
            try workspace.write(bytes, to: path)
        case "gone": try FileManager.default.removeItem(atPath: workspace(path))
        case "added": try workspace.write("x", to: "folder/steps/more.txt")
        case "hidden": try workspace.write("x", to: "folder/.hidden")
        default:
            try FileManager.default.moveItem(atPath: workspace(path), toPath: workspace("elsewhere"))
            try FileManager.default.createSymbolicLink(
                atPath: workspace(path), withDestinationPath: workspace("elsewhere"))
        }
        let outcome = try Tool.run(
            RunningExchange.programs + "/saksi",
            ["custody", "verify", "folder", "--json", "--trust", desk.exchange.workspace("pki/trust.yaml")],
            in: workspace.path, environment: RunningExchange.environment(workspace))
        #expect(outcome.status == 1, "\(outcome.everything)")
        #expect(try Answered(outcome)["code"].text == "command.certificate.file", "\(outcome.everything)")
    }

    @Test("With a trust list that does not vouch for its signers nothing of it is believed")
    func otherTrust() throws {
        let workspace = try desk.copied()
        let minted = try Tool.run(
            RunningExchange.programs + "/saksi", ["certs", "mint", "--out", "pki", "--json"], in: workspace.path)
        #expect(minted.status == 0, "\(minted.everything)")
        let outcome = try Tool.run(
            RunningExchange.programs + "/saksi",
            ["custody", "verify", "folder", "--json", "--trust", "pki/trust.yaml"], in: workspace.path,
            environment: RunningExchange.environment(workspace))
        #expect(outcome.status != 0, "\(outcome.everything)")
        let failed = try Answered(outcome)["checks"].list.filter { $0["outcome"].text == "failed" }.map(\.["name"].text)
        #expect(failed.contains("signature") && failed.contains("checkpoint"), "\(outcome.everything)")
    }

    @Test("A step left out with everything made to fit is found by the signature under the list")
    func leftOut() throws {
        let files = try desk.rewritten { json, files in
            CertificateDesk.leaveOut(9, &json, &files)
        }
        let report = try desk.check(files).report
        #expect(report.failures.map(\.name) == ["signature"], "\(report.checks)")
    }
}
