import Policy
import TestKit
import Testing
import Vocabulary

@Suite("Who can do something")
struct WhoCanTests {
    private func answers(
        _ fixture: Fixture, _ action: Action, category: EvidenceCategory? = nil, purpose: Purpose? = nil,
        offence: Offence? = nil
    ) throws -> [String: Decision.Outcome] {
        var item: ItemFacts?
        if let category {
            item = ItemFacts()
            item?.category = Fact(category, from: .request)
            item?.origin = Fact(try Party(parsing: "KH"), from: .request)
            item?.victimIdentity = Fact(.none, from: .request)
        }
        let who = try #require(
            WhoCan(
                WhoCan.Question(
                    action, under: try AgreementID(parsing: Fixture.name), item: item, purpose: purpose,
                    offence: offence, on: try CalendarDay(parsing: "2026-05-10")),
                in: try fixture.library()))
        return Dictionary(uniqueKeysWithValues: who.answers.map { ($0.member.text, $0.outcome) })
    }

    @Test("The place and the court are as unknown as they are to a node")
    func unknown() throws {
        var fixture = Fixture()
        fixture.clauses = """
              "1":
                says: { en: In Cambodia. }
                permit: [list, read-log]
                if: { place: KH }
              "2":
                says: { en: Not for the courts of Thailand. }
                forbid: [verify]
                if: { forum: TH }
              "3":
                says: { en: All verify. }
                permit: [verify]
            """
        #expect(Set(try answers(fixture, .readLog).values) == [.deny])
        // The register is listed in no place.
        #expect(Set(try answers(fixture, .list).values) == [.permit])
        #expect(Set(try answers(fixture, .verify, category: .document).values) == [.deny])
    }

    @Test("What is assumed of a case is what a node assumes: the agreement's offences, if each is grave enough")
    func offences() throws {
        let fixture = Fixture()
        #expect(try answers(fixture, .retrieve, category: .document, purpose: .trial)["kh/ahtjpp/0101"] == .permit)
        #expect(
            try answers(fixture, .retrieve, category: .document, purpose: .trial, offence: .corruption)[
                "kh/ahtjpp/0101"] == .deny)
        // No law says what the offence can cost.
        var grave = fixture
        grave.clauses = fixture.clauses
        grave.header = ""
        let text = fixture.text.replacing(
            "offences: [trafficking-in-persons] }",
            with: "offences: [trafficking-in-persons], threshold: { max-penalty-years: 4, in: both-parties } }")
        let library = try PolicyLibrary([Fixture.read(text), Fixture.read(SampleFiles.treaty("TEST-BASIS"))])
        var item = ItemFacts()
        item.category = Fact(.document, from: .request)
        let who = try #require(
            WhoCan(
                WhoCan.Question(
                    .retrieve, under: try AgreementID(parsing: Fixture.name), item: item, purpose: .trial,
                    on: try CalendarDay(parsing: "2026-05-10")),
                in: library))
        #expect(who.answers.allSatisfy { $0.outcome == .deny && !$0.nextStep.isEmpty })
    }
}
