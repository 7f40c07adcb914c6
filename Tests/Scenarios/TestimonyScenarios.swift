import Foundation
import TestKit
import Testing

/// A hearing by video link, written down by both sites.
@Suite("Testimony by video link")
struct TestimonyScenarios {
    static let session = "7d1f0c5e9a3b48d2a6c4e8f012345678"

    private static let record = """
        form: saksi-hearing-record-1
        session: \(session)
        agreement: \(RunningExchange.agreement)
        case: \(RunningExchange.caseNumber)
        side: presiding
        presiding: kh/court
        assisting: th/dsi
        mode: direct
        basis:
          presiding: {kind: court-order, reference: "Order 45"}
          assisting: {kind: agreement-clause, reference: "6(2)"}
        sites:
          - {site: kh-court, side: presiding, kind: court, zone: Asia/Phnom_Penh, technical-contact: kh/court/0003, backup-line: telephone}
          - {site: th-room, side: assisting, kind: prosecution, zone: Asia/Bangkok, technical-contact: th/dsi/0207, backup-line: none}
        test-call: {at: "2026-05-03T15:00:00+07:00", result: passed}
        system: {product: "Own server", encryption: end-to-end}
        person-heard: {person: P-001, role: witness, age: adult, site: th-room, identified-how: identity-document, identified-by: th/dsi}
        consent: {state: given, language: th, explained-by: interpreter}
        rights: [interpreter, counsel]
        interpreters: []
        protective-measures: []
        room: {shown-by-panning: true, no-prompting: true, separate-entrance: false, waiting-room: true, private-line-to-counsel: true}
        sight: []
        recording: {permitted: false}
        view:
          site: kh-court
          opened: "2026-05-04T09:00:00+07:00"
          closed: "2026-05-04T10:30:00+07:00"
          attendance:
            - {person: P-003, function: judge, site: kh-court, in: "2026-05-04T08:55:00+07:00", out: "2026-05-04T10:31:00+07:00"}
            - {person: P-001, function: person-heard, site: th-room, in: "2026-05-04T09:02:00+07:00", out: "2026-05-04T10:28:00+07:00"}
          oath: {form: oath, by: presiding, at: "2026-05-04T09:05:00+07:00"}
          interruptions: []
        transmission: exchange

        """

    static let account = """
        form: saksi-hearing-account-1
        session: \(session)
        agreement: \(RunningExchange.agreement)
        case: \(RunningExchange.caseNumber)
        side: assisting
        authority: th/dsi
        zone: Asia/Bangkok
        view:
          site: th-room
          opened: "2026-05-04T09:01:00+07:00"
          closed: "2026-05-04T10:29:00+07:00"
          attendance:
            - {person: P-001, function: person-heard, site: th-room, in: "2026-05-04T09:02:00+07:00", out: "2026-05-04T10:28:00+07:00"}
          oath: {form: oath, by: presiding, at: "2026-05-04T09:06:00+07:00"}
          interruptions: []

        """

    private func send(
        _ exchange: RunningExchange, _ verb: String, _ file: String, as person: RunningExchange.Person
    ) throws -> Tool.Outcome {
        try exchange.saksi(
            "testimony", verb, file, "--receipt", "\(verb).receipt", "--handling", "none", "--victim-identity", "none",
            "--flags", "none", "--json", as: person)
    }

