import Policy
import Testing
import Vocabulary

@Suite("Deciding")
struct DecidingTests {
    @Test("Both days are inclusive, as clocks stand in the agreement's zone")
    func days() throws {
        let fixture = Fixture()
        // Midnight in Phnom Penh is 17:00 of the day before in UTC.
        #expect(try fixture.decide("th/dsi/0201", .list, at: "2026-02-28T16:59:59.999Z").code == .policyNotYetInForce)
        #expect(try fixture.decide("th/dsi/0201", .list, at: "2026-02-28T17:00:00.000Z").outcome == .permit)
        #expect(try fixture.decide("th/dsi/0201", .list, at: "2027-02-28T16:59:59.999Z").outcome == .permit)
        #expect(try fixture.decide("th/dsi/0201", .list, at: "2027-02-28T17:00:00.000Z").code == .policyEnded)
    }

    @Test("Each gate that fails is cited by its heading, all of them at once")
    func gates() throws {
        var facts = try Fixture.facts { $0.channel = Fact(.police, from: .bundleRecord) }
        facts.caseFacts = .unknown
        let decision = try Fixture().decide("vn/c02/0101", .retrieve, purpose: nil, facts)
        #expect(decision.outcome == .deny)
        #expect(
            Set(decision.reasons.map(\.code)) == [
                "policy.gate.offence-unknown", "policy.gate.not-a-member", "policy.gate.purpose-missing",
                "policy.gate.other-channel",
            ])
        #expect(Set(decision.reasons.compactMap(\.heading)) == [.offences, .members, .purpose, .channel])
    }

    @Test("The refusal names the permit that came nearest, and what was in the way")
    func nearest() throws {
        let decision = try Fixture().decide(
            "th/dsi/0201", .retrieve, Fixture.facts { $0.category = Fact(.biometric, from: .bundleRecord) })
        #expect(decision.code == .policyNoPermit)
        #expect(
            decision.explanation().sentences == ["Clause 2 would permit this, but the category is biometric."])
        let unheard = try Fixture().decide("th/dsi/0201", .destroy)
        #expect(unheard.explanation().sentences == ["No clause permits anybody to destroy any material."])
    }

    @Test("A suspension stops new access, and not what must go on")
    func suspension() throws {
        var facts = try Fixture.facts()
        facts.suspension = Suspension(since: try Instant(parsing: Fixture.noon))
        #expect(try Fixture().decide("th/dsi/0201", .retrieve, facts).code == .policySuspended)
        #expect(try Fixture().decide("th/dsi/0201", .list, facts).outcome == .permit)
        facts.suspension = Suspension(since: try Instant(parsing: Fixture.noon), alsoStops: [.list])
        #expect(try Fixture().decide("th/dsi/0201", .list, facts).code == .policySuspended)
        facts.suspension = Suspension(since: try Instant(parsing: "2026-05-10T05:00:00.001Z"))
        #expect(try Fixture().decide("th/dsi/0201", .retrieve, facts).outcome == .permit)
    }

    @Test("The record of a decision is canonical, names what decided, and replays to the same bytes")
    func record() throws {
        let library = try Shipped.library()
        var request = try Fixture.request("th/dsi/0201", .retrieve)
        request.agreement = try AgreementID(parsing: "KH-TH-JIT-2026-01")
        let years = Fact(
            try ["KH", "TH"].map { Penalty(party: try Party(parsing: $0), years: 8) }, from: .caseRegister)
        var facts = try Fixture.facts()
        facts.caseFacts.penalties = years
        let decision = library.decide(request, at: try Instant(parsing: Fixture.noon), facts: facts)
        #expect(decision.outcome == .permit)
        #expect(
            decision.clauses.map(\.description) == [
                "EXAMPLE-JIT-BASIS-KH 3", "EXAMPLE-JIT-BASIS-TH 3", "KH-TH-JIT-2026-01 4(3)",
            ])
        let id = try DecisionID(parsing: String(repeating: "0", count: 32))
        let bytes = try decision.record(id: id)
        #expect(try library.replay(bytes) == bytes)
        let record = try DecisionRecord(reading: bytes)
        #expect(
            record.sources.map(\.id.text).sorted() == [
                "EXAMPLE-JIT-BASIS-KH", "EXAMPLE-JIT-BASIS-TH", "KH-TH-JIT-2026-01", "KH-TIPSE-2008", "TH-ATIP-2008",
                "VN-TIP-2024",
            ])
        let altered = String(decoding: bytes, as: UTF8.self).replacing(
            "\"outcome\":\"permit\"", with: "\"outcome\":\"deny\"")
        #expect(throws: PolicyError.self) { try library.replay(Array(altered.utf8)) }
        let error = #expect(throws: PolicyError.self) { try Fixture().library().replay(bytes) }
        #expect(error?.code.name == "policy.replay.other-policy")
    }

    @Test(
        "A record of another format is refused by its name, whatever else stands in it; one that was changed is not read"
    )
    func otherFormats() throws {
        let library = try Fixture().library()
        let decision = try Fixture().decide("th/dsi/0201", .retrieve)
        let record = try decision.record(id: try DecisionID(parsing: String(repeating: "0", count: 32)))
        let text = String(decoding: record, as: UTF8.self)
        #expect(text.contains("\"format\":\"saksi-decision/2\"") && text.contains("\"court-orders\":[]"))
        #expect(try library.replay(record) == record)
        // As it was written when there was one court's order.
        let first = text.replacing("saksi-decision/2", with: "saksi-decision/1").replacing(
            "\"court-orders\":[]", with: "\"court-order\":false")
        for old in [first, text.replacing("saksi-decision/2", with: "saksi-decision/1"), "{\"format\":\"x/9\"}"] {
            let error = #expect(throws: PolicyError.self) { try library.replay(Array(old.utf8)) }
            #expect(error?.code.name == "policy.replay.other-policy", "\(old)")
            #expect(error?.reason.contains("saksi-decision/2") == true, "\(error?.reason ?? "")")
        }
        // The present format in words of the earlier one is no record.
        let mixed = text.replacing("\"court-orders\":[]", with: "\"court-order\":false")
        let error = #expect(throws: PolicyError.self) { try library.replay(Array(mixed.utf8)) }
        #expect(error?.code.name == "vocabulary.json")
        // Another engine takes the decision under another policy.
        let engine = text.replacing(
            "\"policy\":\"\(decision.policyDigest)\"", with: "\"policy\":\"\(Digest(ofText: "engine 2"))\"")
        #expect(engine != text)
        let other = #expect(throws: PolicyError.self) { try library.replay(Array(engine.utf8)) }
        #expect(other?.code.name == "policy.replay.other-policy")
    }

    @Test("A record that no reader would take is not written: the decision is refused with a code of its own")
    func tooLargeRecord() throws {
        let library = try Shipped.library()
        var request = try Fixture.request("th/dsi/0201", .retrieve)
        request.agreement = try AgreementID(parsing: "KH-TH-JIT-2026-01")
        func bytes(_ consents: Int) throws -> [UInt8] {
            var facts = try Fixture.facts()
            let party = try Party(parsing: "KH")
            let noon = try Instant(parsing: Fixture.noon)
            facts.consents = (0..<consents).map { number in
                Consent(
                    party: party, actions: [.retrieve], purposes: [.trial], bundle: Digest(ofText: "bundle"),
                    exhibits: nil, offence: nil, caseNumber: nil, recipient: nil, given: noon,
                    expires: nil, event: Digest(ofText: "consent \(number)"))
            }
            return try library.decide(request, at: try Instant(parsing: Fixture.noon), facts: facts)
                .record(id: try DecisionID(parsing: String(repeating: "0", count: 32)))
        }
        #expect(try library.replay(bytes(100)) == bytes(100))
        let error = #expect(throws: PolicyError.self) { try bytes(10_000) }
        #expect(error?.code.name == "policy.record.too-large")
    }

    @Test("Obligations join: union, the earliest day, the fullest log")
    func obligations() throws {
        var fixture = Fixture()
        fixture.clauses += """

              "3":
                says: { en: x }
                require: [list]
                then: { notify: [b-desk], delete-by: 2028-01-01, log: full, mark: [Team only] }
              "4":
                says: { en: x }
                require: [list]
                then: { notify: [a-desk, b-desk], delete-by: 2027-06-01, log: basic }
            """
        let obligations = try fixture.decide("th/dsi/0201", .list).obligations
        #expect(obligations.notify == ["a-desk", "b-desk"])
        #expect(obligations.deleteBy?.text == "2027-06-01")
        #expect(obligations.log == .full)
        #expect(obligations.mark == ["Team only"])
    }

    @Test("What must happen before release and cannot, refuses")
    func unkeepable() throws {
        var fixture = Fixture()
        fixture.clauses += """

              "3":
                says: { en: x }
                require: [retrieve]
                then: { redact: [victim-identity] }
            """
        #expect(try fixture.decide("th/dsi/0201", .retrieve).code == .policyRenditionNeeded)
        var facts = try Fixture.facts { $0.redactions = Fact([.victimIdentity], from: .node) }
        #expect(try fixture.decide("th/dsi/0201", .retrieve, facts).outcome == .permit)
        facts.node.fulfils = [.log]
        #expect(try fixture.decide("th/dsi/0201", .retrieve, facts).code == .policyCannotFulfil)
    }

    @Test("The laws of the parties say what each offence can cost; a party whose laws are silent is left out")
    func penalties() throws {
        let library = try Shipped.library()
        let team = try AgreementID(parsing: "KH-TH-JIT-2026-01")
        #expect(library.penalties(for: [.traffickingInPersons], under: team)?.map(\.party.text) == ["KH", "TH"])
        #expect(library.penalties(for: [.debtBondage], under: team) == [])
        #expect(library.penalties(for: [.debtBondage], under: try AgreementID(parsing: "NO-SUCH-AGREEMENT")) == nil)
    }

    @Test("The next step fits the kind of paper, and says plainly where nothing helps")
    func nextSteps() throws {
        #expect(
            try Fixture().decide("vn/c02/0101", .list).explanation().nextStep.hasPrefix("Ask your central authority"))
        let library = try Shipped.library()
        func next(
            _ purpose: Purpose, by member: String = "th/dsi/0201", _ change: (inout Facts) -> Void = { _ in }
        ) throws -> String {
            var request = try Fixture.request(member, .retrieve, purpose: purpose)
            request.agreement = try AgreementID(parsing: "KH-TH-JIT-2026-01")
            var facts = try Fixture.facts()
            facts.caseFacts.penalties = Fact(
                try ["KH", "TH"].map { Penalty(party: try Party(parsing: $0), years: 8) }, from: .caseRegister)
            change(&facts)
            return library.decide(request, at: try Instant(parsing: Fixture.noon), facts: facts).explanation().nextStep
        }
        #expect(try next(.immigration) == "Nothing lifts this refusal: no consent, approval or order changes it.")
        #expect(
            try next(.otherOffence)
                == "Ask the central authority of KH (kh/moj/0001) for its consent to this use. They run: saksi consent "
                + "BUNDLE --agreement KH-TH-JIT-2026-01 --purpose other-offence")
        #expect(
            try next(.otherOffence, by: "kh/moj/0001")
                == "If your party agrees, consent for it: saksi consent BUNDLE --agreement KH-TH-JIT-2026-01 --purpose "
                + "other-offence")
        #expect(try next(.investigation) { $0.item?.flags = .unknown }.contains("not known here"))
        #expect(
            try next(.investigation, by: "th/dsi/0202") { $0.item?.category = Fact(.photograph, from: .bundleRecord) }
                .hasPrefix("Ask a team leader of TH (th/dsi/0201 or th/dsi/0204) who may do this"))
    }

    @Test("Nobody is told to ask themselves", arguments: [Action.retrieve, .activate, .list, .approve, .destroy])
    func nobodyAsksThemselves(action: Action) throws {
        let library = try Shipped.library()
        var count = 0
        for agreement in library.agreements where agreement.channel != nil {
            for entry in agreement.roster.entries {
                for purpose in [Purpose.investigation, .otherOffence, .immigration] {
                    for suspended in [false, true] {
                        var request = try Fixture.request(entry.member.text, action, purpose: purpose)
                        request.agreement = agreement.id
                        var facts = try Fixture.facts()
                        facts.suspension = suspended ? Suspension(since: try Instant(parsing: Fixture.noon)) : nil
                        let decision = library.decide(request, at: try Instant(parsing: Fixture.noon), facts: facts)
                        let next = decision.explanation().nextStep
                        #expect(!next.contains(entry.member.text), "\(entry.member) \(action) \(purpose): \(next)")
                        #expect(!next.isEmpty && !next.contains("{"))
                        count += decision.outcome == .deny ? 1 : 0
                    }
                }
            }
        }
        #expect(count > 0)
    }
}
