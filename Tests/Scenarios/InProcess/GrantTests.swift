import Custody
import EvidenceBundle
import Foundation
import Policy
import Seal
import TestKit
import Testing
import Vocabulary

@testable import Exchange
@testable import Store

extension Bench {
    func policy() async throws -> Digest {
        let active = try await node.agreement(try id, for: try await caller(.prosecutor))
        guard let digest = active.library.policyDigest(for: active.agreement.id) else {
            throw Answer(code: "no policy")
        }
        return digest
    }

    @discardableResult
    func approve(
        _ packed: Packed, _ numbers: [Int]? = nil, for requester: Person = .leader, by person: Person,
        purpose: Purpose = .investigation, action: Action = .retrieve, hours: Int64 = 24, policy: Digest? = nil
    ) async throws -> RecordedEvent {
        let policy = if let policy { policy } else { try await self.policy() }
        let requester = try credential(requester).identity
        let stated = try statement(.approvalGiven, by: person) { event in
            event.approval = GivenApproval(
                action: action, policy: policy, expires: clock.now.adding(seconds: hours * 3600))
            event.case = packed.record.case.number
            event.bundle = BundleMention(id: packed.id, digest: packed.digest)
            event.exhibits = try numbers.map { try mentions($0, of: packed) }
            event.counterpart = Counterpart(requester)
            event.purpose = purpose
        }
        return try await node.approve(stated, under: try id, by: try await caller(person))
    }

    @discardableResult
    func consent(
        _ packed: Packed?, _ numbers: [Int]? = nil, by person: Person = .ministry,
        purposes: [Purpose] = [.otherOffence],
        actions: [Action] = [.retrieve], to recipient: String? = nil, hours: Int64? = nil
    ) async throws -> RecordedEvent {
        let stated = try statement(.consentGiven, by: person) { event in
            event.consent = GivenConsent(
                actions: actions, purposes: purposes, recipient: try recipient.map { try Party(parsing: $0) },
                expires: hours.map { clock.now.adding(seconds: $0 * 3600) })
            event.bundle = packed.map { BundleMention(id: $0.id, digest: $0.digest) }
            if let packed { event.exhibits = try numbers.map { try mentions($0, of: packed) } }
        }
        return try await node.consent(stated, under: try id, by: try await caller(person))
    }

    @discardableResult
    func withdraw(_ consent: RecordedEvent, of packed: Packed?, by person: Person = .ministry) async throws
        -> RecordedEvent
    {
        let stated = try statement(.consentWithdrawn, by: person) { event in
            event.bundle = packed.map { BundleMention(id: $0.id, digest: $0.digest) }
            event.previous = [
                EventMention(event: consent.event, digest: Digest(of: consent.receipt.envelope.bytes))
            ]
        }
        return try await node.consent(stated, under: try id, by: try await caller(person))
    }

    func waits(for person: Person) async throws -> [WaitingApproval] {
        try await node.waiting(under: try id, for: try await caller(person))
    }
}

/// Approvals: signed, bound to what they are for, of use once.
@Suite("Approvals")
struct ApprovalTests {
    private static let pending = "exchange.decision.pending"

    private func ask(_ bench: Bench, _ packed: Bench.Packed, _ numbers: [Int]? = nil) async -> String? {
        await bench.refusal { try await bench.retrieve(packed, numbers) }?.code
    }

