import Custody
import EvidenceBundle
import Foundation
import Policy
import TestKit
import Vocabulary

@testable import Exchange
@testable import Store

/// What leaders lift and courts order, under terms that let them.
extension Bench {
    struct Worded: Sendable {
        let statement: Statement
        let words: SaltedText?
    }

    static let reasons = "A raid is planned for tonight; Sok Dara must not be warned."
    static let court = "Phnom Penh Court of First Instance\n2026/417"

    private static let law = """
        law: TEST-LAW-KH
        format: saksi-law/1
        title: { en: Law for tests }
        source: { en: Invented for tests. }
        version: 1
        party: KH
        applies: [item-origin]
        in-force: { from: 2010-01-01, zone: UTC }
        clauses:
          "1":
            says: { en: Covert products leave the country only as a court orders. }
            forbid: [retrieve]
            item: { category: [covert-product] }
            unless: { court-order: true }

        """

    /// A node whose treaty provides for overrides, with clauses that leaders can lift, and Cambodian law.
    /// - Parameter change: of the agreement's text.
    static func lifting(_ change: (String) -> String = { $0 }) async throws -> Bench {
        try await Bench { workspace in
            func text(_ id: String) throws -> String {
                String(decoding: try workspace.read("agreements/\(id).yaml"), as: UTF8.self)
            }
            let both = ["kh/moj-0001", "th/oag-0001"]
            try workspace.sign(
                try text("TEST-TREATY").replacing("clauses:", with: "provides-override: true\nclauses:"),
                as: "TEST-TREATY", by: both)
            try workspace.sign(law, as: "TEST-LAW-KH", by: ["kh/moj-0001"])
            let terms = try text(agreement)
                .replacing("th/dsi/0202, role: member", with: "th/dsi/0202, role: team-leader")
                .replacing(
                    "item: { category: [document, intercept, photograph, chat-export] }",
                    with: "item: { category: [document, intercept, photograph, chat-export, covert-product] }"
                )
                .replacing(
                    "permit: [retrieve]\n    who: { role: [member, team-leader] }\n    item: { category: [document,",
                    with:
                        "permit: [retrieve, view-on-premises]\n    who: { role: [member, team-leader] }\n"
                        + "    item: { category: [covert-product, financial-record, document,"
                )
                .replacing("if: { purpose: [investigation] }", with: "if: { purpose: [investigation, trial] }")
            try workspace.sign(change(terms + clauses), as: agreement, by: both)
        }
    }

    private static let clauses = """
          "5(1)":
            says: { en: What is confidential stays closed unless two leaders lift this. }
            forbid: [retrieve, view-on-premises]
            item: { flag: [confidential] }
            unless: { override: true }
          "5(2)":
            says: { en: Financial records are listed by leaders. }
            permit: [list, record]
            who: { role: [team-leader] }
            item: { category: [financial-record] }
          "5(3)":
            says: { en: Photographs are not put before a court. }
            forbid: [produce-in-court]
            item: { category: [photograph] }

        """

    func clause(_ text: String) throws -> ClauseCitation {
        ClauseCitation(of: try id, clause: try ClauseNumber(parsing: text))
    }

    /// A leader's statement that proposes an override.
    func overriding(
        _ packed: Packed, _ numbers: [Int]? = nil, by person: Person, clauses: [String] = ["5(1)"],
        purposes: [Purpose] = [.investigation], action: Action = .retrieve, minutes: Int64 = 60, policy: Digest,
        reasons: String = Bench.reasons
    ) throws -> Worded {
        let words = SaltedText(reasons, salt: Salt(from: SystemRandomness()))
        let cited = try clauses.map { try clause($0) }
        let stated = try statement(.overrideGiven, by: person) { event in
            event.case = packed.record.case.number
            event.bundle = BundleMention(id: packed.id, digest: packed.digest)
            event.exhibits = try numbers.map { try mentions($0, of: packed) }
            event.override = GivenOverride(
                action: action, clauses: cited, purposes: purposes, policy: policy, reasons: words.digest,
                expires: clock.now.adding(seconds: minutes * 60))
        }
        return Worded(statement: stated, words: words)
    }

    @discardableResult
    func propose(
        _ packed: Packed, _ numbers: [Int]? = nil, by person: Person = .prosecutor, clauses: [String] = ["5(1)"],
        purposes: [Purpose] = [.investigation], action: Action = .retrieve, minutes: Int64 = 60, policy: Digest? = nil,
        reasons: String = Bench.reasons
    ) async throws -> RecordedEvent {
        let policy = if let policy { policy } else { try await self.policy() }
        let stated = try overriding(
            packed, numbers, by: person, clauses: clauses, purposes: purposes, action: action, minutes: minutes,
            policy: policy, reasons: reasons)
        return try await node.override(
            stated.statement, because: stated.words, under: try id, by: try await caller(person))
    }

