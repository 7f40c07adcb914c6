import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

@Suite("Reading rules back in sentences")
struct ReadBackTests {
    @Test("The English read-back beside each shipped file is true", arguments: DifferenceTests.files)
    func shipped(file: String) throws {
        let path = "\(Shipped.folder)/\(file)"
        let document = try PolicyDocument(
            reading: Array(try Data(contentsOf: URL(fileURLWithPath: path))), file: file)
        let beside = path.replacingOccurrences(of: ".yaml", with: ".en.txt")
        let committed = String(decoding: try Data(contentsOf: URL(fileURLWithPath: beside)), as: UTF8.self)
        let command = "saksi agreement read Agreements/\(file) > Agreements/\(document.id).en.txt"
        #expect(committed == ReadBack(document).text, "Write it again: \(command)")
    }

    @Test("Every message has its sentence, and no sentence is left with a gap")
    func catalogue() throws {
        let catalogue = try MessageCatalogue(.english)
        for id in MessageID.allCases { #expect(catalogue.text(id) != id.rawValue, "\(id.rawValue)") }
        for document in try Shipped.documents() {
            #expect(!ReadBack(document).text.contains("{"), "\(document.id)")
        }
    }

    @Test("A language that has no sentences yet is refused, with what there is")
    func language() {
        let error = #expect(throws: PolicyError.self) { try MessageCatalogue(.khmer) }
        #expect(error?.code == .policyLanguageMissing)
        #expect(error?.nextStep.contains("en") == true)
    }

    private func clause(_ text: String) throws -> String? {
        var fixture = Fixture()
        fixture.clauses = "  \"1\":\n    says: { en: x }\n" + text
        return ReadBack(try Fixture.read(fixture.text)).clauses.first?.sentence
    }

    @Test("Everything in a clause that decides is said")
    func everything() throws {
        let sentence = try clause(
            """
                permit: [retrieve, list]
                who: { role: [team-leader, member], party: item-origin }
                item: { category: [document, intercept], victim-identity: direct, origin: KH }
                if: { purpose: agreed-offence, consent-of: item-origin }
                unless: { court-order: true, place: TH }
                approvals: { from: [KH team-leader, kh/moj], within-days: 14 }
                then: { redact: [victim-identity], notify: [kh-desk], log: full }
            """)
        #expect(
            sentence == """
                1: whoever is member or team leader of the party that gave the item may list (see that it is there) or \
                retrieve material of the category document or intercept that identifies a victim, directly of KH, if the \
                purpose is investigation, prosecution or trial of an offence that the agreement lists and the party that \
                gave the item has consented to this use, unless it takes place in TH or a court has ordered it. \
                Approvals are needed from KH team-leader and kh/moj, each from another person, none from who asks, none \
                older than 14 days. Along with it: released without victim identity, kh-desk is told and logged in full.
                """)
    }

    @Test("What is left open is said too")
    func open() throws {
        #expect(
            try clause("    permit: [list]") == "1: everybody on the roster may list (see that it is there).")
    }

    @Test("Headings that decide are said: parties, laws, basis, other ways, channel, offences, threshold, custody")
    func headings() throws {
        let document = try #require(try Shipped.documents().first { $0.id.text == "KH-TH-JIT-2026-01" })
        let all = ReadBack(document).headings.joined(separator: " ")
        for word in [
            "Party KH", "KH-TIPSE-2008", "rests on EXAMPLE-JIT-BASIS-KH", "Alongside it stand ASEAN-MLAT-2004",
            "channel jit", "illegal recruitment", "4 years", "1 cosigners", "th/dsi/0202 is seconded to KH",
        ] {
            #expect(all.contains(word), "\(word)")
        }
    }
}
