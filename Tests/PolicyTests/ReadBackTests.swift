import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

@Suite("Reading rules back in sentences")
struct ReadBackTests {
    @Test("The English read-back beside each shipped file is true", arguments: MutationTests.files)
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
        let catalogue = try #require(MessageCatalogue(.english))
        for id in MessageID.allCases { #expect(catalogue.text(id) != id.rawValue, "\(id.rawValue)") }
        for document in try Shipped.documents() {
            #expect(!ReadBack(document).text.contains("{"), "\(document.id)")
        }
    }

    @Test("A day of deletion binds whoever received it: no node destroys anything, and the giver's copy is not meant")
    func deletion() throws {
        var fixture = Fixture()
        fixture.clauses = """
              "1":
                says: { en: x }
                permit: [retrieve]
                then: { delete-by: 2028-01-01 }
            """
        let text = ReadBack(try Fixture.read(fixture.text)).text
        #expect(text.contains("Whoever received it has to destroy it by 2028-01-01"), "\(text)")
    }

    @Test("Whose cosigners a receipt needs is said, also where it is one of each other party")
    func cosigners() throws {
        for (custody, says) in [
            ("at-least: 1, of: other-parties", "with 1 cosigner of a party other than"),
            ("at-least: 2, of: other-parties", "with 2 cosigners of parties other than"),
            ("at-least: 1, of: each-other-party", "with 1 cosigner of each party other than"),
        ] {
            let text = Fixture().text.replacingOccurrences(
                of: "channel: ", with: "custody: { cosigners: { \(custody) } }\nchannel: ")
            #expect(ReadBack(try Fixture.read(text)).text.contains(says), "\(custody)")
        }
    }

    @Test("The file's own words are read back in each language that it has, and what it has not is said")
    func language() throws {
        let khmer = "សមាជិកអានឯកសារ។"
        var fixture = Fixture()
        fixture.clauses = """
              "1":
                says: { en: Members retrieve., km: \(khmer) }
                permit: [retrieve]
              "2":
                says: { en: Members list. }
                permit: [list]
            """
        let document = try Fixture.read(fixture.text)
        let english = ReadBack(document)
        #expect(english.note == nil)
        #expect(
            english.clauses.map(\.says) == [
                "    In its own words: Members retrieve.", "    In its own words: Members list.",
            ])
        let read = ReadBack(document, language: .khmer)
        #expect(read.clauses.map(\.sentence) == english.clauses.map(\.sentence))
        #expect(read.clauses.first?.says == "    In its own words: \(khmer)")
        #expect(read.clauses.last?.says == "    In its own words, which the file has in “en” alone: Members list.")
        #expect(read.lines.first?.contains("no sentences in “km” yet") == true)
        #expect(read.lines.first?.contains("where it has them") == true)
        #expect(ReadBack(document, language: .thai).note?.contains("no words of its own in it") == true)
        #expect(MessageCatalogue(.khmer) == nil)
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
                1: A member or a team leader, each of the party that gave the item, may see in the register or retrieve \
                material from KH of the categories document or intercept that identifies a victim directly, if the \
                purpose is the investigation, prosecution or trial of an offence that the agreement lists and the party \
                that gave the item has consented to this use, unless it takes place in TH or a court has ordered it. It \
                needs the approvals of a team leader of KH and somebody of kh/moj, each given by another person, none by \
                whoever asks, and none older than 14 days. It is released without the identity of victims. The desk \
                kh-desk is told. It is logged in full.
                """)
    }

    @Test("What is left open is said too")
    func open() throws {
        #expect(
            try clause("    permit: [list]") == "1: Everyone on the roster may see in the register any material.")
    }

    @Test("Headings that decide are said: parties, laws, basis, other ways, channel, offences, threshold, custody")
    func headings() throws {
        let document = try #require(try Shipped.documents().first { $0.id.text == "KH-TH-JIT-2026-01" })
        let all = ReadBack(document).headings.joined(separator: " ")
        for word in [
            "KH is a party", "KH-TIPSE-2008", "rests on EXAMPLE-JIT-BASIS-KH", "Alongside it stands ASEAN-MLAT-2004",
            "channel “joint investigation team”", "illegal recruitment", "4 years", "1 cosigner of",
            "th/dsi/0202 is a seconded member, seconded to KH",
        ] {
            #expect(all.contains(word), "\(word)")
        }
    }
}
