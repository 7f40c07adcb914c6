import Custody
import EvidenceBundle
import Foundation
import Policy
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// What courts order: stated by members of the court's own party, and weighed by every decision after it.
@Suite("Courts' orders")
struct CourtOrderTests {
    private static let refused = "exchange.release.refused"

    private func ask(_ bench: Bench, _ packed: Bench.Packed) async -> String? {
        await bench.refusal { try await bench.retrieve(packed) }?.code
    }

    @Test(
        "A law's exception is for its own party's courts: no other state's order, and none about another bundle, counts"
    )
    func lawsException() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["covert-product,none,none"])
        let other = try await bench.held(["covert-product,none,none"])
        #expect(await ask(bench, packed) == Self.refused)
        try await bench.order(packed, of: "TH", by: .leader)
        try await bench.order(packed, of: "TH", by: .leader)
        try await bench.order(other, of: "KH", by: .prosecutor)
        #expect(await ask(bench, packed) == Self.refused)
        // Nor does anybody state what the court of another state said, be it a party or not.
        for party in ["KH", "MM"] {
            let foreign = await bench.refusal { try await bench.order(packed, of: party, by: .leader) }
            #expect(foreign?.code == "exchange.court-order.party", "\(foreign as Any)")
        }
        #expect(await ask(bench, packed) == Self.refused)
        try await bench.order(packed, of: "KH", by: .investigator)
        #expect(await ask(bench, packed) == nil)
        let listed = try await bench.courtOrders(for: .officer)
        #expect(listed.map(\.order.party.text) == ["KH", "KH", "TH", "TH"])
        #expect(listed.first?.words?.text == Bench.court)
        let payloads = try await bench.events().map { String(decoding: try CanonicalJSON.encode($0), as: UTF8.self) }
        #expect(!payloads.contains { $0.contains("2026/417") || $0.contains("First Instance") })
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    @Test(
        "What a court ordered to be produced is recorded as ordered, whatever forbids it; without an order, beside it")
    func producedInCourt() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["photograph,none,none"])
        func produce() async throws -> RecordedEvent {
            let stated = try bench.statement(.producedInCourt, by: .leader) { event in
                event.case = packed.record.case.number
                event.bundle = BundleMention(id: packed.id, digest: packed.digest)
                event.purpose = .trial
            }
            return try await bench.node.record(stated, under: try bench.id, by: try await bench.caller(.leader))
        }
        let before = try await produce()
        #expect(before.warnings.contains { $0.contains("5(3)") }, "\(before.warnings)")
        #expect(try await bench.events().filter { $0.type == .decisionDenied }.count == 1)
        let order = try await bench.order(packed, of: "TH", by: .leader)
        let after = try await produce()
        #expect(try await bench.events().filter { $0.type == .decisionDenied }.count == 1)
        let record = try #require(
            try bench.records(at: after.index).first { $0.request.action == .produceInCourt })
        #expect(record.reasons.map(\.code) == ["policy.court-order"])
        #expect(record.warnings.map(\.code).contains("policy.forbidden"))
        #expect(record.facts.courtOrders.map(\.event) == [Digest(of: order.receipt.envelope.bytes)])
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    @Test("An order is stated whole: its day, its words, and nothing that it is not about; by whom policy lets record")
    func form() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,none"])
        let hidden = try await bench.held(["financial-record,none,none"])
        let day = String(bench.clock.now.adding(days: 3).text.prefix(10))
        func code(_ body: () async throws -> Void) async -> String? { await bench.refusal(body)?.code }
        #expect(
            await code { try await bench.order(packed, of: "TH", by: .leader, on: day) }
                == "exchange.statement.mismatch")
        #expect(await code { try await bench.order(hidden, of: "KH", by: .investigator) } == "exchange.not-found")
        #expect(await code { try await bench.order(packed, of: "VN", by: .stranger) } == "exchange.not-found")
        let stated = try bench.ordering(packed, of: "TH", by: .leader)
        let caller = try await bench.caller(.leader)
        let id = try bench.id
        for words in [nil, SaltedText("Another court\n1", salt: Salt(from: SystemRandomness()))] {
            let answer = await code {
                _ = try await bench.node.record(stated.statement, order: words, under: id, by: caller)
            }
            #expect(answer == "exchange.statement.mismatch")
        }
        // A court's order counts for the whole bundle, so nobody states it who may list a part of it.
        let partly = try await bench.held(["document,none,none", "financial-record,none,none"])
        #expect(
            await code { try await bench.order(partly, of: "KH", by: .investigator) } == "exchange.statement.mismatch")
        // The way for statements of every kind does not take it: there it would come without its words.
        #expect(
            await code { _ = try await bench.node.record(stated.statement, under: id, by: caller) }
                == "exchange.statement.type")
        // Nothing lets anybody record what is about no exhibit here.
        #expect(
            await code { try await bench.order(nil, in: packed.record.case.number, of: "TH", by: .leader) }
                == "exchange.action.refused")
        #expect(await code { try await bench.order(nil, of: "TH", by: .leader) } == "exchange.statement.mismatch")
        #expect(try bench.node.folder.register.courtOrders(id).isEmpty)
        #expect(try bench.node.folder.register.texts(id).isEmpty)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test(
        "The words of an order are for who may list all that it bears on; of one about a case, for who may record such")
    func words() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,none", "medical-report,none,none"])
        try await bench.order(packed, of: "KH", by: .prosecutor)
        func words(_ person: Bench.Person) async throws -> [String?] {
            try await bench.courtOrders(for: person).map(
                \.words?.text)
        }
        for person in [Bench.Person.prosecutor, .leader, .attorney] {
            #expect(try await words(person) == [Bench.court], "\(person)")
        }
        // Of the recorder's own party, and may list the document alone.
        #expect(try await words(.investigator) == [nil])
        let hidden = try await bench.held(["medical-report,none,none"])
        try await bench.order(hidden, of: "KH", by: .prosecutor)
        #expect(try await words(.investigator) == [nil])
        #expect(try await words(.leader) == [Bench.court, Bench.court])
    }

    @Test(
        "An order about no bundle is read by the recorder's party and by who may record one, and listed for the others")
    func wordsAboutNoBundle() async throws {
        let bench = try await Bench.lifting { terms in
            terms.replacing(
                "\"5(2)\":",
                with: "\"5(4)\":\n    says: { en: Leaders record what is about no exhibit. }\n    permit: [record]\n"
                    + "    who: { role: [team-leader] }\n  \"5(2)\":")
        }
        let number = try CaseNumber(parsing: Bench.caseNumber)
        let recorded = try await bench.order(nil, in: number, of: "TH", by: .leader)
        let first = Digest(of: recorded.receipt.envelope.bytes)
        func words(_ person: Bench.Person) async throws -> [String?] {
            try await bench.courtOrders(for: person).map(
                \.words?.text)
        }
        try await bench.order(nil, in: try CaseNumber(parsing: Bench.otherCase), of: "TH", by: .leader)
        let own = try await bench.caller(.prosecutor)
        let active = try await bench.node.agreement(try bench.id, for: own)
        #expect(try bench.node.deciding(under: active, for: own).given(in: number).courtOrders.map(\.event) == [first])
        // A leader of the other party, who may record such an order; somebody of the recorder's; neither.
        #expect(try await words(.prosecutor) == [Bench.court, Bench.court])
        #expect(try await words(.attorney) == [Bench.court, Bench.court])
        #expect(try await words(.investigator) == [nil, nil])
    }

    @Test(
        "An order counts until a member of its state states its end: from that entry on nothing rests on it, and its page stays"
    )
    func ended() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["covert-product,none,none"])
        let order = try await bench.order(packed, of: "KH", by: .investigator)
        let granted = try await bench.retrieve(packed)
        #expect(await bench.fetch(granted) == nil)
        // What was released names the order that it rests on.
        let released = try #require(try await bench.events().last { $0.type == .released })
        #expect(released.previous?.dropFirst().map(\.event) == [order.event])

        func end(
            by person: Bench.Person, words: SaltedText? = nil, _ change: (inout CustodyEvent) throws -> Void = { _ in }
        ) async -> String? {
            await bench.refusal { try await bench.end(order: order, by: person, words: words, change) }?.code
        }
        #expect(await end(by: .leader) == "exchange.court-order.party")
        #expect(await end(by: .stranger) == "exchange.not-found")
        #expect(
            await end(by: .investigator) {
                $0.previous = [EventMention(event: order.event, digest: Digest(ofText: "none"))]
            } == "exchange.not-found")
        #expect(await end(by: .investigator) { $0.purpose = .trial } == "exchange.statement.mismatch")
        #expect(await end(by: .investigator) { $0.bundle = nil } == "exchange.statement.mismatch")
        let words = SaltedText(Bench.court, salt: Salt(from: SystemRandomness()))
        #expect(await end(by: .investigator, words: words) == "exchange.statement.mismatch")
        #expect(await ask(bench, packed) == nil)

        // Any member of that state, and not only who recorded it.
        #expect(await end(by: .prosecutor) == nil)
        #expect(await ask(bench, packed) == Self.refused)
        #expect(await bench.fetch(granted) == "exchange.release.withdrawn")
        #expect(await end(by: .investigator) == "exchange.court-order.over")
        let caller = try await bench.caller(.leader)
        let id = try bench.id
        func why() async throws -> DryRun {
            try await bench.node.why(
                .retrieve, purpose: .investigation, exhibits: nil, of: packed.id, under: id, for: caller)
        }
        #expect(try await why().courtOrders.shown.map(\.end?.recorder.text) == ["kh/prosecutor/0001"])
        #expect(try await bench.courtOrders(for: .leader).map { $0.end != nil } == [true])
        // Another order opens it again.
        try await bench.order(packed, of: "KH", by: .investigator)
        #expect(await ask(bench, packed) == nil)
        #expect(try await why().courtOrders.shown.map { $0.end == nil } == [true, false])
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    @Test(
        "When nobody of its state stands on the roster any more, leaders and central authorities state the end of an order"
    )
    func deserted() async throws {
        let until = SystemTimekeeper().now.adding(days: 1).text.prefix(10)
        let bench = try await Bench.lifting {
            $0.replacing("members:\n", with: "members:\n  - { id: vn/c02/0101, role: visiting, until: \(until) }\n")
        }
        let packed = try await bench.held(["document,none,none"])
        let orders = [
            try await bench.order(packed, of: "VN", by: .stranger),
            try await bench.order(packed, of: "VN", by: .stranger),
        ]
        func end(_ place: Int, by person: Bench.Person) async -> String? {
            await bench.refusal { try await bench.end(order: orders[place], by: person) }?.code
        }
        #expect(await end(0, by: .leader) == "exchange.court-order.party")
        bench.clock.advance(seconds: 3 * 86_400)
        #expect(await end(0, by: .investigator) == "exchange.court-order.party")
        #expect(await end(0, by: .leader) == nil)
        #expect(await end(1, by: .ministry) == nil)
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    @Test(
        "Whoever of its state is left and may not record the end of an order, or not list all of it, keeps nobody from stating it; who lacks an approval alone, does"
    )
    func nobodyLeftWhoMay() async throws {
        let until = SystemTimekeeper().now.adding(days: 1).text.prefix(10)
        let bench = try await Bench.lifting { terms in
            ["kh/prosecutor/0001, role: team-leader", "kh/moj/0001, role: central-authority"].reduce(terms) {
                $0.replacing($1, with: "\($1), until: \(until)")
            }
            .replacing(
                "\"5(2)\":",
                with: "\"5(4)\":\n    says: { en: Leaders record what is about no exhibit. }\n    permit: [record]\n"
                    + "    who: { role: [team-leader] }\n"
                    + "  \"5(5)\":\n    says: { en: Members keep no records of photographs. }\n    forbid: [record]\n"
                    + "    who: { role: [member] }\n    item: { category: [photograph] }\n"
                    + "  \"5(6)\":\n    says: { en: Members keep records of chats once approved. }\n    require: [record]\n"
                    + "    who: { role: [member] }\n    item: { category: [chat-export] }\n"
                    + "    approvals: { from: [TH central-authority], within-days: 2 }\n  \"5(2)\":")
        }
        let plain = try await bench.held(["document,none,none"])
        let partly = try await bench.held(["document,none,none", "medical-report,none,none"])
        let unrecorded = try await bench.held(["document,none,none", "photograph,none,none"])
        let number = try CaseNumber(parsing: Bench.caseNumber)
        var orders: [RecordedEvent] = []
        let approved = try await bench.held(["chat-export,none,none"])
        for packed in [plain, partly, unrecorded, approved] {
            orders.append(try await bench.order(packed, of: "KH", by: .prosecutor))
        }
        orders.append(try await bench.order(nil, in: number, of: "KH", by: .prosecutor))
        func ends(by person: Bench.Person) async -> [String?] {
            var answers: [String?] = []
            for order in orders {
                answers.append(await bench.refusal { try await bench.end(order: order, by: person) }?.code)
            }
            return answers
        }
        let party = "exchange.court-order.party"
        #expect(await ends(by: .leader) == [party, party, party, party, party])
        bench.clock.advance(seconds: 3 * 86_400)
        // The investigator is left, who may end the first, and the fourth once the Thai authority approves it.
        let answers = await ends(by: .leader)
        #expect(answers == [party, nil, nil, party, nil], "\(answers)")
        let others = await ends(by: .attorney)
        #expect(others.first == party && others[3] == party, "\(others)")
        let own = await ends(by: .investigator)
        #expect(own.first == .some(nil) && own[3] == "exchange.decision.pending", "\(own)")
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }
}
