import Custody
import Foundation
import Policy
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// What whoever hands files in learns from the answer, before anybody signed for them.
@Suite("Who may hand in agreements")
struct HandoverAdmissionTests {
    private static let both: [Bench.Person] = [.ministry, .attorney]

    @discardableResult
    private func handIn(
        _ files: [PolicyFile], on bench: Bench, under name: String = Bench.agreement, by person: Bench.Person
    ) async throws -> [ActivatedAgreement] {
        let stated = try bench.statement(.agreementActivated, by: person) { event in
            event.activation = Activation(
                agreement: Digest(ofText: "agreement"), version: 1, signatures: [Digest(ofText: "signature")],
                trust: Digest(ofText: "trust list"),
                sources: [
                    ActivationSource(
                        id: try AgreementID(parsing: name), version: 1, digest: Digest(ofText: "agreement"))
                ])
        }
        return try await bench.node.activate(
            files,
            by: Handover(stated, under: try AgreementID(parsing: name), by: try await bench.caller(person)))
    }

    /// Another text under a name, in a version that nobody signed.
    private func ninth(_ text: String) -> String {
        text.replacing(
            /version: 1\n/, with: "version: 9\nsupersedes: { version: 8, digest: \"\(Digest(ofText: "x"))\" }\n")
    }

    private func agreement(_ bench: Bench, as name: String = Bench.agreement) throws -> String {
        String(decoding: try bench.workspace.read("agreements/\(Bench.agreement).yaml"), as: UTF8.self)
            .replacing(Bench.agreement, with: name)
    }

