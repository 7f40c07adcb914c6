import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

@Suite("What changes between two versions")
struct DifferenceTests {
    private static func library(_ documents: [PolicyDocument], replacing document: PolicyDocument) throws
        -> PolicyLibrary
    {
        try PolicyLibrary(documents.map { $0.id == document.id ? document : $0 })
    }

    private static func naive(_ library: PolicyLibrary, _ id: AgreementID) throws -> NaiveEngine {
        let scope = try #require(library.scope(of: id))
        return NaiveEngine(
            agreement: scope.agreement, instruments: scope.instruments, laws: scope.laws,
            policy: Digest(ofText: "policy"))
    }

    static let files: [String] =
        ((try? FileManager.default.contentsOfDirectory(atPath: Shipped.folder)) ?? [])
        .filter { $0.hasSuffix(".yaml") }.sorted()

    @Test("Each change of one rule that changes a decision is found, and named", arguments: files)
    func mutations(file: String) throws {
        let documents = try Shipped.documents()
        let before = try PolicyLibrary(documents)
        var random = SeededGenerator(seed: 7)
        var counts = (mutations: 0, changing: 0, silent: 0, found: 0)
        let all = try Mutation.all(of: file)
        for mutation in all {
            let after = try Self.library(documents, replacing: mutation.new)
            for agreement in before.agreements where !agreement.roster.entries.isEmpty {
                let scope = try #require(before.scope(of: agreement.id))
                let bears =
                    scope.agreement.id == mutation.old.id || scope.instruments.contains { $0.id == mutation.old.id }
                    || scope.laws.contains { $0.id == mutation.old.id }
                guard bears else { continue }
                counts.mutations += 1
                let other = try #require(after.scope(of: agreement.id))
                let difference = try AgreementDifference(from: scope, to: other)
                if !difference.isEmpty { counts.found += 1 }
                let (old, new) = (try Self.naive(before, agreement.id), try Self.naive(after, agreement.id))
                var actions = mutation.actions
                let clauses =
                    switch mutation.new {
                    case .agreement(let agreement): agreement.clauses
                    case .law(let law): law.clauses
                    }
                actions.formUnion(clauses.first { $0.number == mutation.clause }?.actions ?? [])
                let probe = SpaceProbe(agreement, Array(actions).sorted())
                var changes = false
                for _ in 0..<SpaceProbe.count {
                    let asked = try probe.request(&random)
                    let was = old.decide(asked.request, at: asked.instant, facts: asked.facts)
                    let `is` = new.decide(asked.request, at: asked.instant, facts: asked.facts)
                    guard was.outcome != `is`.outcome || (was.outcome != .deny && was.obligations != `is`.obligations)
                    else { continue }
                    changes = true
                    let named = difference.changes.contains {
                        $0.action == asked.request.action && $0.members.contains(asked.request.actor)
                            && $0.sentence.contains(asked.request.actor.text)
                            && $0.clauses.contains { $0.document == mutation.old.id && $0.clause == mutation.clause }
                    }
                    #expect(
                        named,
                        "\(mutation.name) under \(agreement.id): \(asked.request) \(was.outcome) \(`is`.outcome) \(asked.facts)"
                    )
                    if !named { return }
                }
                if changes { counts.changing += 1 } else if difference.isEmpty { counts.silent += 1 }
            }
        }
        print("\(file): \(counts)")
    }

    @Test("A file does not differ from itself")
    func same() throws {
        let library = try Shipped.library()
        for agreement in library.agreements where !agreement.roster.entries.isEmpty {
            let scope = try #require(library.scope(of: agreement.id))
            #expect(try AgreementDifference(from: scope, to: scope).isEmpty)
        }
    }

    @Test("It says who loses what, and by which clause")
    func sentences() throws {
        let documents = try Shipped.documents()
        let before = try PolicyLibrary(documents)
        let id = try AgreementID(parsing: "KH-TH-JIT-2026-01")
        let mutation = try #require(
            try Mutation.all(of: "KH-TH-JIT-2026-01.yaml").first { $0.name.hasSuffix(" 4(5): dropped") })
        let after = try Self.library(documents, replacing: mutation.new)
        let difference = try AgreementDifference(
            from: #require(before.scope(of: id)), to: #require(after.scope(of: id)))
        #expect(
            difference.changes.map(\.sentence) == [
                "central authority and team leader (kh/moj/0001, kh/prosecutor/0001, th/dsi/0201, th/oag/0001) "
                    + "may no longer read the custody log."
            ])
        #expect(difference.changes.first?.clauses.map(\.description) == ["KH-TH-JIT-2026-01 4(5)"])
    }
}