    @Test("Record and account are signed, listed with their sides, released, verified and shown")
    func bothSites() throws {
        let exchange = try RunningExchange()
        try exchange.workspace.write(Self.record, to: "record.yaml")
        try exchange.workspace.write(Self.account, to: "account.yaml")
        let record = try send(exchange, "submit", "record.yaml", as: .prosecutor)
        #expect(record.status == 0, "\(record.everything)")
        let account = try send(exchange, "account", "account.yaml", as: .leader)
        #expect(account.status == 0, "\(account.everything)")

        // The same command again changes nothing.
        let again = try send(exchange, "submit", "record.yaml", as: .prosecutor)
        #expect(again.status == 0, "\(again.everything)")
        #expect(try Answered(again)["signedAt"].number == Answered(record)["signedAt"].number)

        let listed = try exchange.saksi(
            "testimony", "list", "--agreement", RunningExchange.agreement, "--json", as: .seconded)
        let hearings = try Answered(listed)["hearings"].list
        #expect(hearings.map(\.["session"].text) == [Self.session])
        #expect(hearings.first?["accounts"].list.map(\.["side"].text).sorted() == ["assisting", "presiding"])

        let shown = try exchange.saksi(
            "testimony", "show", Self.session, "--agreement", RunningExchange.agreement, "--purpose", "trial",
            "--out", "kept", "--json",
            as: .leader)
        #expect(shown.status == 0, "\(shown.everything)")
        #expect(try Answered(shown)["accounts"].list.map(\.["kind"].text).sorted() == ["account", "record"])
        let kept = try FileManager.default.contentsOfDirectory(atPath: exchange.workspace("kept"))
        #expect(kept.count == 2)
        for file in kept { #expect(try exchange.saksi("verify", "kept/\(file)", as: .leader).status == 0) }

        let bundle = try Answered(record)["bundle"].text
        let custody = try exchange.saksi(
            "custody", "show", bundle, "--agreement", RunningExchange.agreement, "--json", as: .prosecutor)
        let types = try Answered(custody)["steps"].list.map(\.["event"]["type"].text)
        #expect(types.prefix(3) == ["submitted", "accepted", "session-signed"])
    }

    @Test("Who may not retrieve court records is refused the accounts of a hearing, with the clause")
    func refused() throws {
        let exchange = try RunningExchange()
        try exchange.workspace.write(Self.record, to: "record.yaml")
        #expect(try send(exchange, "submit", "record.yaml", as: .prosecutor).status == 0)
        let shown = try exchange.saksi(
            "testimony", "show", Self.session, "--agreement", RunningExchange.agreement, "--purpose", "trial", "--json",
            as: .seconded)
        #expect(shown.status == 3, "\(shown.everything)")
        #expect(try Answered(shown)["code"].text == "exchange.release.refused")
    }

    @Test("A form that is still to be filled in, and a document of the other kind, are refused before anything is sent")
    func unfilled() throws {
        let exchange = try RunningExchange()
        let form = try exchange.saksi(
            "testimony", "template", "--agreement", RunningExchange.agreement, "--case", RunningExchange.caseNumber,
            "--out",
            "form.yaml", "--json", as: .prosecutor)
        #expect(form.status == 0, "\(form.everything)")
        let sent = try send(exchange, "submit", "form.yaml", as: .prosecutor)
        #expect(sent.status == 2)
        #expect(try Answered(sent)["code"].text == "cooperation.hearing.unfilled")
        try exchange.workspace.write(Self.account, to: "account.yaml")
        let wrong = try send(exchange, "submit", "account.yaml", as: .leader)
        #expect(wrong.status == 2)
        #expect(try Answered(wrong)["code"].text == "online.hearing")
    }

    /// A document as `saksi testimony` packs it.
    private func submit(
        _ exchange: RunningExchange, _ yaml: String, named name: String, as person: RunningExchange.Person,
        kind: String = "submit"
    ) throws -> Tool.Outcome {
        try exchange.workspace.write(yaml, to: "\(name).yaml")
        return try exchange.saksi(
            "testimony", kind, "\(name).yaml", "--receipt", "\(name).receipt", "--handling", "none",
            "--victim-identity", "none", "--flags", "none", "--json", as: person)
    }

    @Test("Nobody writes what the other side's site saw, or the record of the other side's court")
    func otherSide() throws {
        let exchange = try RunningExchange()
        let account = try submit(exchange, Self.account, named: "account", as: .investigator, kind: "account")
        #expect(account.status == 3, "\(account.everything)")
        #expect(try Answered(account)["code"].text == "exchange.hearing.side")
        let record = try submit(exchange, Self.record, named: "record", as: .leader)
        #expect(record.status == 3, "\(record.everything)")
        #expect(try Answered(record)["code"].text == "exchange.hearing.side")
        #expect(try hearings(exchange).isEmpty)
    }

    @Test("A session has one case and one document of each side: what was accepted is not replaced")
    func oneDocumentEach() throws {
        let exchange = try RunningExchange()
        #expect(try submit(exchange, Self.record, named: "record", as: .prosecutor).status == 0)
        let second = try submit(
            exchange, Self.record.replacingOccurrences(of: "T10:30:00", with: "T10:31:00"), named: "second",
            as: .prosecutor)
        #expect(second.status == 2, "\(second.everything)")
        #expect(try Answered(second)["code"].text == "exchange.hearing.known")
        let otherCase = try submit(
            exchange,
            Self.account.replacingOccurrences(of: RunningExchange.caseNumber, with: "KH-AHTJPP-2026-000999"),
            named: "other", as: .leader, kind: "account")
        #expect(otherCase.status == 2, "\(otherCase.everything)")
        #expect(try Answered(otherCase)["code"].text == "exchange.hearing.known")
        #expect(try submit(exchange, Self.account, named: "account", as: .leader, kind: "account").status == 0)
        let hearing = try #require(try hearings(exchange).first)
        #expect(hearing["caseNumber"].text == RunningExchange.caseNumber)
        #expect(hearing["accounts"].list.count == 2)
    }

    private func hearings(_ exchange: RunningExchange) throws -> [Answered] {
        let listed = try exchange.saksi(
            "testimony", "list", "--agreement", RunningExchange.agreement, "--json", as: .leader)
        #expect(listed.status == 0, "\(listed.everything)")
        return try Answered(listed)["hearings"].list
    }
}