    @Test("A request waits, is found by who can approve it, is approved by both, and is released once")
    func wholeWay() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["intercept,none,none", "intercept,none,none", "photograph,none,none"])
        let asked = await bench.refusal { try await bench.retrieve(packed, [1, 2]) }
        #expect(asked?.code == Self.pending)
        let waiting = try #require(try await bench.waits(for: .prosecutor).first)
        #expect(
            asked?.next.contains("saksi approve \(waiting.request) --agreement \(Bench.agreement)") == true,
            "\(asked as Any)")
        #expect(waiting.exhibits.map(\.number.value) == [1, 2])
        #expect(waiting.seats == ["KH team-leader"])
        #expect(waiting.requester.text == "th/dsi/0201")
        #expect(try await waiting.policy == bench.policy())
        #expect(try await bench.waits(for: .attorney).map(\.seats) == [["TH central-authority"]])
        for person in [Bench.Person.ministry, .leader, .officer, .investigator] {
            #expect(try await bench.waits(for: person).isEmpty)
        }
        // Asked again it is the same request.
        #expect(await ask(bench, packed, [1, 2]) == Self.pending)
        #expect(try await bench.waits(for: .prosecutor).map(\.earlier.count) == [1])

        let first = try await bench.approve(packed, [1, 2], by: .prosecutor)
        #expect(try await bench.waits(for: .prosecutor).isEmpty)
        #expect(await ask(bench, packed, [1, 2]) == Self.pending)
        let second = try await bench.approve(packed, [1, 2], by: .attorney)
        let grant = try await bench.retrieve(packed, [1, 2])
        #expect(grant.exhibits.map(\.value) == [1, 2])
        let released = try #require(try await bench.events().last { $0.type == .released })
        #expect(released.previous?.dropFirst().map(\.event) == [first.event, second.event])
        #expect(await ask(bench, packed, [1, 2]) == Self.pending)
        #expect(try await bench.waits(for: .prosecutor).count == 1)
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    @Test("Of requests that arrive together one uses the approvals, and the others wait")
    func usedTwice() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["intercept,none,none"])
        #expect(await ask(bench, packed) == Self.pending)
        try await bench.approve(packed, by: .prosecutor)
        try await bench.approve(packed, by: .attorney)
        let outcomes = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<6 {
                group.addTask { await bench.refusal { try await bench.retrieve(packed) }?.code }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == nil }.count == 1, "\(outcomes)")
        #expect(outcomes.filter { $0 == Self.pending }.count == 5, "\(outcomes)")
        #expect(try await bench.events().filter { $0.type == .released }.count == 1)
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    @Test("One person approves once, also at the same moment, and fills one seat")
    func onePersonTwice() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["intercept,none,none"])
        #expect(await ask(bench, packed) == Self.pending)
        let outcomes = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<4 {
                group.addTask { await bench.refusal { try await bench.approve(packed, by: .prosecutor) }?.code }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == nil }.count == 1, "\(outcomes)")
        #expect(outcomes.compactMap(\.self).allSatisfy { $0 == "exchange.approval.not-needed" }, "\(outcomes)")
        #expect(await ask(bench, packed) == Self.pending)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("Whoever asks does not approve, nor does who may not, nor who is not asked")
    func wrongPeople() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["intercept,none,none", "document,none,none"])
        #expect(await ask(bench, packed, [1]) == Self.pending)
        #expect(
            await bench.refusal { try await bench.approve(packed, [1], by: .leader) }?.code == "exchange.approval.own")
        let officer = await bench.refusal { try await bench.approve(packed, [1], by: .officer) }
        #expect(officer?.code == "exchange.action.refused")
        #expect(try await bench.events().last { $0.type == .decisionDenied }?.counterpart?.text == "th/dsi/0202")
        let ministry = await bench.refusal { try await bench.approve(packed, [1], by: .ministry) }
        #expect(ministry?.code == "exchange.approval.not-needed")
        let needless = await bench.refusal { try await bench.approve(packed, [2], by: .prosecutor) }
        #expect(needless?.code == "exchange.approval.not-needed")
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("An approval ends with its own term, and with that of the clause")
    func expiry() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["intercept,none,none"])
        #expect(await ask(bench, packed) == Self.pending)
        try await bench.approve(packed, by: .prosecutor, hours: 1)
        try await bench.approve(packed, by: .attorney, hours: 24 * 30)
        bench.clock.advance(seconds: 3600)
        #expect(await ask(bench, packed) == Self.pending)
        #expect(try await bench.waits(for: .prosecutor).count == 1)
        #expect(try await bench.waits(for: .attorney).isEmpty)
        try await bench.approve(packed, by: .prosecutor, hours: 24 * 30)
        bench.clock.advance(seconds: 2 * 86_400 - 3599)
        // The attorney's is older than two days now.
        #expect(await ask(bench, packed) == Self.pending)
        #expect(try await bench.waits(for: .prosecutor).isEmpty)
        try await bench.approve(packed, by: .attorney)
        _ = try await bench.retrieve(packed)
        let late = await bench.refusal { try await bench.approve(packed, by: .prosecutor, hours: -1) }
        #expect(late?.code == "exchange.statement.mismatch")
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("An approval serves no other exhibit, bundle, person, purpose or policy")
    func boundToItsThing() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["intercept,none,none", "intercept,none,none"])
        let other = try await bench.held(["intercept,none,none"])
        #expect(await ask(bench, packed) == Self.pending)
        for person in [Bench.Person.prosecutor, .attorney] { try await bench.approve(packed, [1], by: person) }
        #expect(await ask(bench, packed, [2]) == Self.pending)
        #expect(await ask(bench, other) == Self.pending)
        let officer = await bench.refusal { try await bench.retrieve(packed, [1], by: .officer) }
        #expect(officer?.code == Self.pending)
        let stale = await bench.refusal {
            try await bench.approve(packed, [2], by: .prosecutor, policy: Digest(ofText: "another"))
        }
        #expect(stale?.code == "exchange.approval.outdated")
        // Of a request for both the approved one is released.
        let part = try await bench.retrieve(packed)
        #expect(part.exhibits.map(\.value) == [1])
        #expect(part.heldBack.map(\.number.value) == [2])
        #expect(part.heldBack.first?.verdict.nextStep.contains("saksi approve ") == true)
        #expect(await ask(bench, packed, [1]) == Self.pending)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("An approval whose use was rubbed out, or that nobody gave, is found by the audit, whatever its sum says")
    func tampered() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["intercept,none,none"])
        #expect(await ask(bench, packed) == Self.pending)
        for person in [Bench.Person.prosecutor, .attorney] { try await bench.approve(packed, by: person) }
        _ = try await bench.retrieve(packed)
        let used = try #require(try bench.node.folder.register.approvals(try bench.id).first)
        #expect(used.spent != nil)
        func row(_ event: Digest, spent: Int64?) -> ApprovalRow {
            ApprovalRow(
                event: event, agreement: used.agreement, action: used.action, bundle: used.bundle,
                requester: used.requester, given: used.given, expires: used.expires, spent: spent, entry: used.entry)
        }
        func sum(_ row: ApprovalRow) -> String { Hexadecimal.encode(RowSum.of("approvals", row.values)) }
        func sqlite(_ folder: String, _ statement: String) throws {
            let outcome = try Tool.run("sqlite3", ["\(folder)/register.sqlite", statement])
            #expect(outcome.status == 0, "\(outcome.everything)")
        }
        let event = used.event.hexadecimal
        let rubbed = try await bench.audit { folder in
            try sqlite(
                folder,
                "UPDATE approvals SET spent = NULL, sum = x'\(sum(row(used.event, spent: nil)))' WHERE event = x'\(event)'"
            )
        }
        #expect(rubbed.findings.map(\.code) == ["exchange.audit.differs"], "\(rubbed.text)")
        #expect(rubbed.findings.first?.place.contains("approval sha256:\(event)") == true)
        let invented = Digest(ofText: "nobody's")
        let added = try await bench.audit { folder in
            try sqlite(
                folder,
                """
                INSERT INTO approvals SELECT x'\(invented.hexadecimal)', agreement, action, bundle, requester, given,
                expires, NULL, entry, x'\(sum(row(invented, spent: nil)))' FROM approvals WHERE event = x'\(event)'
                """)
        }
        #expect(added.findings.map(\.code) == ["exchange.audit.differs"], "\(added.text)")
    }

    @Test("Approving what one may not list is as approving what is not there")
    func unseen() async throws {
        let bench = try await Bench()
        let hidden = try await bench.held(["medical-report,none,none"])
        let absent = Bench.Packed(
            path: hidden.path, record: try await bench.pack(["medical-report,none,none"]).record, digest: hidden.digest)
        var answers: [Bench.Answer?] = []
        var reads: [Int] = []
        for packed in [hidden, absent] {
            let before = bench.node.folder.register.reads
            answers.append(await bench.refusal { try await bench.approve(packed, by: .officer) })
            answers.append(await bench.refusal { try await bench.consent(packed, by: .officer) })
            reads.append(bench.node.folder.register.reads - before)
        }
        #expect(Set(answers.map { $0?.code }) == ["exchange.not-found"])
        #expect(Set(answers.map { $0?.reason }).count == 1)
        #expect(reads[0] == reads[1], "\(reads)")
    }
}

