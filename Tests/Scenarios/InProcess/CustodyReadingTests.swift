import Custody
import EvidenceBundle
import Foundation
import Policy
import Store
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// What somebody gets of a bundle's custody who may list a part of it: every step is proved, and none tells of the rest.
@Suite("Custody as its readers get it")
struct CustodyReadingTests {
    /// The steps as they are proved, alike in one page and in several.
    private func custody(
        _ bench: Bench, _ packed: Bench.Packed, for person: Bench.Person
    ) async throws -> [CustodyEvent] {
        let whole = try await pages(bench, packed, for: person, limit: 4096)
        for limit in [1, 2, 5] {
            let pages = try await pages(bench, packed, for: person, limit: limit)
            #expect(pages.flatMap(\.self) == whole.flatMap(\.self))
            #expect(pages.allSatisfy { $0.count <= limit })
        }
        return try whole.flatMap(\.self).map { try UnverifiedEvent(parsing: $0).event }
    }

    /// The entries of each page, every one proved under the checkpoint that came with the first.
    private func pages(
        _ bench: Bench, _ packed: Bench.Packed, for person: Bench.Person, limit: Int
    ) async throws -> [[[UInt8]]] {
        let (id, caller) = (try bench.id, try await bench.caller(person))
        let first = try await bench.node.custody(of: packed.id, under: id, for: caller, limit: limit)
        let checkpoint = try #require(first.checkpoint).checkpoint
        var pages = [first]
        while let after = pages[pages.count - 1].next {
            let place = CustodyPlace(after: after, size: checkpoint.size)
            let page = try await bench.node.custody(of: packed.id, under: id, for: caller, from: place, limit: limit)
            #expect(page.checkpoint == nil && page.entries.allSatisfy { $0.index > after })
            pages.append(page)
        }
        for page in pages {
            let held = Set(page.certificates.map { Digest(of: $0) })
            for entry in page.entries {
                #expect(entry.proof.index == entry.index && entry.proof.size == checkpoint.size)
                try entry.proof.verify(leaf: Merkle.leaf(entry.bytes), root: checkpoint.root)
                #expect(held.isSuperset(of: try UnverifiedEvent(parsing: entry.bytes).event.signers))
            }
        }
        return pages.map { $0.entries.map(\.bytes) }
    }

    @Test("Pages that are asked for later have their proofs under the checkpoint of the first one, and nothing newer")
    func pagesOfLater() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,none,none"])
        let (id, caller) = (try bench.id, try await bench.caller(.leader))
        let first = try await bench.node.custody(of: packed.id, under: id, for: caller, limit: 1)
        let checkpoint = try #require(first.checkpoint).checkpoint
        _ = try await bench.retrieve(packed)
        let place = CustodyPlace(after: try #require(first.next), size: checkpoint.size)
        let second = try await bench.node.custody(of: packed.id, under: id, for: caller, from: place)
        #expect(try second.entries.map { try UnverifiedEvent(parsing: $0.bytes).event.type } == [.accepted])
        for entry in second.entries {
            try entry.proof.verify(leaf: Merkle.leaf(entry.bytes), root: checkpoint.root)
        }
        // Of a log that is longer than this one nothing is said.
        let beyond = CustodyPlace(after: 0, size: checkpoint.size + 1000)
        let refusal = await bench.refusal {
            _ = try await bench.node.custody(of: packed.id, under: id, for: caller, from: beyond)
        }
        #expect(refusal?.code == "exchange.not-found")
    }

    @Test("Whose time on the roster has not come or is over reads neither checkpoint nor tiles")
    func presentOnly() async throws {
        let tomorrow = SystemTimekeeper().now.adding(days: 1).text.prefix(10)
        let bench = try await Bench.lifting { terms in
            terms.replacing(
                "th/dsi/0201, role: team-leader", with: "th/dsi/0201, role: team-leader, until: \(tomorrow)"
            )
            .replacing("th/dsi/0202, role: team-leader", with: "th/dsi/0202, role: team-leader, from: \(tomorrow)")
        }
        func reads(_ person: Bench.Person) async throws -> [String?] {
            let (caller, id) = (try await bench.caller(person), try bench.id)
            return [
                await bench.refusal { _ = try await bench.node.checkpoint(under: id, for: caller) }?.code,
                await bench.refusal {
                    _ = try await bench.node.tile(try TilePath(parsing: "tile/0/000.p/1"), under: id, for: caller)
                }?.code,
                // Its size is shown to the same.
                try await bench.node.agreements(of: caller).first?.size.map { _ in "size" },
            ]
        }
        let hidden = ["exchange.not-found", "exchange.not-found", nil]
        #expect(try await reads(.leader) == [nil, nil, "size"])
        #expect(try await reads(.officer) == hidden)
        bench.clock.advance(seconds: 3 * 86_400)
        #expect(try await reads(.leader) == hidden)
        #expect(try await reads(.officer) == [nil, nil, "size"])
    }

