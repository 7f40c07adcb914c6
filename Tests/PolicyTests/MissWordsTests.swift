import Policy
import TestKit
import Testing
import Vocabulary

/// Why something is not permitted, in words: no code of the file stands in a sentence.
@Suite("What is missing, in words")
struct MissWordsTests {
    private func said(
        _ rest: String, _ action: Action = .retrieve, purpose: Purpose = .assetRecovery, offence: Offence? = nil,
        _ change: (inout Facts) throws -> Void = { _ in }
    ) throws -> String {
        var fixture = Fixture()
        fixture.clauses = "  \"1\":\n    says: { en: x }\n    permit: [\(action)]\n    \(rest)"
        // So that the case may be about another one than is declared.
        let text = fixture.text.replacing(
            "offences: [trafficking-in-persons]", with: "offences: [trafficking-in-persons, forced-criminality]")
        let library = try PolicyLibrary([Fixture.read(text), Fixture.read(SampleFiles.treaty("TEST-BASIS"))])
        var facts = try Fixture.facts()
        try change(&facts)
        var request = try Fixture.request("th/dsi/0201", action, purpose: purpose)
        request.offence = offence
        let sentences = library.decide(request, at: try Instant(parsing: Fixture.noon), facts: facts).explanation()
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

    @Test(
        "An offence that is listed is not what is in the way: the case is not about it, or it is not known what it is about"
    )
    func offences() throws {
        let agreed = "if: { purpose: agreed-offence }"
        func said(_ offence: Offence?, _ offences: Fact<[Offence]>) throws -> String {
            try self.said(agreed, .disclose, purpose: .trial, offence: offence) {
                $0.caseFacts = CaseFacts(offences: offences)
            }
        }
        let trafficking = Fact([Offence.traffickingInPersons], from: .caseRegister)
        #expect(
            try said(.forcedCriminality, trafficking)
                == "the case is not about forced criminality, for which it is asked.")
        #expect(try said(.corruption, trafficking) == "the offence is corruption.")
        #expect(try said(.forcedCriminality, .unknown) == "the offence of the case is not known.")
        #expect(try said(nil, .unknown) == "the offence of the case is not known.")
        #expect(try said(nil, Fact([.corruption], from: .caseRegister)) == "the offence is corruption.")
        #expect(
            try self.said("unless: { purpose: agreed-offence }", .disclose, purpose: .trial)
                == "the offence is trafficking in persons, which it excepts.")
        #expect(
            try self.said("unless: { purpose: [agreed-offence, trial] }", .disclose, purpose: .trial)
                == "the purpose is trial, which it excepts.")
    }

    @Test("Nobody can say of what is not known that it is excepted")
    func exceptions() throws {
        let turns = ", and an exception turns on that."
        #expect(
            try said("unless: { place: TH }") { $0.place = .unknown }
                == "it is not known in which place it would be done" + turns)
        #expect(
            try said("unless: { forum: TH }") { $0.forum = .unknown } == "it is not known for which courts it is"
                + turns)
        #expect(
            try said("unless: { offence: [corruption] }", .disclose) { $0.caseFacts = CaseFacts(offences: .unknown) }
                == "the offence of the case is not known" + turns)
        #expect(
            try said("unless: { consent-of: item-origin }") { $0.item?.origin = .unknown }
                == "it is not known from which party the material is" + turns)
        let consent = Consent(
            party: try Party(parsing: "KH"), actions: [.disclose], purposes: [.assetRecovery], bundle: nil,
            offence: .corruption, given: try Instant(parsing: "2026-05-01T00:00:00.000Z"), expires: nil,
            event: Digest(ofText: "consent"))
        for (rest, says) in [
            ("unless: { consent-of: KH }", "it is not known whether consent was given" + turns),
            ("if: { consent-of: KH }", "it is not known whether the consent that it asks for stands."),
        ] {
            #expect(
                try said(rest, .disclose) {
                    $0.consents = [consent]
                    $0.caseFacts = CaseFacts(offences: .unknown)
                } == says)
        }
    }

    @Test("An act about no material lacks the material, and not the knowledge of it; each obstacle is said once")
    func noItem() throws {
        for rest in [
            "who: { party: item-origin }", "who: { party: other-parties }", "item: { category: [document] }",
            "item: { category: [document], origin: KH, flag: [confidential] }", "if: { consent-of: item-origin }",
        ] {
            #expect(try said(rest, .request) { $0.item = nil } == "it is about no material.", "\(rest)")
        }
        #expect(
            try said("unless: { consent-of: item-origin }", .request) { $0.item = nil }
                == "it is about no material, and an exception turns on that.")
        // One obstacle that four terms meet is nearer than two.
        #expect(
            try said(
                """
                item: { category: [document], origin: KH, flag: [confidential], copy: [working] }
                  "2":
                    says: { en: y }
                    permit: [request]
                    who: { party: KH }
                    if: { purpose: trial }
                """, .request
            ) { $0.item = nil } == "it is about no material.")
        // Of an action that is always about some, nothing is known instead.
        #expect(
            try said("item: { origin: KH }", .verify) { $0.item = nil }
                == "it is not known from which party the material is.")
    }

    @Test("For what helps the accused no purpose is in the way")
    func helps() throws {
        #expect(
            try said("who: { role: [central-authority] }\n    if: { purpose: trial }", .disclose, purpose: .exculpatory)
                == "th/dsi/0201 is a team leader.")
    }

    @Test("An action that nothing speaks of is named as people name it")
    func action() throws {
        let sentences = try Fixture().decide("th/dsi/0201", .readLog, purpose: nil).explanation().sentences
        #expect(sentences == ["No clause permits anybody to read the custody log."])
    }
}
