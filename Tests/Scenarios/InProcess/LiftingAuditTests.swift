import Custody
import EvidenceBundle
import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

@testable import Exchange
@testable import Store

/// Whoever can write the register can make any sum fit. What two leaders and courts did is held against the log.
@Suite("Audit of overrides and courts' orders")
struct LiftingAuditTests {
    private func codes(_ bench: Bench, _ change: (_ folder: String) async throws -> Void) async throws -> Set<String> {
        Set(try await bench.audit(after: change).findings.map(\.code))
    }

    @Test(
        "A changed value in any column of an override, an order or the words beside them is found, and so is a lost row"
    )
    func columns() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential"])
        try await bench.propose(packed, purposes: [.trial])
        try await bench.lift(packed)
        try await bench.order(packed, of: "TH", by: .leader)
        _ = try await bench.retrieve(packed)
        try await bench.end(order: try await bench.order(packed, of: "TH", by: .leader), by: .officer)
        let later = try await bench.propose(packed, purposes: [.trial])
        try await bench.withdraw(override: later)
        let register = bench.node.folder.register
        let id = try bench.id
        let waiting = try #require(try register.overrides(id).first { $0.seconded == nil })
        let signed = try #require(try register.overrides(id).first { $0.seconded != nil })
        let order = try #require(try register.courtOrders(id).first)
        let words = try #require(try register.text(order.event))
        let other = Digest(ofText: "other")
        func override(
            of row: OverrideRow, event: Digest? = nil, action: Action? = nil, bundle: Digest? = nil,
            expires: Instant? = nil, given: Instant?, seconded: Int64?, withdrawn: Int64? = nil, entry: Int64? = nil
        ) -> OverrideRow {
            OverrideRow(
                event: event ?? row.event, agreement: row.agreement, action: action ?? row.action,
                bundle: bundle ?? row.bundle, expires: expires ?? row.expires, given: given, seconded: seconded,
                withdrawn: withdrawn, entry: entry ?? row.entry)
        }
        let (given, seconded) = (signed.given, signed.seconded)
        let withdrawn = try #require(try register.overrides(id).first { $0.withdrawn != nil })
        let ended = try #require(try register.courtOrders(id).first { $0.ended != nil })
        let overrides = [
            override(of: waiting, given: given, seconded: seconded),
            override(of: waiting, given: given, seconded: waiting.entry),
            override(of: signed, given: nil, seconded: nil),
            override(of: signed, given: given, seconded: nil),
            override(of: signed, given: nil, seconded: seconded),
            override(of: signed, given: given?.adding(seconds: -1), seconded: seconded),
            override(of: signed, given: given, seconded: signed.entry),
            override(of: signed, event: other, given: given, seconded: seconded),
            override(of: signed, action: .list, given: given, seconded: seconded),
            override(of: signed, bundle: other, given: given, seconded: seconded),
            override(of: signed, expires: signed.expires.adding(days: 9), given: given, seconded: seconded),
            override(of: signed, given: given, seconded: seconded, entry: waiting.entry),
            override(of: signed, given: given, seconded: seconded, withdrawn: withdrawn.withdrawn),
            override(of: signed, given: given, seconded: seconded, withdrawn: signed.entry),
            override(of: withdrawn, given: nil, seconded: nil),
            override(of: withdrawn, given: nil, seconded: nil, withdrawn: withdrawn.entry),
        ]
        for row in overrides {
            #expect(
                try await codes(bench) { try await Bench.write(Store.Commit(overrides: [row]), in: $0) }.contains(
                    "exchange.audit.differs"), "\(row)")
        }
        let orders = [
            CourtOrderRow(
                event: order.event, agreement: id, party: try Party(parsing: "KH"), bundle: order.bundle,
                caseNumber: order.caseNumber,
                entry: order.entry),
            CourtOrderRow(
                event: order.event, agreement: id, party: order.party, bundle: nil, caseNumber: order.caseNumber,
                entry: order.entry),
            CourtOrderRow(
                event: order.event, agreement: id, party: order.party, bundle: other, caseNumber: order.caseNumber,
                entry: order.entry),
            CourtOrderRow(
                event: order.event, agreement: id, party: order.party, bundle: order.bundle,
                caseNumber: order.caseNumber, entry: 1),
            CourtOrderRow(
                event: other, agreement: id, party: order.party, bundle: order.bundle, caseNumber: order.caseNumber,
                entry: order.entry),
            CourtOrderRow(
                event: order.event, agreement: id, party: order.party, bundle: order.bundle,
                caseNumber: order.caseNumber, ended: ended.ended,
                entry: order.entry),
            CourtOrderRow(
                event: ended.event, agreement: id, party: ended.party, bundle: ended.bundle,
                caseNumber: ended.caseNumber, entry: ended.entry),
            CourtOrderRow(
                event: ended.event, agreement: id, party: ended.party, bundle: ended.bundle,
                caseNumber: ended.caseNumber, ended: order.entry,
                entry: ended.entry),
            CourtOrderRow(
                event: order.event, agreement: id, party: order.party, bundle: order.bundle,
                caseNumber: try CaseNumber(parsing: Bench.otherCase), entry: order.entry),
            CourtOrderRow(
                event: order.event, agreement: id, party: order.party, bundle: order.bundle, caseNumber: nil,
                entry: order.entry),
        ]
        for row in orders {
            #expect(
                try await codes(bench) { try await Bench.write(Store.Commit(courtOrders: [row]), in: $0) }.contains(
                    "exchange.audit.differs"), "\(row)")
        }
        let texts = [
            TextRow(
                event: words.event, agreement: id,
                words: SaltedText("Another court", salt: try #require(words.words).salt),
                entry: words.entry),
            TextRow(event: words.event, agreement: id, words: words.words, entry: words.entry - 1),
            TextRow(event: other, agreement: id, words: words.words, entry: words.entry),
            TextRow(event: words.event, agreement: id, words: nil, destroyed: words.entry, entry: words.entry),
            TextRow(event: words.event, agreement: id, words: words.words, destroyed: 1, entry: words.entry),
        ]
        for row in texts {
            #expect(
                try await codes(bench) { try await Bench.write(Store.Commit(texts: [row]), in: $0) }.contains(
                    "exchange.audit.differs"), "\(row)")
        }
        for table in ["overrides", "court_orders"] {
            let lost = try await codes(bench) { try Bench.sqlite("DELETE FROM \(table)", in: $0) }
            #expect(lost.contains("exchange.audit.differs"), "\(table)")
        }
        // Words that are gone without an event that says so are lost.
        let lost = try await bench.audit { try Bench.sqlite("DELETE FROM texts", in: $0) }
        #expect(Set(lost.findings.map(\.code)) == ["exchange.audit.words-lost"], "\(lost.text)")
        let clean = try await bench.audit()
        #expect(clean.findings.isEmpty, "\(clean.text)")
    }

    @Test("A permit that rests on an override or an order that nobody gave comes out again, and is found")
    func invented() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential", "covert-product,none,none"])
        let caller = try await bench.caller(.leader)
        let stated = try bench.statement(.examined, by: .leader) { event in
            event.case = packed.record.case.number
            event.bundle = BundleMention(id: packed.id, digest: packed.digest)
        }
        let examined = try await bench.node.record(stated, under: try bench.id, by: caller)
        let active = try await bench.node.agreement(try bench.id, for: caller)
        let deciding = bench.node.deciding(under: active, for: caller)
        let held = try #require(try HeldBundle(packed.id, under: active.agreement.id, in: bench.node.folder.register))
        let leaders = try ["kh/prosecutor/0001", "th/dsi/0201"].map { try MemberID(parsing: $0) }
        let override = Override(
            log: active.ledger.origin.text, action: .retrieve, bundle: packed.digest, purposes: [.investigation],
            clauses: [Policy.ClauseReference(document: active.agreement.id, clause: try ClauseNumber(parsing: "5(1)"))],
            policy: try await bench.policy(), reasons: Digest(ofText: "none"), given: bench.clock.now,
            expires: bench.clock.now.adding(days: 1),
            statements: leaders.map { Override.Statement(leader: $0, event: Digest(ofText: "\($0)")) })
        let order = CourtOrder(party: try Party(parsing: "KH"), bundle: packed.digest, event: Digest(ofText: "order"))
        try await expectFound(
            [Given(overrides: [override]), Given(courtOrders: [order])], about: held, entry: examined.index, by: caller,
            deciding, on: bench)
    }

    @Test("A permit that rests on an order or an override after its end is found, though both were given")
    func restsOnWhatEnded() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential", "covert-product,none,none"])
        let order = try await bench.order(packed, of: "KH", by: .investigator)
        let override = try await bench.lift(packed, [1])
        let caller = try await bench.caller(.leader)
        let active = try await bench.node.agreement(try bench.id, for: caller)
        let deciding = bench.node.deciding(under: active, for: caller)
        let held = try #require(try HeldBundle(packed.id, under: active.agreement.id, in: bench.node.folder.register))
        let stood = try deciding.given(.retrieve, of: packed.digest)
        try await bench.end(order: order, by: .investigator)
        try await bench.withdraw(override: override)
        let stated = try bench.statement(.examined, by: .leader) { event in
            event.case = packed.record.case.number
            event.bundle = BundleMention(id: packed.id, digest: packed.digest)
        }
        let examined = try await bench.node.record(stated, under: try bench.id, by: caller)
        try await expectFound(
            [Given(overrides: stood.overrides), Given(courtOrders: stood.courtOrders)], about: held,
            entry: examined.index, by: caller, deciding, on: bench)
        #expect(try await bench.audit().findings.isEmpty)
    }

    /// Writes a permit that rests on what is given, one exhibit after the other: each alone is a finding of the audit.
    private func expectFound(
        _ given: [Given], about held: HeldBundle, entry: Int, by caller: CallingMember, _ deciding: Deciding,
        on bench: Bench
    ) async throws {
        var rows: [DecisionRow] = []
        for (exhibit, given) in zip(held.exhibits, given) {
            var facts = held.facts(of: exhibit.record)
            facts.exhibits = ExhibitSelection([exhibit.record.number])
            let decision = deciding.decide(
                .retrieve, purpose: .investigation, about: try deciding.cases.known(held.row.caseNumber), on: facts,
                given: given)
            #expect(decision.outcome == .permit)
            rows.append(
                try RecordedDecision(decision, from: SystemRandomness()).row(
                    agreement: try bench.id, bundle: held.row.id, member: caller.member, entry: entry))
        }
        for row in rows {
            let audit = try await bench.audit { try await Bench.write(Store.Commit(decisions: [row]), in: $0) }
            #expect(audit.findings.map(\.code) == ["exchange.audit.differs"], "\(audit.text)")
            #expect(audit.findings.first?.place.hasPrefix("what decision ") == true)
        }
    }
}