    @Test(
        "After the agreement's last day whoever stood on the roster then reads checkpoint and hash tiles, and no entries"
    )
    func afterLastDay() async throws {
        let today = SystemTimekeeper().now
        let last = today.adding(days: 2).text.prefix(10)
        let bench = try await Bench.lifting { terms in
            terms.replacing("until: 2099-12-31", with: "until: \(last)")
                .replacing(
                    "th/dsi/0202, role: team-leader",
                    with: "th/dsi/0202, role: team-leader, until: \(today.adding(days: 1).text.prefix(10))")
        }
        func reads(_ person: Bench.Person) async throws -> [String?] {
            let (caller, id) = (try await bench.caller(person), try bench.id)
            var answers = [await bench.refusal { _ = try await bench.node.checkpoint(under: id, for: caller) }?.code]
            for path in ["tile/0/000.p/1", "tile/entries/000.p/1"] {
                answers.append(
                    await bench.refusal {
                        _ = try await bench.node.tile(try TilePath(parsing: path), under: id, for: caller)
                    }?.code)
            }
            return answers
        }
        let hidden = "exchange.not-found"
        for person in [Bench.Person.leader, .officer] { #expect(try await reads(person) == [nil, nil, nil]) }
        #expect(try await reads(.stranger) == [hidden, hidden, hidden])
        bench.clock.advance(seconds: 4 * 86_400)
        for person in [Bench.Person.leader, .investigator] {
            #expect(try await reads(person) == [nil, nil, hidden], "\(person)")
        }
        // Who left before, and who never stood there.
        for person in [Bench.Person.officer, .stranger] {
            #expect(try await reads(person) == [hidden, hidden, hidden], "\(person)")
        }
    }

    private func acknowledge(
        _ bench: Bench, _ grant: Grant, of packed: Bench.Packed, by person: Bench.Person
    ) async throws {
        let caller = try await bench.caller(person)
        let active = try await bench.node.agreement(try bench.id, for: caller)
        let row = try #require(try bench.node.folder.register.event(grant.event))
        let released = try active.log.event(at: Int(row.entry))
        let stated = try bench.statement(.received, by: person) { event in
            event.case = packed.record.case.number
            event.bundle = released.event.bundle
            event.release = grant.release
            event.previous = [released.mention]
        }
        _ = try await bench.node.acknowledge(grant.release, with: stated, by: caller)
    }

    /// An event of the node about a release, which names it and nothing else.
    private func delivered(_ bench: Bench, _ grant: Grant, of packed: Bench.Packed, to person: Bench.Person)
        async throws
    {
        let member = try await bench.caller(person).member
        let active = try await bench.node.agreement(try bench.id, for: try await bench.caller(person))
        let nodeEvents = bench.node.nodeEvents
        let event = try nodeEvents.make(.delivered, in: active.ledger.origin, at: bench.clock.now) { event in
            event.bundle = BundleMention(id: packed.id, digest: packed.digest, file: grant.fileDigest)
            event.counterpart = Counterpart(member.identity)
            event.release = grant.release
            event.medium = .network
        }
        _ = try await active.ledger.commit { _ in Draft(objects: try nodeEvents.objects(), events: [event]) }
    }

    /// An answer of the node about a whole bundle, which cites nothing.
    private func answered(_ bench: Bench, _ type: EventType, of packed: Bench.Packed, to person: Bench.Person)
        async throws
    {
        let caller = try await bench.caller(person)
        let active = try await bench.node.agreement(try bench.id, for: caller)
        let nodeEvents = bench.node.nodeEvents
        let event = try nodeEvents.make(type, in: active.ledger.origin, at: bench.clock.now) { event in
            event.case = packed.record.case.number
            event.bundle = BundleMention(id: packed.id, digest: packed.digest)
            event.counterpart = Counterpart(caller.member.identity)
            event.purpose = .investigation
        }
        _ = try await active.ledger.commit { _ in Draft(objects: try nodeEvents.objects(), events: [event]) }
    }

    @Test(
        "Who may list one exhibit of two gets the steps of that one and of the bundle as such, and no word of the other"
    )
    func partOfBundle() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,none,none", "medical-report,none,none"])
        // The first alone, the second alone, both by name, the whole as it is, and a refusal of the whole.
        let first = try await bench.retrieve(packed, [1])
        let second = try await bench.retrieve(packed, [2])
        let both = try await bench.retrieve(packed, [1, 2])
        let whole = try await bench.retrieve(packed)
        for grant in [first, second, both, whole] {
            try await delivered(bench, grant, of: packed, to: .leader)
            try await acknowledge(bench, grant, of: packed, by: .leader)
        }
        _ = await bench.refusal { try await bench.retrieve(packed, for: .otherOffence) }
        _ = await bench.refusal { try await bench.retrieve(packed, [2], for: .otherOffence) }

        let all = try await custody(bench, packed, for: .leader)
        #expect(all.count == (try await bench.events().filter { $0.bundle?.id == packed.id }.count))
        let part = try await custody(bench, packed, for: .officer)
        #expect(
            part.map(\.type) == [
                .submitted, .accepted,
                // That the whole was asked for, twice; what was decided on it tells of the second exhibit.
                .releaseRequested, .released, .releaseRequested, .delivered, .received, .releaseRequested,
            ], "\(part.map(\.type))")
        #expect(part.allSatisfy { ($0.exhibits ?? []).allSatisfy { $0.number.value == 1 } })
        #expect(Set(part.compactMap(\.release)) == [first.release])
        #expect(part.filter { $0.exhibits == nil && $0.type != .accepted }.allSatisfy { $0.clauses == nil })
    }

    @Test("What was refused or approved for the whole is for who may list the whole, also where no clause is cited")
    func answersForTheWhole() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,none,none", "medical-report,none,none"])
        // A refusal for a reason of the node's own, as for want of a redaction: it cites nothing.
        try await answered(bench, .decisionDenied, of: packed, to: .leader)
        #expect(try await custody(bench, packed, for: .officer).map(\.type) == [.submitted, .accepted])
        #expect(try await custody(bench, packed, for: .prosecutor).last?.type == .decisionDenied)
        // It is theirs whom it answers.
        let other = try await bench.held(["document,none,none", "medical-report,none,none"])
        try await answered(bench, .decisionDenied, of: other, to: .officer)
        #expect(try await custody(bench, other, for: .officer).last?.type == .decisionDenied)
        // One of three waits for an approval, which is given for the whole.
        let waiting = try await bench.held(["document,none,none", "medical-report,none,none", "intercept,none,none"])
        _ = try await bench.retrieve(waiting)
        try await bench.approve(waiting, by: .prosecutor)
        #expect(try await bench.events().last?.exhibits == nil)
        #expect(
            try await custody(bench, waiting, for: .officer).map(\.type) == [
                .submitted, .accepted, .releaseRequested, .decisionPending,
            ])
        for person in [Bench.Person.prosecutor, .leader] {
            #expect(try await custody(bench, waiting, for: person).last?.type == .approvalGiven)
        }
    }

    @Test("What a member signed and what the node answered them is theirs to see; who may list nothing gets no answer")
    func own() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,none,none", "medical-report,none,none"])
        let refused = await bench.refusal { try await bench.retrieve(packed, for: .otherOffence, by: .officer) }
        #expect(refused?.code == "exchange.release.refused")
        let own = try await custody(bench, packed, for: .officer)
        #expect(own.map(\.type) == [.submitted, .accepted, .releaseRequested, .decisionDenied])
        let hidden = try await bench.held(["medical-report,none,none"])
        let absent = try await bench.pack(["medical-report,none,none"])
        var answers: [Bench.Answer?] = []
        for packed in [hidden, absent] {
            answers.append(await bench.refusal { _ = try await custody(bench, packed, for: .officer) })
        }
        #expect(answers[0]?.code == "exchange.not-found" && answers[0] == answers[1], "\(answers)")
    }

    @Test(
        "The acceptance cites the clauses by which all of the bundle may be submitted, and none that are for some of it"
    )
    func accepted() async throws {
        let bench = try await Bench.lifting { terms in
            terms.replacing(
                "\"5(2)\":",
                with: "\"5(4)\":\n    says: { en: Medical reports are submitted too. }\n    permit: [submit]\n"
                    + "    item: { category: [medical-report] }\n  \"5(2)\":")
        }
        let packed = try await bench.held(["medical-report,none,none", "document,none,none"])
        let alike = try await bench.held(["medical-report,none,none", "medical-report,none,confidential"])
        func cited(_ packed: Bench.Packed) async throws -> [String]? {
            try await custody(bench, packed, for: .leader).first { $0.type == .accepted }?.clauses?.map(\.clause.text)
        }
        #expect(try await cited(packed) == ["1(1)"])
        #expect(try await cited(alike) == ["1(1)", "5(4)"])
        #expect(try await custody(bench, packed, for: .investigator).map(\.type) == [.submitted, .accepted])
        #expect(try await bench.audit().findings.isEmpty)
    }

    @Test("An override of the whole, and its second signature, are for who may list the whole")
    func overrides() async throws {
        let bench = try await Bench.lifting()
        let packed = try await bench.held(["document,none,confidential", "financial-record,none,confidential"])
        try await bench.lift(packed, [1])
        try await bench.lift(packed, [2])
        try await bench.lift(packed)
        let part = try await custody(bench, packed, for: .investigator)
        #expect(part.map(\.type) == [.submitted, .accepted, .overrideGiven, .overrideGiven])
        #expect(part.allSatisfy { $0.override == nil || $0.exhibits?.map(\.number.value) == [1] })
        #expect(try await custody(bench, packed, for: .leader).filter { $0.type == .overrideGiven }.count == 6)
    }

    @Test("A consent that names exhibits is listed to those of its party who may list all of them")
    func consents() async throws {
        let bench = try await Bench()
        let packed = try await bench.held(["document,none,none", "medical-report,none,none"])
        try await bench.consent(packed, [1])
        try await bench.consent(packed, [1, 2])
        func listed(_ person: Bench.Person) async throws -> [[Int]?] {
            try await bench.node.consents(under: try bench.id, for: try await bench.caller(person))
                .map { $0.exhibits?.map(\.number.value) }
        }
        #expect(try await listed(.ministry) == [[1], [1, 2]])
        #expect(try await listed(.investigator) == [[1]])
    }
}