    /// Signs what another leader proposed.
    @discardableResult
    func second(
        _ proposed: RecordedEvent, by person: Person = .leader, words: SaltedText? = nil,
        _ change: (inout CustodyEvent) throws -> Void = { _ in }
    ) async throws -> RecordedEvent {
        let bytes = proposed.receipt.envelope.bytes
        let first = try UnverifiedEvent(parsing: bytes).event
        let stated = try statement(.overrideGiven, by: person) { event in
            event.case = first.case
            event.bundle = first.bundle
            event.exhibits = first.exhibits
            event.override = first.override
            event.previous = [EventMention(event: first.event, digest: Digest(of: bytes))]
            try change(&event)
        }
        return try await node.override(stated, because: words, under: try id, by: try await caller(person))
    }

    /// A leader ends what was proposed or signed.
    @discardableResult
    func withdraw(
        override proposed: RecordedEvent, by person: Person = .leader,
        _ change: (inout CustodyEvent) throws -> Void = { _ in }
    ) async throws -> RecordedEvent {
        let stated = try statement(.overrideWithdrawn, by: person) { event in
            try name(proposed, in: &event)
            try change(&event)
        }
        return try await node.override(stated, because: nil, under: try id, by: try await caller(person))
    }

    /// Fills in what an end says of what it ends.
    private func name(_ given: RecordedEvent, in event: inout CustodyEvent) throws {
        let bytes = given.receipt.envelope.bytes
        let first = try UnverifiedEvent(parsing: bytes).event
        event.case = first.case
        event.bundle = first.bundle
        event.exhibits = first.exhibits
        event.previous = [EventMention(event: first.event, digest: Digest(of: bytes))]
    }

    @discardableResult
    func lift(_ packed: Packed, _ numbers: [Int]? = nil, minutes: Int64 = 60) async throws -> RecordedEvent {
        let proposed = try await propose(packed, numbers, minutes: minutes)
        try await second(proposed)
        return proposed
    }

    func overrides(for person: Person) async throws -> [ListedOverride] {
        try await node.overrides(under: try id, after: nil, limit: 500, for: try await caller(person)).overrides
    }

    func courtOrders(for person: Person) async throws -> [ListedCourtOrder] {
        try await node.courtOrders(under: try id, after: nil, limit: 500, for: try await caller(person)).orders
    }

    /// A member's statement that a court has ordered something.
    func ordering(
        _ packed: Packed?, in number: CaseNumber? = nil, of party: String, by person: Person,
        on day: String = "2026-05-03", words: String = Bench.court
    ) throws -> Worded {
        let words = SaltedText(words, salt: Salt(from: SystemRandomness()))
        let stated = try statement(.courtOrderRecorded, by: person) { event in
            event.case = packed?.record.case.number ?? number
            event.bundle = packed.map { BundleMention(id: $0.id, digest: $0.digest) }
            event.authorization = words.digest
            event.courtOrder = StatedCourtOrder(of: try Party(parsing: party), date: try CalendarDay(parsing: day))
        }
        return Worded(statement: stated, words: words)
    }

    @discardableResult
    func order(
        _ packed: Packed?, in number: CaseNumber? = nil, of party: String, by person: Person,
        on day: String = "2026-05-03", words: String = Bench.court
    ) async throws -> RecordedEvent {
        let stated = try ordering(packed, in: number, of: party, by: person, on: day, words: words)
        return try await node.record(
            stated.statement, order: stated.words, under: try id, by: try await caller(person))
    }

    /// A member states that a court's order has ended.
    @discardableResult
    func end(
        order recorded: RecordedEvent, by person: Person, words: SaltedText? = nil,
        _ change: (inout CustodyEvent) throws -> Void = { _ in }
    ) async throws -> RecordedEvent {
        let stated = try statement(.courtOrderEnded, by: person) { event in
            try name(recorded, in: &event)
            try change(&event)
        }
        return try await node.record(stated, order: words, under: try id, by: try await caller(person))
    }

    /// The records of the decisions that stand beside an event.
    func records(at index: Int) throws -> [DecisionRecord] {
        try node.folder.register.decisions(try id, at: Int64(index)).map { try DecisionRecord(reading: $0.record) }
    }

    /// Puts rows in the place of those with their keys, with sums that fit, in a folder that nothing has open.
    static func write(_ rows: Store.Commit, in folder: String) async throws {
        let keys =
            rows.overrides.map { ("overrides", $0.event) } + rows.courtOrders.map { ("court_orders", $0.event) }
            + rows.texts.map { ("texts", $0.event) }
        for (table, event) in keys {
            try sqlite("DELETE FROM \(table) WHERE event = x'\(event.hexadecimal)'", in: folder)
        }
        let data = try await DataFolder.open(folder, options: StoreOptions(reserve: 0))
        try await data.register.commit(rows)
        try data.close()
    }

    static func sqlite(_ statement: String, in folder: String) throws {
        let outcome = try Tool.run("sqlite3", ["\(folder)/register.sqlite", statement])
        guard outcome.status == 0 else { throw Answer(code: outcome.everything) }
    }
}