/// Consents: a party's word for another use, until it is withdrawn.
@Suite("Consents")
struct ConsentTests {
    private func ask(_ bench: Bench, _ packed: Bench.Packed, _ numbers: [Int]? = nil) async -> String? {
        await bench.refusal { try await bench.retrieve(packed, numbers, for: .otherOffence) }?.code
    }

    @Test("A consent lets through what it names until it is withdrawn; what was released stays")
    func wholeWay() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,none,none", "photograph,none,none"])
        #expect(await ask(bench, packed) == "exchange.release.refused")
        let consent = try await bench.consent(packed, [1])
        #expect(await ask(bench, packed, [2]) == "exchange.release.refused")
        let grant = try await bench.retrieve(packed, for: .otherOffence)
        #expect(await bench.fetch(grant) == nil)
        #expect(grant.exhibits.map(\.value) == [1])
        #expect(grant.heldBack.map(\.number.value) == [2])
        let caller = try await bench.caller(.ministry)
        #expect(try await bench.node.consents(under: try bench.id, for: caller).map(\.isWithdrawn) == [false])

        let exhibits = try bench.mentions([1], of: packed)
        func withdraw(by person: Bench.Person) async -> String? {
            await bench.refusal {
                let stated = try bench.statement(.consentWithdrawn, by: person) { event in
                    event.bundle = BundleMention(id: packed.id, digest: packed.digest)
                    event.exhibits = exhibits
                    event.previous = [
                        EventMention(event: consent.event, digest: Digest(of: consent.receipt.envelope.bytes))
                    ]
                }
                _ = try await bench.node.consent(stated, under: try bench.id, by: try await bench.caller(person))
            }?.code
        }
        #expect(await withdraw(by: .attorney) == "exchange.not-found")
        #expect(await withdraw(by: .prosecutor) == "exchange.action.refused")
        #expect(await withdraw(by: .ministry) == nil)
        #expect(await withdraw(by: .ministry) == "exchange.consent.over")
        #expect(await ask(bench, packed, [1]) == "exchange.release.refused")
        // What was granted and not fetched is not sent any more either.
        #expect(await bench.fetch(grant) == "exchange.release.withdrawn")
        #expect(try await bench.node.consents(under: try bench.id, for: caller).map(\.isWithdrawn) == [true])
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }

    @Test("A consent of another party, to another use, for other people, or that is over, lets nothing through")
    func boundToItsUse() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,none,none"])
        let other = try await bench.held(["document,none,none"])
        try await bench.consent(packed, by: .attorney)
        try await bench.consent(packed, purposes: [.assetRecovery])
        try await bench.consent(packed, actions: [.onwardTransfer])
        try await bench.consent(packed, to: "KH")
        try await bench.consent(other)
        try await bench.consent(packed, hours: 1)
        #expect(await ask(bench, packed) == nil)
        bench.clock.advance(seconds: 3600)
        #expect(await ask(bench, packed) == "exchange.release.refused")
        let member = await bench.refusal { try await bench.consent(packed, by: .investigator) }
        #expect(member?.code == "exchange.action.refused")
        let over = await bench.refusal { try await bench.consent(packed, hours: -1) }
        #expect(over?.code == "exchange.statement.mismatch")
        try await bench.consent(nil, to: "TH")
        #expect(await ask(bench, packed) == nil)
        #expect(await ask(bench, other) == nil)
        #expect(try await bench.audit().findings.isEmpty)
    }
}
