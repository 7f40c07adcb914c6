import Custody
import Foundation
import Policy
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// What of all that was given a release rests on: the end of that alone stops it.
@Suite("What a release rests on")
struct ReleaseGroundsTests {
    private static let withdrawn = "exchange.release.withdrawn"

    private func goesOn(_ bench: Bench, _ grant: Grant) async -> String? {
        let again = await bench.refusal {
            try await bench.node.stillGood(try await bench.caller(.leader), grant.release)
        }
        let fetched = await bench.fetch(grant)
        return again?.code == fetched ? fetched : "\(again as Any) and \(fetched as Any)"
    }

    @Test("What a release does not rest on ends, and its bytes are sent: its approvals served")
    func needless() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["intercept,none,none"])
        _ = await bench.refusal { try await bench.retrieve(packed) }
        try await bench.approve(packed, by: .prosecutor)
        try await bench.approve(packed, by: .attorney)
        let consent = try await bench.consent(packed, by: .attorney, purposes: [.assetRecovery])
        let own = try await bench.consent(packed)
        let signed = try await bench.lift(packed)
        let order = try await bench.order(packed, of: "TH", by: .leader)
        let grant = try await bench.retrieve(packed)
        let index = try #require(try bench.node.folder.register.event(grant.event)).entry
        let facts = try #require(try bench.records(at: Int(index)).first).facts
        #expect(facts.consents.count == 2 && facts.overrides.count == 1 && facts.courtOrders.count == 1)

        try await bench.withdraw(consent, of: packed, by: .attorney)
        #expect(await goesOn(bench, grant) == nil)
        try await bench.withdraw(own, of: packed)
        try await bench.withdraw(override: signed)
        try await bench.end(order: order, by: .officer)
        #expect(await goesOn(bench, grant) == nil)
        #expect(await bench.refusal { try await bench.retrieve(packed) }?.code == "exchange.decision.pending")
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    @Test("Of two consents that serve alike, a release rests on neither alone")
    func oneOfTwo() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,none"])
        let first = try await bench.consent(packed)
        let second = try await bench.consent(packed)
        let grant = try await bench.retrieve(packed, for: .otherOffence)
        try await bench.withdraw(first, of: packed)
        #expect(await goesOn(bench, grant) == nil)
        try await bench.withdraw(second, of: packed)
        #expect(await goesOn(bench, grant) == Self.withdrawn)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("An order that took the place of another before a release was granted bears it when the other one ends")
    func replacedOrder() async throws {
        let approved = """
              "5(6)":
                says: { en: A leader approves the release of covert products. }
                require: [retrieve]
                item: { category: [covert-product] }
                approvals: { from: [KH team-leader], within-days: 2 }

            """
        let bench = try await Bench.lifting { $0 + approved }
        let packed = try await bench.held(["covert-product,none,none"])
        let replaced = try await bench.order(packed, of: "KH", by: .investigator)
        let next = try await bench.order(packed, of: "KH", by: .investigator)
        try await bench.order(packed, of: "TH", by: .leader)
        #expect(await bench.refusal { try await bench.retrieve(packed) }?.code == "exchange.decision.pending")
        try await bench.approve(packed, by: .prosecutor)
        let grant = try await bench.retrieve(packed)
        let index = try #require(try bench.node.folder.register.event(grant.event)).entry
        let facts = try #require(try bench.records(at: Int(index)).first).facts
        #expect(facts.courtOrders.count == 2)
        #expect(facts.courtOrders.first?.event == Digest(of: replaced.receipt.envelope.bytes))
        try await bench.end(order: replaced, by: .investigator)
        #expect(await goesOn(bench, grant) == nil)
        // One recorded after the release does not bear it, nor does that of another state's court.
        try await bench.order(packed, of: "KH", by: .investigator)
        #expect(await goesOn(bench, grant) == nil)
        try await bench.end(order: next, by: .investigator)
        #expect(await goesOn(bench, grant) == Self.withdrawn)
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    @Test("However many pieces are sent, the same end is weighed once, and another end anew")
    func weighedOnce() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,none"])
        let first = try await bench.consent(packed, purposes: [.assetRecovery])
        let second = try await bench.consent(packed, purposes: [.assetRecovery])
        let grant = try await bench.retrieve(packed)
        try await bench.withdraw(first, of: packed)
        #expect(await goesOn(bench, grant) == nil)
        // Without the files nothing is decided again.
        let files = try FileManager.default.contentsOfDirectory(atPath: bench.workspace("data"))
            .filter { $0.hasPrefix("policy-") && $0.hasSuffix(".yaml") }
        #expect(!files.isEmpty)
        for file in files { try FileManager.default.removeItem(atPath: bench.workspace("data/\(file)")) }
        #expect(await goesOn(bench, grant) == nil)
        try await bench.withdraw(second, of: packed)
        #expect(await goesOn(bench, grant) == "exchange.agreement.lost")
    }

    @Test(
        "What another version of the program granted is not said to have ended: it cannot be told any more",
        arguments: [false, true])
    func otherProgram(isOtherFormat: Bool) async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,none"])
        let consent = try await bench.consent(packed, purposes: [.assetRecovery])
        let grants = [try await bench.retrieve(packed), try await bench.retrieve(packed)]
        let caller = try await bench.caller(.leader)
        let register = bench.node.folder.register
        let entries = try grants.map { try #require(try register.event($0.event)).entry }
        let rows = try register.decisions(try bench.id, at: entries[0])
        try await bench.withdraw(consent, of: packed)
        let node = try await bench.reopened { folder in
            try Bench.sqlite("DELETE FROM decisions WHERE entry = \(entries[0])", in: folder)
            let others = try rows.map { row in
                let record = try DecisionRecord(reading: row.record)
                var text = String(decoding: row.record, as: UTF8.self)
                if isOtherFormat {
                    text = text.replacing("\"\(DecisionRecord.format)\"", with: "\"saksi-decision/1\"")
                } else {
                    text = text.replacing("\"engine\":\(record.engine)", with: "\"engine\":\(record.engine - 1)")
                        .replacing("\(record.policy)", with: "\(Digest(ofText: "other"))")
                }
                #expect(Array(text.utf8) != row.record)
                return DecisionRow(
                    id: row.id, agreement: row.agreement, bundle: row.bundle, member: row.member,
                    record: Array(text.utf8), entry: row.entry)
            }
            try await Bench.write(Store.Commit(decisions: others), in: folder)
        }
        let answer = await bench.refusal { _ = try await node.delivery(grants[0].release, for: caller) }
        #expect(answer?.code == "exchange.release.untold", "\(answer as Any)")
        _ = try await node.delivery(grants[1].release, for: caller)
        try node.close()
    }

    /// Terms under which a consent frees of a duty, and of an approval.
    private static let freeing = """
          "5(4)":
            says: { en: The desk is told of each photograph unless the giving party consented. }
            require: [retrieve]
            item: { category: [photograph] }
            unless: { consent-of: item-origin }
            then: { notify: [kh-photo-desk] }
          "5(5)":
            says: { en: A leader approves the release of documents unless the giving party consented. }
            require: [retrieve]
            item: { category: [document] }
            unless: { consent-of: item-origin }
            approvals: { from: [KH team-leader], within-days: 2 }

        """

    @Test("A release that would bear another duty without what ended is stopped")
    func duties() async throws {
        let bench = try await Bench.lifting { $0 + Self.freeing }
        let packed = try await bench.held(["photograph,none,none"])
        let consent = try await bench.consent(packed, purposes: [.investigation])
        let free = try await bench.retrieve(packed)
        let other = try await bench.consent(packed, purposes: [.assetRecovery])
        try await bench.withdraw(other, of: packed)
        #expect(await goesOn(bench, free) == nil)
        #expect(try bench.node.notices().notices.isEmpty)
        try await bench.withdraw(consent, of: packed)
        #expect(await goesOn(bench, free) == Self.withdrawn)
        #expect(await goesOn(bench, try await bench.retrieve(packed)) == nil)
        #expect(try bench.node.notices().notices.map(\.desk) == ["kh-photo-desk"])
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("A release that without what ended would need an approval which it did not use is stopped")
    func approvals() async throws {
        let bench = try await Bench.lifting { $0 + Self.freeing }
        let packed = try await bench.held(["document,none,none"])
        #expect(await bench.refusal { try await bench.retrieve(packed) }?.code == "exchange.decision.pending")
        try await bench.approve(packed, by: .prosecutor)
        let consent = try await bench.consent(packed, purposes: [.investigation])
        let free = try await bench.retrieve(packed)
        #expect(await goesOn(bench, free) == nil)
        try await bench.withdraw(consent, of: packed)
        #expect(await goesOn(bench, free) == Self.withdrawn)
        // The approval is there still, and serves the next one.
        #expect(await goesOn(bench, try await bench.retrieve(packed)) == nil)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("What a release rests on is found by the texts that decided it, whatever decides today")
    func amended() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,none"])
        let consent = try await bench.consent(packed, purposes: [.assetRecovery])
        let needed = try await bench.consent(packed)
        let grants = [
            try await bench.retrieve(packed), try await bench.retrieve(packed, for: .otherOffence),
        ]
        let path = "agreements/\(Bench.agreement).yaml"
        let text = String(decoding: try bench.workspace.read(path), as: UTF8.self)
        // Documents are for nobody any more; with consent they would be for all.
        let next = text.replacing(
            "version: 1\n",
            with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(of: Array(text.utf8)))\" }\n"
        )
        .replacing("financial-record, document,", with: "financial-record,")
        .replacing(
            "if: { purpose: [other-offence] }\n    unless: { consent-of: item-origin }",
            with: "if: { purpose: [immigration] }"
        )
        .replacing(
            "if: { purpose: [other-offence], consent-of: item-origin }", with: "if: { purpose: [other-offence] }")
        _ = try await bench.node.activate([try bench.signed(next, by: [.ministry, .attorney])])
        #expect(await bench.refusal { try await bench.retrieve(packed) }?.code == "exchange.release.refused")
        try await bench.withdraw(consent, of: packed)
        try await bench.withdraw(needed, of: packed)
        #expect(await goesOn(bench, grants[0]) == nil)
        #expect(await goesOn(bench, grants[1]) == Self.withdrawn)
        #expect(await goesOn(bench, try await bench.retrieve(packed, for: .otherOffence)) == nil)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test(
        "Where the register lost what a release rests on, nothing is sent",
        arguments: ["consents", "overrides", "court_orders", "decisions"])
    func lost(_ table: String) async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,none"])
        try await bench.consent(packed)
        try await bench.lift(packed)
        try await bench.order(packed, of: "KH", by: .investigator)
        let grant = try await bench.retrieve(packed)
        let caller = try await bench.caller(.leader)
        let entry = try #require(try bench.node.folder.register.event(grant.event)).entry
        let lines = table == "decisions" ? "entry = \(entry)" : "TRUE"
        for (deleted, code) in [(false, nil), (true, "exchange.grant.damaged")] {
            let node = try await bench.reopened { folder in
                guard deleted else { return }
                let outcome = try Tool.run(
                    "sqlite3", ["\(folder)/register.sqlite", "DELETE FROM \(table) WHERE \(lines)"])
                #expect(outcome.status == 0, "\(outcome.everything)")
            }
            let answer = await bench.refusal { _ = try await node.delivery(grant.release, for: caller) }
            #expect(answer?.code == code, "\(answer as Any)")
            try node.close()
        }
    }
}
