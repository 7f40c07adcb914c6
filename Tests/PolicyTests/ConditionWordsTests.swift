import TestKit
import Testing
import Vocabulary

@testable import Policy

/// Sets of values in a sentence: short, and exactly what is meant.
@Suite("Conditions in words")
struct ConditionWordsTests {
    private static func parties(_ names: String...) throws -> Set<PartyReference> {
        Set(try names.map { $0 == "giver" ? .itemOrigin : .party(try Party(parsing: $0)) })
    }

    /// What is said where these sets of consents make the difference, of all that clauses about `all` tell apart.
    private static func said(
        _ chosen: [Set<PartyReference>], of all: [Set<PartyReference>], from origins: [OriginValue] = []
    ) -> String? {
        ConsentWords(.english, origins: origins).text(
            chosen.map { .consents($0, isSure: true) }, of: all.map { .consents($0, isSure: true) })
    }

    @Test("Whose consent something turns on is said in the fewest consents that decide it")
    func consents() throws {
        let (none, kh, th) = (try Self.parties(), try Self.parties("KH"), try Self.parties("TH"))
        let (both, giver) = (try Self.parties("KH", "TH"), try Self.parties("giver"))
        let all = [none, kh, th, both]
        #expect(Self.said([kh, both], of: all) == "with the consent of KH")
        #expect(Self.said([none, th], of: all) == "unless KH consents")
        #expect(Self.said([none], of: all) == "unless KH or TH consents")
        #expect(Self.said([none, kh, th], of: all) == "unless with the consent of both KH and TH")
        #expect(Self.said([both], of: all) == "with the consent of both KH and TH")
        #expect(Self.said([kh], of: all) == "with the consent of KH but not of TH")
        #expect(Self.said([kh, th, both], of: all) == "with the consent of KH or TH")
        #expect(Self.said([kh, th], of: all) == "with the consent of just KH or TH")
        #expect(Self.said([none, both], of: all) == "without any consent or with the consent of just KH and TH")
        #expect(Self.said(all, of: all) == nil)
        // Of Cambodia's material, Cambodia's consent and the giver's are one.
        let mixed = [none, kh, giver, kh.union(giver)]
        let cambodian = OriginValue.party(try Party(parsing: "KH"))
        #expect(Self.said([none], of: mixed, from: [cambodian]) == "unless KH consents")
        #expect(Self.said([none], of: mixed) == "unless KH or the party that gave the item consents")
        #expect(Self.said([none, giver], of: mixed, from: [.unknown]) == "unless KH consents")
    }

    @Test("Every family of sets of marks is said by parts that admit exactly its sets")
    func marks() throws {
        let codes = HandlingCode.allCases.sorted()
        let every: [Set<HandlingCode>] = codes.reduce(into: [[]]) { sets, code in sets += sets.map { $0.union([code]) }
        }
        #expect(every.count == 16)
        var most = 0
        for seed in 0..<65_536 where seed % 37 == 0 || seed < 512 {
            let family = Set(every.indices.filter { seed & (1 << $0) != 0 }.map { every[$0] })
            let cover = MarkCover(of: family)
            for set in every {
                #expect(cover.parts.contains { $0.admits(set) } == family.contains(set), "\(seed)")
            }
            most = max(most, cover.parts.count)
        }
        #expect(most <= 8)
        #expect(MarkCover(of: Set(every)).parts.count == 1)
        #expect(MarkCover<HandlingCode>(of: []).parts.isEmpty)
    }

    @Test("Of a long list of categories those are said that are left out")
    func categories() {
        let all = EvidenceCategory.allCases.map { FactValue.category($0) } + [.category(nil)]
        func said(without left: [EvidenceCategory?]) -> String? {
            ConditionWords(.english).values(
                .category, all.filter { !left.map(FactValue.category).contains($0) }, of: all)
        }
        #expect(said(without: [.intercept]) == "of any category but intercept")
        #expect(said(without: [.intercept, .biometric, nil]) == "of any known category but biometric or intercept")
        #expect(said(without: [nil]) == "of a known category")
        let two = [FactValue.category(.document), .category(nil)]
        #expect(
            ConditionWords(.english).values(.category, two, of: all)
                == "of the category document or of an unknown category")
    }
}
