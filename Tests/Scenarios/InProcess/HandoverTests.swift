import Custody
import Foundation
import Policy
import Seal
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// What a member may not bring into force together with what they may.
@Suite("Handing in agreements")
struct HandoverTests {
    private static let other = "KH-TH-BENCH-02"

    static let law = """
        law: TEST-LAW
        format: saksi-law/1
        title: { en: Law for tests }
        source: { en: Nowhere. }
        version: 1
        party: KH
        applies: [item-origin]
        in-force: { from: 2020-01-01, zone: Asia/Phnom_Penh }
        clauses:
          "1":
            says: { en: Photographs stay in the country. }
            forbid: [retrieve]
            item: { category: [photograph] }

        """

    private func kept(_ bench: Bench) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: bench.workspace("data")).filter { $0.hasPrefix("policy-") }
            .sorted()
    }

    private func policy(_ bench: Bench) async throws -> Digest? {
        try await bench.node.standings()[bench.id]?.activation.policy
    }

    private func isInForce(_ id: String, on bench: Bench) async throws -> Bool {
        await bench.node.ledgers[try AgreementID(parsing: id)] != nil
    }

    /// A second agreement, signed by both parties as it has to be.
    private func signOther(_ bench: Bench) throws {
        let text = String(decoding: try bench.workspace.read("agreements/\(Bench.agreement).yaml"), as: UTF8.self)
        try bench.workspace.sign(
            text.replacingOccurrences(of: Bench.agreement, with: Self.other), as: Self.other,
            by: ["kh/moj-0001", "th/oag-0001"])
    }

    private func handIn(_ files: [PolicyFile], on bench: Bench, by person: Bench.Person) async throws {
        let documents = try files.map { try GivenPolicy($0).document }
        let own = try #require(documents.first { $0.id.text == Bench.agreement })
        let stated = try bench.statement(.agreementActivated, by: person) { event in
            event.activation = Activation(
                agreement: own.digest, version: own.version,
                signatures: Set(files.flatMap(\.signatures).map { Digest(of: $0) }).sorted(),
                trust: Digest(ofText: "trust list"),
                sources: documents.map { ActivationSource(id: $0.id, version: $0.version, digest: $0.digest) }
                    .sorted { $0.id < $1.id })
        }
        _ = try await bench.node.activate(
            files, by: Handover(stated, under: try bench.id, by: try await bench.caller(person)))
    }

    @Test("Beside an agreement that stands as it is, nobody brings another one into force")
    func besideUnchanged() async throws {
        let bench = try await Bench()
        try signOther(bench)
        let files = try AgreementFolder.files(in: bench.workspace("agreements"))
        let before = try kept(bench)
        for person in [Bench.Person.ministry, .leader, .stranger] {
            let answer = await bench.refusal { try await handIn(files, on: bench, by: person) }
            let code = person == .stranger ? "exchange.not-found" : "exchange.agreement.nothing"
            #expect(answer?.code == code, "\(person): \(answer as Any)")
        }
        #expect(try await !isInForce(Self.other, on: bench))
        #expect(try kept(bench) == before)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("Who may activate one agreement brings no other into force with it; by itself it comes into force")
    func besidePermitted() async throws {
        let bench = try await Bench()
        try signOther(bench)
        let name = "agreements/\(Bench.agreement).yaml"
        let old = try bench.workspace.read(name)
        let amended =
            String(decoding: old, as: UTF8.self).replacingOccurrences(
                of: "version: 1\n", with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(of: old))\" }\n")
                + """
                  "5(1)":
                    says: { en: Central authorities activate this agreement. }
                    permit: [activate]
                    who: { role: [central-authority] }

                """
        try bench.workspace.sign(amended, as: Bench.agreement, by: ["kh/moj-0001", "th/oag-0001"])
        let files = try AgreementFolder.files(in: bench.workspace("agreements"))
        let before = try kept(bench)
        let both = await bench.refusal { try await handIn(files, on: bench, by: .ministry) }
        #expect(both?.code == "exchange.agreement.nothing", "\(both as Any)")
        #expect(try kept(bench) == before)
        let own = files.filter { !$0.name.hasPrefix(Self.other) }
        let leader = await bench.refusal { try await handIn(own, on: bench, by: .leader) }
        #expect(leader?.code == "exchange.action.refused", "\(leader as Any)")
        try await handIn(own, on: bench, by: .ministry)
        let active = await bench.node.ledgers[try bench.id]?.active
        #expect(active?.agreement.version == 2)
        #expect(try await !isInForce(Self.other, on: bench))
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("Before its first day no version takes the place of another: neither an agreement's nor a law's")
    func early() async throws {
        let bench = try await Bench()
        let law = Self.law
        try bench.workspace.sign(law, as: "TEST-LAW", by: ["kh/moj-0001"])
        let folder = bench.workspace("agreements")
        _ = try await bench.node.activate(AgreementFolder.files(in: folder))
        let digest = try await policy(bench)
        let before = try kept(bench)
        let agreement = String(decoding: try bench.workspace.read("agreements/\(Bench.agreement).yaml"), as: UTF8.self)
        let signers = ["kh/moj-0001", "th/oag-0001"]
        for (id, text, signers) in [("TEST-LAW", law, ["kh/moj-0001"]), (Bench.agreement, agreement, signers)] {
            let next = text.replacingOccurrences(of: "from: 2020-01-01", with: "from: 2099-12-01")
                .replacingOccurrences(
                    of: "version: 1\n",
                    with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(ofText: text))\" }\n")
            try bench.workspace.sign(next, as: id, by: signers)
            let answer = await bench.refusal {
                _ = try await bench.node.activate(AgreementFolder.files(in: folder))
            }
            #expect(answer?.code == "exchange.agreement.early", "\(id): \(answer as Any)")
            try bench.workspace.sign(text, as: id, by: signers)
        }
        #expect(try await policy(bench) == digest)
        #expect(try kept(bench) == before)
    }

    @Test(
        "What others have signed is put away by nobody who takes its name: not as another kind, not for another party")
    func takenNames() async throws {
        let bench = try await Bench()
        let law = try bench.signed(Self.law, by: [.ministry])
        let stands = try AgreementFolder.files(in: bench.workspace("agreements"))
        _ = try await bench.node.activate(stands + [law])
        let digest = try await policy(bench)
        func next(_ text: String, after before: String) -> String {
            text.replacing(
                "version: 1\n",
                with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(ofText: before))\" }\n")
        }
        let agreement = String(decoding: try bench.workspace.read("agreements/\(Bench.agreement).yaml"), as: UTF8.self)
        let houseRules =
            agreement.replacing("kind: memorandum", with: "kind: house-rules")
            .replacing("basis: [TEST-TREATY]\n", with: "").replacing("channel: police", with: "channel: domestic")
            .replacing("  TH: { central-authority: th/oag }\n", with: "")
            .replacing("[KH team-leader, TH central-authority], distinct-persons: 2", with: "[KH team-leader]")
            .split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("  - { id: th") }
            .joined(separator: "\n")
        let roster = bench.roster()
        let changed = "exchange.agreement.changed"
        let taken: [(text: String, signers: [Bench.Person], code: String)] = [
            // Another party's law, a roster and an agreement under the name of a law; a roster under an agreement's.
            (next(Self.law.replacing("party: KH", with: "party: TH"), after: Self.law), [.attorney], changed),
            (next(roster.replacing(Bench.roster, with: "TEST-LAW"), after: Self.law), [.ministry, .attorney], changed),
            (
                next(agreement.replacing(Bench.agreement, with: "TEST-LAW"), after: Self.law), [.ministry, .attorney],
                changed
            ),
            (
                next(
                    bench.roster(of: Self.other).replacing(
                        "roster: \(Bench.roster)", with: "roster: \(Bench.agreement)"),
                    after: agreement),
                [.ministry, .attorney], changed
            ),
            // The agreement itself, without the other party and without its signature.
            (next(houseRules, after: agreement), [.ministry], "exchange.agreement.unsigned"),
        ]
        for (text, signers, code) in taken {
            let answer = await bench.refusal {
                _ = try await bench.node.activate([try bench.signed(text, by: signers)])
            }
            #expect(answer?.code == code, "\(text)\n\(answer as Any)")
        }
        #expect(try await policy(bench) == digest)
    }

    @Test("What stands already is answered to its members alone, and signatures that nobody judged are not kept")
    func unjudged() async throws {
        let bench = try await Bench()
        let before = try kept(bench)
        let files = try AgreementFolder.files(in: bench.workspace("agreements")).map {
            PolicyFile(name: $0.name, contents: $0.contents, signatures: [[UInt8](repeating: 7, count: 1000)])
        }
        try await handIn(files, on: bench, by: .leader)
        let stranger = await bench.refusal { try await handIn(files, on: bench, by: .stranger) }
        #expect(stranger?.code == "exchange.not-found", "\(stranger as Any)")
        #expect(try kept(bench) == before)
    }

    @Test("An agreement that stands in the log without a party's signature is found by the audit")
    func signatureLost() async throws {
        let bench = try await Bench()
        #expect(try await bench.audit().findings.isEmpty)
        let own = try AgreementFolder.files(in: bench.workspace("agreements"))
            .filter { $0.name.hasPrefix(Bench.agreement) }.flatMap(\.signatures)
        #expect(own.count == 2)
        for signature in own {
            let party = try #require(try DetachedSignature(der: signature).claimedIdentity?.party)
            let report = try await bench.audit { folder in
                try FileManager.default.removeItem(
                    atPath: "\(folder)/policy-\(Digest(of: signature).hexadecimal).p7s")
            }
            let reasons = report.findings.map(\.reason)
            #expect(reasons.count == 1 && reasons[0].contains("is not signed for \(party)"), "\(reasons)")
        }
    }
}
