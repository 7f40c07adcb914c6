import Foundation
import Seal
import TestKit
import Testing
import Vocabulary

@testable import EvidenceBundle

@Suite("Whatever packs, verifies")
struct PackLimitTests {
    private static let alphabet: [String] = [
        "a", "Z", "7", ".", " ", "-", "_", "%", "&", "=", "\"", "'", "\\\\", ":", "?", "\u{1}", "\n", "é", "e\u{301}",
        "ក",
        "\u{17B6}", "ก", "ộ", "\u{200B}", "\u{202E}", "\u{E000}", "𝕏", "~", "#", "+",
    ]

    private func text(_ generator: inout SeededGenerator, _ longest: Int) -> String {
        (0..<Int.random(in: 1...longest, using: &generator))
            .map { _ in Self.alphabet.randomElement(using: &generator) ?? "a" }.joined()
    }

    @Test("Folders of any names, with sheets of any texts, pack to what verifies, or are refused", arguments: 0..<12)
    func anything(_ seed: Int) async throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let bench = try Bench()
        var names: Set<String> = []
        for _ in 0..<Int.random(in: 1...12, using: &generator) {
            let folder = Bool.random(using: &generator) ? text(&generator, 6) + "/" : ""
            let name = folder + text(&generator, 12)
            let parts = name.split(separator: "/")
            guard !parts.contains(where: { $0 == "." || $0 == ".." }), parts.count < 3 else { continue }
            let size = [0, 1, 100, 300_000, 5 << 20].randomElement(using: &generator) ?? 1
            do {
                try bench.workspace.write([UInt8](repeating: UInt8(seed), count: size), to: "folder/\(name)")
            } catch { continue }
            names.insert(name)
        }
        guard !names.isEmpty else { return }
        var order = try bench.order(bench("folder"))
        let texts = ["description", "source", "seizure", "acquisition", "conditions", "collected-by", "paper-original"]
        for column in texts where Bool.random(using: &generator) {
            let value = String(repeating: text(&generator, 9), count: Int.random(in: 1...200, using: &generator))
            if !value.isBlank { try order.defaults.add("\(column)=\(value)") }
        }
        let packer = try bench.packer()
        do throws(BundleError) {
            try await packer.pack(order, to: bench("bundle.asice"))
        } catch {
            let allowed: Set<ErrorCode> = [.sourceNamesCollide, .sourceName, .sheetValue]
            #expect(allowed.contains(error.code), "\(error)")
            return
        }
        let verification = try await bench.verify()
        #expect(verification.report.exit == .done, "\(verification.report.text)")
    }

    @Test("Every text at its limit packs and verifies")
    func longestTexts() async throws {
        let bench = try Bench()
        try bench.workspace.write("1", to: "folder/a.txt")
        var order = try bench.order(bench("folder"))
        for column in [
            "conditions", "language", "description", "collected-by", "collected-where", "collected-method",
            "collected-tool", "authorization", "source", "seizure", "acquisition", "paper-original", "elements",
            "external-references",
        ] { try order.defaults.add("\(column)=" + String(repeating: "\u{1}", count: 8191) + "x") }
        try await bench.packer().pack(order, to: bench("bundle.asice"))
        #expect(try await bench.verify().report.exit == .done)
    }

    @Test("Thousands of links left out pack and verify")
    func manyLeftOut() async throws {
        let bench = try Bench()
        try bench.workspace.write("1", to: "folder/a.txt")
        for index in 0..<6000 {
            try FileManager.default.createSymbolicLink(
                atPath: bench("folder/link-\(index)-\(String(repeating: "x", count: 100))"),
                withDestinationPath: "a.txt")
        }
        var order = try bench.order(bench("folder"))
        order.leavesOut = true
        try await bench.packer().pack(order, to: bench("bundle.asice"))
        #expect(try await bench.verify().report.exit == .done)
    }

    @Test("What no reader would take is refused before the first byte is written")
    func tooLarge() async throws {
        let bench = try Bench()
        let base = try bench.order(bench.makeFolder())
        let plan = try PackPlan(base, packer: try bench.credential().identity, randomness: SystemRandomness())
        let record = try await bench.pack().record
        try plan.check(record)
        let exhibit = try #require(plan.exhibits.first)
        let sizes = RecordSizes()
        let many = #expect(throws: BundleError.self) {
            try sizes.check(Array(repeating: exhibit, count: RecordSizes.mostExhibits + 1), record)
        }
        #expect(many?.code == .sourceTooLarge)
        var tall = RecordSizes()
        let row = SheetRow(place: "row 7", cells: [.description: "x" + String(repeating: "\u{1}", count: 200_000)])
        var large = exhibit
        large.description = row[.description]
        let one = #expect(throws: BundleError.self) { try tall.add(large, row, original: []) }
        #expect(one?.code == .sourceTooLarge)
        #expect(one?.reason.contains("row 7") == true)
    }

    @Test("Nobody packs with a node's certificate, or with one that has ended")
    func signers() async throws {
        let bench = try Bench()
        let folder = try bench.makeFolder()
        let node = try #require(
            try FileManager.default.subpathsOfDirectory(atPath: bench("pki")).first {
                $0.contains("node") && $0.hasSuffix(".pem") && !$0.contains("tls") && !$0.contains("root")
            })
        let name = String(node.dropLast(4))
        let refused = await #expect(throws: BundleError.self) {
            try await bench.packer(name).pack(try bench.order(folder), to: bench("b.asice"))
        }
        #expect(refused?.code.name == "trust.identity.kind", "\(name)")
        struct Later: Timekeeper { let now: Instant }
        let late = Packer(
            credential: try bench.credential(), tool: BundleRecord.Tool(name: "saksi", version: "test"),
            offset: .indochina, timekeeper: Later(now: bench.now.adding(days: 9000)), randomness: SystemRandomness())
        let ended = await #expect(throws: BundleError.self) {
            try await late.pack(try bench.order(folder), to: bench("b.asice"))
        }
        #expect(ended?.code.name == "trust.certificate.expired")
        #expect(try bench.leftovers(beside: ["pki", "folder"]) == [])
    }

    @Test(
        "A reference of the case is one line of text that is not too long",
        arguments: ["", " ", "a\nExternal-Identifier: b", "a\u{202E}b", String(repeating: "x", count: 70_000)])
    func caseReference(text: String) async throws {
        let bench = try Bench()
        try bench.makeFolder()
        var order = try bench.order(bench("folder"))
        order.case = BundleRecord.CaseReference(number: order.case.number, references: ["MOJ 17", text])
        let failure = await #expect(throws: BundleError.self) {
            try await bench.packer().pack(order, to: bench("bundle.asice"))
        }
        #expect(failure?.code.name == "bundle.case.reference")
        #expect(try bench.leftovers(beside: ["pki", "folder"]) == [])
    }
}
