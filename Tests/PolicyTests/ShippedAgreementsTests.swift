import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

/// The files that the project ships.
enum Shipped {
    static let folder = Tool.packageRoot + "/Agreements"

    static func documents() throws -> [PolicyDocument] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
            .sorted()
        return try names.map { name in
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
            return try PolicyDocument(reading: bytes, file: name)
        }
    }

    static func library() throws -> PolicyLibrary { try PolicyLibrary(documents()) }
}

@Suite("The agreements that are shipped")
struct ShippedAgreementsTests {
    @Test("They are read, they fit together, and each example comes out as its author expects")
    func examples() throws {
        let documents = try Shipped.documents()
        let library = try PolicyLibrary(documents)
        var count = 0
        for document in documents {
            count += document.examples.count
            for failure in library.failures(inExamplesOf: document) {
                Issue.record("\(failure)")
            }
        }
        #expect(count >= 300)
    }

    @Test("Each file has the name of what it holds, and says that it is an example")
    func names() throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: Shipped.folder) where name.hasSuffix(".yaml") {
            let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: "\(Shipped.folder)/\(name)")))
            let document = try PolicyDocument(reading: bytes, file: name)
            #expect(name == "\(document.id).yaml")
            #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("# EXAMPLE, NOT LEGAL ADVICE."))
        }
    }

    @Test("What is said to be disclosed to the accused is permitted to be")
    func disclosure() throws {
        for document in try Shipped.documents() {
            let clauses: [Clause] =
                switch document {
                case .agreement(let agreement): agreement.clauses
                case .law(let law): law.clauses
                case .roster: []
                }
            guard clauses.contains(where: { $0.says.text().contains("which is disclosed to them") }) else { continue }
            let permits = clauses.contains { $0.effect == .permit && $0.actions.contains(.disclose) }
            #expect(permits, "\(document.id)")
        }
    }

    @Test("A treaty needs every party's signature, a law its own party's, an agreement all its parties'")
    func signers() throws {
        let documents = try Shipped.documents()
        let signers = Dictionary(
            uniqueKeysWithValues: try documents.map {
                ($0.id.text, try $0.requiredSigners(among: documents).map(\.text))
            })
        #expect(signers["ASEAN-MLAT-2004"] == ["KH", "TH", "VN"])
        #expect(signers["TH-ATIP-2008"] == ["TH"])
        #expect(signers["EXAMPLE-JIT-BASIS-KH"] == ["KH"])
        #expect(signers["KH-TH-JIT-2026-01"] == ["KH", "TH"])
        #expect(signers["KH-TH-VN-JIT-2026-01"] == ["KH", "TH", "VN"])
        #expect(signers["KH-TH-VN-JIT-2026-01-ROSTER"] == ["KH", "TH", "VN"])
        #expect(signers["VN-HOUSE-RULES"] == ["VN"])
    }

    @Test("Whatever has members shows what is permitted and what is refused; with approvals, what waits")
    func outcomes() throws {
        for case .agreement(let agreement) in try Shipped.documents() where agreement.hasMembers {
            let expected = Set(agreement.examples.map(\.expect))
            #expect(expected.isSuperset(of: [.permit, .deny]), "\(agreement.id)")
            let asksForApprovals = agreement.clauses.contains { $0.approvals != nil }
            #expect(expected.contains(.pending) == asksForApprovals, "\(agreement.id)")
        }
    }

    @Test("What has no members says which of its articles were read and which were not, and shows how it bears")
    func sources() throws {
        for document in try Shipped.documents() {
            let source: LocalizedText?
            switch document {
            case .agreement(let agreement): source = agreement.source
            case .law(let law): source = law.source
            case .roster: continue
            }
            #expect(source != nil, "\(document.id)")
            if !document.id.text.hasPrefix("EXAMPLE-") { #expect(document.examples.count >= 3, "\(document.id)") }
        }
    }

    @Test("The demonstration's members stand on the rosters")
    func rosters() throws {
        let library = try Shipped.library()
        let expected = [
            "KH-TH-JIT-2026-01": [
                "kh/ahtjpp/0101", "kh/moj/0001", "kh/prosecutor/0001", "th/dsi/0201", "th/dsi/0202", "th/dsi/0203",
                "th/dsi/0204", "th/oag/0001",
            ],
            "KH-VN-POLICE-2026-01": ["kh/ahtjpp/0101", "kh/moj/0001", "vn/c02/0101", "vn/spp/0001"],
            "KH-TH-MLA-2026-01": ["kh/moj/0001", "kh/prosecutor/0001", "th/dsi/0201", "th/oag/0001"],
            "KH-TH-POLICE-2026-01": [
                "kh/ahtjpp/0101", "kh/moj/0001", "th/dsi/0201", "th/dsi/0202", "th/oag/0001",
            ],
            "KH-VN-MLA-2026-01": ["kh/moj/0001", "kh/prosecutor/0001", "vn/c02/0101", "vn/spp/0001"],
        ]
        for (name, members) in expected {
            let agreement = try #require(library.agreement(try AgreementID(parsing: name)))
            #expect(agreement.roster.entries.map(\.member.text) == members)
        }
    }
}