    @Test("A stranger gets one answer, whatever they hand in: what is in force, in which version, is told to nobody")
    func strangers() async throws {
        let bench = try await Bench()
        let first = try await bench.annex()
        let text = try agreement(bench)
        let roster = bench.roster(without: ["th/dsi/0202"], version: 2, after: first)
        let own = bench.roster(and: ["{ id: vn/c02/0101, role: visiting }"], version: 2, after: first)
        let files: [[PolicyFile]] = [
            [], [first], [try bench.signed(text, by: Self.both)], [try bench.signed(ninth(text), by: [])],
            [try bench.signed(ninth(text), by: [.stranger])], [try bench.signed(ninth(SampleFiles.treaty()), by: [])],
            [try bench.signed(ninth(SampleFiles.treaty("UNKNOWN")), by: [])], [try bench.signed(roster, by: [])],
            // Signed for those whom it touches, but not handed in by any of them; and by the stranger's own authority.
            [try bench.signed(roster, by: [.attorney])], [try bench.signed(own, by: [.procuracy])],
            [PolicyFile(name: "x.yaml", contents: [0xFF, 0x00], signatures: [[1]])],
        ]
        for (place, files) in files.enumerated() {
            for name in [Bench.agreement, "KH-TH-BENCH-77"] {
                let answer = await bench.refusal { try await handIn(files, on: bench, under: name, by: .stranger) }
                #expect(answer.isNotThere, "\(place) under \(name): \(answer as Any)")
            }
        }
        #expect(try await bench.rosterInForce() == 1)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("A member learns nothing of what is in force under other names by a text of their own under such a name")
    func otherNames() async throws {
        let bench = try await Bench()
        let other = "KH-TH-BENCH-02"
        _ = try await bench.node.activate([bench.signed(try agreement(bench, as: other), by: Self.both)])
        func answer(_ text: String, _ name: String, signers: [Bench.Person] = []) async -> String {
            let answer = await bench.refusal {
                let file = PolicyFile(
                    name: "file.yaml", contents: Array(text.utf8),
                    signatures: try bench.signed(text, by: signers).signatures)
                try await handIn([file], on: bench, by: .leader)
            }
            return "\(answer?.code ?? "-") \(answer?.reason ?? "")".replacing(name, with: "NAME")
        }
        for signers in [[], Self.both] {
            #expect(
                await answer(ninth(try agreement(bench, as: other)), other, signers: signers)
                    == answer(ninth(try agreement(bench, as: "KH-TH-BENCH-03")), "KH-TH-BENCH-03", signers: signers))
            #expect(
                await answer(bench.roster(of: other), other, signers: signers)
                    == answer(bench.roster(of: "KH-TH-BENCH-03"), "KH-TH-BENCH-03", signers: signers))
        }
        #expect(
            await answer(ninth(SampleFiles.treaty()), "TEST-TREATY")
                == answer(ninth(SampleFiles.treaty("X-TREATY")), "X-TREATY"))
    }

    @Test("Nobody gets anything of the log of an agreement on whose roster they do not stand, whatever they hand in")
    func logsOfOthers() async throws {
        let bench = try await Bench()
        let (other, absent) = ("KH-TH-BENCH-02", "KH-TH-BENCH-03")
        // Other people lead it, and speak for Thailand.
        func closed(_ name: String) throws -> PolicyFile {
            try bench.signed(
                agreement(bench, as: name).replacing("th/dsi/0201", with: "th/dsi/0299")
                    .replacing("th/oag/0001", with: "th/oag/0099"), by: Self.both)
        }
        _ = try await bench.node.activate([closed(other)])
        let own = try bench.signed(try agreement(bench), by: [])
        func answer(_ name: String) async -> [String] {
            let answer = await bench.refusal {
                try await handIn([own, try closed(name)], on: bench, by: .leader)
            }
            return [answer?.code, answer?.reason, answer?.next].map { ($0 ?? "-").replacing(name, with: "NAME") }
        }
        let answers = (await answer(other), await answer(absent))
        #expect(answers.0 == answers.1 && answers.0.first == "exchange.agreement.nothing", "\(answers)")
        // Also who stands on both hands in each by itself.
        let both = await bench.refusal { try await handIn([own, try closed(other)], on: bench, by: .officer) }
        #expect(both?.code == "exchange.agreement.nothing", "\(both as Any)")

        // A law that bears on both: who activates it under one is answered for that one.
        try await bench.annex()
        func policy() async throws -> Digest? {
            try await bench.node.standings()[AgreementID(parsing: other)]?.activation.policy
        }
        let before = try await policy()
        let activated = try await bench.handIn([bench.signed(HandoverTests.law, by: [.ministry])], by: .attorney)
        #expect(activated.map(\.agreement.text) == [Bench.agreement])
        #expect(try await policy() != before)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test(
        "Whose time on the roster is over or has not come, or who was taken off it, is told nothing of what is in force"
    )
    func outOfTime() async throws {
        let bench = try await Bench()
        func day(_ days: Int) -> String { String(bench.clock.now.adding(days: days).text.prefix(10)) }
        let ended = "{ id: th/dsi/0201, role: team-leader, until: \(day(1)) }"
        let toCome = "{ id: th/dsi/0202, role: member, from: \(day(20)) }"
        let first = try bench.signed(
            bench.roster(without: ["th/dsi/0201", "th/dsi/0202"], and: [ended, toCome]), by: Self.both)
        let agreement = try bench.signed(bench.annexed(), by: Self.both)
        _ = try await bench.node.activate([agreement, first])
        #expect(try await handIn([agreement, first], on: bench, by: .leader).count == 1)
        let second = try bench.signed(
            bench.roster(
                without: ["kh/ahtjpp/0101", "th/dsi/0201", "th/dsi/0202"], and: [ended, toCome], version: 2,
                after: first), by: Self.both)
        _ = try await bench.handIn([second], by: .ministry)
        bench.clock.advance(seconds: 3 * 86_400)
        let ninth = try bench.signed(ninth(try self.agreement(bench)), by: [])
        for person in [Bench.Person.leader, .officer, .investigator] {
            for files in [[], [second], [first], [agreement, second], [agreement, first], [ninth]] {
                let answer = await bench.refusal { try await handIn(files, on: bench, by: person) }
                #expect(answer.isNotThere, "\(person): \(answer as Any)")
            }
        }
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("An agreement comes into force whatever stands alongside it, here or not, in force for others or for nobody")
    func alongside() async throws {
        let bench = try await Bench()
        let names = ["KH-TH-BENCH-02", "KH-TH-BENCH-03"]
        let others = try agreement(bench, as: names[0]).replacing("th/dsi/0201", with: "th/dsi/0299")
        _ = try await bench.node.activate([bench.signed(others, by: Self.both)])
        for (place, name) in names.enumerated() {
            let own = "KH-TH-BENCH-1\(place)"
            let text = try agreement(bench, as: own).replacing("basis:", with: "alongside: [\(name)]\nbasis:")
            let activated = try await bench.node.activate([bench.signed(text, by: Self.both)])
            #expect(activated.map(\.agreement.text) == [own])
        }
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test(
        "Files of somebody for whom nobody signed cost as many reads where there is an agreement as where there is none"
    )
    func sameReads() async throws {
        let bench = try await Bench()
        try await bench.annex()
        let text = try ninth(agreement(bench))
        let signers: [[Bench.Person]] = [[], [.stranger], [.procuracy], [.attorney]]
        for signers in signers {
            let file = try bench.signed(text, by: signers)
            let other = try bench.signed(text.replacing(Bench.agreement, with: "KH-TH-BENCH-77"), by: signers)
            var reads: [Int] = []
            for (file, name) in [(file, Bench.agreement), (other, "KH-TH-BENCH-77")] {
                // The first refusal of each kind may have to write more.
                for _ in 0..<2 {
                    let before = bench.node.folder.register.reads
                    let answer = await bench.refusal { try await handIn([file], on: bench, under: name, by: .stranger) }
                    #expect(answer.isNotThere, "\(answer as Any)")
                    reads.append(bench.node.folder.register.reads - before)
                }
            }
            #expect(reads[1] == reads[3], "\(signers): \(reads)")
        }
    }

    @Test("Who is newly named on a roster hands it in without anybody before them, once their own party has signed")
    func newAuthority() async throws {
        let bench = try await Bench()
        let first = try bench.signed(
            bench.roster(without: ["kh/moj/0001"], and: ["{ id: kh/moj/0002, role: central-authority }"]),
            by: Self.both)
        _ = try await bench.node.activate([bench.signed(bench.annexed(), by: Self.both), first])
        let text = bench.roster(version: 2, after: first)
        func code(_ text: String, _ signers: [Bench.Person], by person: Bench.Person = .ministry) async -> String? {
            await bench.refusal { _ = try await bench.handIn([bench.signed(text, by: signers)], by: person) }?.code
        }
        // Not before their own party's signatory vouches for them, whoever else does.
        #expect(await code(text, [.attorney]) == "exchange.not-found")
        #expect(await code(text, [.ministry], by: .stranger) == "exchange.not-found")
        // From then on they are told what is wrong, as a member is.
        #expect(await code(bench.roster(version: 3, after: first), Self.both) == "exchange.agreement.changed")
        let both = bench.roster(without: ["th/dsi/0202"], version: 2, after: first)
        #expect(await code(both, [.ministry]) == "exchange.agreement.unsigned")
        #expect(await code(text, [.ministry], by: .investigator) == "exchange.action.refused")
        #expect(try await bench.rosterInForce() == 1)

        let activated = try await bench.handIn([bench.signed(text, by: [.ministry])], by: .ministry)
        #expect(activated.map(\.isNew) == [true])
        let again = try await bench.handIn([bench.signed(text, by: [.ministry])], by: .ministry)
        #expect(again.map(\.isNew) == [false])
        #expect(try await bench.rosterInForce() == 2)
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("On a node of another party nobody sets up an agreement that is none of that party's; its operator can")
    func foreignAgreement() async throws {
        let bench = try await Bench()
        let name = "VN-HOUSE-01"
        let text = """
            agreement: \(name)
            format: saksi-agreement/1
            title: { en: House rules of another party }
            kind: house-rules
            version: 1
            in-force: { from: 2020-01-01, zone: Asia/Ho_Chi_Minh }
            channel: domestic
            parties: { VN: { central-authority: vn/spp } }
            purpose: { offences: [trafficking-in-persons] }
            members:
              - { id: vn/c02/0101, role: team-leader }
              - { id: vn/spp/0001, role: central-authority }
            clauses:
              "1":
                says: { en: Leaders do what they want here. }
                permit: [submit, list, retrieve, activate]
                who: { role: [team-leader] }

            """
        let file = try bench.signed(text, by: [.procuracy])
        let answer = await bench.refusal { try await handIn([file], on: bench, under: name, by: .stranger) }
        #expect(answer?.code == "exchange.not-found", "\(answer as Any)")
        #expect(await bench.node.ledgers[try AgreementID(parsing: name)] == nil)
        let activated = try await bench.node.activate([file])
        #expect(activated.map(\.agreement.text) == [name])
    }

    @Test("A permit under one agreement puts no instrument into force that another alone rests on")
    func otherInstrument() async throws {
        let bench = try await Bench()
        let first = try await bench.annex()
        let (other, treaty) = ("KH-TH-BENCH-02", SampleFiles.treaty("OTHER-TREATY"))
        let text = try agreement(bench, as: other).replacing(
            "basis: [TEST-TREATY]", with: "basis: [TEST-TREATY, OTHER-TREATY]")
        _ = try await bench.node.activate([
            bench.signed(text, by: Self.both), bench.signed(treaty, by: Self.both),
        ])
        let before = try await bench.node.standings()[AgreementID(parsing: other)]?.activation.policy
        let next = try bench.signed(
            treaty.replacing(
                "version: 1\n", with: "version: 2\nsupersedes: { version: 1, digest: \"\(Digest(ofText: treaty))\" }\n"),
            by: Self.both)
        let roster = try bench.signed(
            bench.roster(without: ["kh/ahtjpp/0101"], version: 2, after: first), by: [.ministry])
        for files in [[next], [roster, next]] {
            let answer = await bench.refusal { _ = try await bench.handIn(files, by: .ministry) }
            #expect(answer?.code == "exchange.agreement.nothing", "\(answer as Any)")
        }
        #expect(try await bench.node.standings()[AgreementID(parsing: other)]?.activation.policy == before)
        #expect(try await bench.rosterInForce() == 1)
        _ = try await bench.handIn([roster], by: .ministry)
        _ = try await bench.node.activate([next])
        #expect(try await bench.node.standings()[AgreementID(parsing: other)]?.activation.policy != before)
        #expect(try await bench.audit().findings.isEmpty)
    }
}
