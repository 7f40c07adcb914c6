import Policy
import TestKit
import Testing
import Vocabulary

/// Why something is not permitted, in words: no code of the file stands in a sentence.
@Suite("What is missing, in words")
struct MissWordsTests {
    private func said(_ rest: String, _ change: (inout Facts) throws -> Void = { _ in }) throws -> String {
        var fixture = Fixture()
        fixture.clauses = "  \"1\":\n    says: { en: x }\n    permit: [retrieve]\n    \(rest)"
        var facts = try Fixture.facts()
        try change(&facts)
        let sentences = try fixture.decide("th/dsi/0201", .retrieve, purpose: .assetRecovery, facts).explanation()
            .sentences
        let lead = "Clause 1 would permit this, but "
        #expect(sentences.count == 1 && sentences[0].hasPrefix(lead), "\(sentences)")
        return String(sentences[0].dropFirst(lead.count))
    }

    @Test("Who it is, what it is and what for, as people say it")
    func words() throws {
        #expect(try said("who: { role: [central-authority] }") == "th/dsi/0201 is a team leader.")
        #expect(try said("who: { party: KH }") == "th/dsi/0201 is of TH.")
        #expect(try said("who: { authority: [kh/moj] }") == "th/dsi/0201 is of th/dsi.")
        #expect(try said("who: { member: [kh/moj/0001] }") == "it does not name th/dsi/0201.")
        #expect(
            try said("item: { category: [document] }") {
                $0.item?.category = Fact(.witnessStatement, from: .bundleRecord)
            }
                == "the category is witness statement.")
        #expect(
            try said("item: { victim-identity: none }") {
                $0.item?.victimIdentity = Fact(.direct, from: .bundleRecord)
            } == "it is material that identifies a victim directly.")
        #expect(try said("item: { flag: [confidential] }") == "the material is not flagged.")
        #expect(try said("item: { handling: [H1] }") == "the material has no handling code.")
        #expect(
            try said("item: { handling: [H1] }") { $0.item?.handling = Fact([.h2, .h3], from: .bundleRecord) }
                == "the material has the handling code H2 and H3.")
        #expect(try said("item: { origin: TH }") == "the material is from KH.")
        #expect(try said("if: { purpose: exculpatory }") == "the purpose is asset recovery.")
        #expect(try said("if: { consent-of: KH }") == "nobody has consented.")
        #expect(try said("if: { place: TH }") == "it takes place in KH.")
        #expect(try said("if: { forum: TH }") == "it is for the courts of KH.")
        #expect(try said("if: { court-order: true }") == "no court has ordered it.")
        #expect(
            try said("unless: { purpose: [asset-recovery] }") == "the purpose is asset recovery, which it excepts.")
    }

    @Test("What is not known is said as not known")
    func unknown() throws {
        #expect(
            try said("item: { victim-identity: none }") { $0.item?.victimIdentity = .unknown }
                == "it is not known whether the material identifies a victim.")
        #expect(
            try said("item: { flag: [confidential] }") { $0.item?.flags = .unknown }
                == "the flags of the material are not known.")
        #expect(
            try said("if: { place: TH }") { $0.place = .unknown } == "it is not known in which place it would be done.")
        #expect(
            try said("if: { forum: TH }") { $0.forum = .unknown } == "it is not known for which courts it is.")
        #expect(
            try said("who: { party: item-origin }") { $0.item?.origin = .unknown }
                == "it is not known from which party the material is.")
    }

    @Test("An action that nothing speaks of is named as people name it")
    func action() throws {
        let sentences = try Fixture().decide("th/dsi/0201", .readLog, purpose: nil).explanation().sentences
        #expect(sentences == ["No clause permits anybody to read the custody log."])
    }
}
