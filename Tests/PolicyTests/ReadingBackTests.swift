import Policy
import Testing
import Vocabulary

@Suite("Rules read back in sentences")
struct ReadingBackTests {
    private func clause(_ text: String) throws -> [String] {
        var fixture = Fixture()
        fixture.clauses = "  \"1\":\n    says: { en: x }\n" + text
        guard case .agreement(let agreement) = try Fixture.read(fixture.text) else { return [] }
        return agreement.clauses.flatMap { ClauseReadBack($0).sentences }
    }

    @Test("Everything in a clause that decides is said")
    func everything() throws {
        let sentences = try clause(
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
            sentences == [
                "Permits: list, retrieve.",
                "Who: in the role of member or team-leader and of the party that the material comes from.",
                "What: material of the category document or intercept, that identifies victims to this degree: direct and that comes from KH.",
                "Only if the purpose is the investigation, prosecution or trial of an agreed offence and the party that the material comes from consents to this use.",
                "Not where the operation is in TH; or where a court has ordered it for this bundle.",
                "Only after the approval of a team-leader of KH and somebody of kh/moj, each a person of their own and never whoever asks; an approval serves once and counts for 14 days.",
                "Along with it: released without victim-identity; with notice to kh-desk; logged in full.",
            ])
    }

    @Test("What is left open is said too")
    func open() throws {
        #expect(
            try clause("    permit: [list]") == [
                "Permits: list.", "Who: everybody on the roster.", "What: any material.",
            ])
    }

    @Test("Headings that decide are said: parties, laws, basis, other ways, channel, offences, threshold, custody")
    func headings() throws {
        let document = try #require(try Shipped.documents().first { $0.id.text == "KH-TH-JIT-2026-01" })
        let lines = HeadingReadBack(document).lines
        #expect(
            lines.map(\.heading) == [
                "party KH", "party TH", "rests on", "alongside", "channel", "offences", "threshold", "custody",
            ])
        let all = lines.map(\.text).joined(separator: " ")
        for word in ["KH-TIPSE-2008", "ASEAN-MLAT-2004", "jit", "illegal-recruitment", "4 years", "1 cosigner"] {
            #expect(all.contains(word), "\(word)")
        }
    }
}
