import Policy
import TestKit
import Testing
import Vocabulary

@Suite("What somebody may act on and cannot find")
struct ListingCheckTests {
    @Test("Who may retrieve, approve or consent to what they may not list is told: they could never find it")
    func unlisted() throws {
        func found(_ clauses: String) throws -> [AgreementFinding] {
            var fixture = Fixture()
            fixture.clauses = clauses
            let document = try Fixture.read(fixture.text)
            return try AgreementCheck(
                of: document, in: fixture.library(), on: try CalendarDay(parsing: AnalysisTests.day)
            ).findings.filter { $0.code == .checkUnlisted }
        }
        let lists = """
              "1":
                says: { en: Leaders list documents. }
                permit: [list]
                who: { role: [team-leader] }
                item: { category: [document] }
            """
        let retrieve = """

              "2":
                says: { en: Documents and photographs. }
                permit: [retrieve]
                who: { role: [team-leader, member] }
                item: { category: [document, photograph] }
            """
        let consent = """

              "3":
                says: { en: Central authorities consent. }
                permit: [consent]
                who: { role: [central-authority] }
            """
        #expect(
            try found(lists + retrieve + consent).map(\.sentence) == [
                "By clause 2 kh/ahtjpp/0101 may retrieve material of the categories document or photograph, but the "
                    + "register shows them nothing of what this is about: they could never find it.",
                "By clause 2 kh/prosecutor/0001 and th/dsi/0201 may retrieve material of the categories document or "
                    + "photograph, but the register shows them nothing of the category photograph: they could never find it.",
                "By clause 3 kh/moj/0001 may give consents, but the register shows them nothing of what this is about: "
                    + "they could never find it.",
            ])
        let leaders = retrieve.replacing("team-leader, member", with: "team-leader")
        #expect(
            try found(lists + leaders).map(\.sentence) == [
                "By clause 2 kh/prosecutor/0001 and th/dsi/0201 may retrieve material of the categories document or "
                    + "photograph, but the register shows them nothing of the category photograph: they could never find it."
            ])
        // Everybody lists, each what their own party gave: that is not enough to retrieve the other's.
        let own = lists.replacing("who: { role: [team-leader] }", with: "who: { party: item-origin }").replacing(
            "[document]", with: "[document, photograph]")
        #expect(try found(own + leaders).count == 1)
        #expect(try found(own.replacing("    who: { party: item-origin }\n", with: "") + retrieve).isEmpty)
    }
}
