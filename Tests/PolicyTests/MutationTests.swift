import Foundation
import Policy
import TestKit
import Testing
import Vocabulary

/// The exhaustive difference against the naive engine: what the one says and what the other decides are the same.
@Suite("Each change of one rule")
struct MutationTests {
    static let files: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: Shipped.folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    /// How many changes of each file are tried in each run.
    private static let many = 12

    /// Agreements with members on which a file bears: all of them in the long tests, else the first.
    private static func agreements(of id: AgreementID, in library: PolicyLibrary) throws -> [AgreementID] {
        let bearing = try library.agreements.filter { agreement in
            let scope = try #require(library.scope(of: agreement.id))
            return !agreement.roster.entries.isEmpty
                && (agreement.id == id || agreement.attached?.id == id || scope.instruments.contains { $0.id == id }
                    || scope.laws.contains { $0.id == id && agreement.parties[$0.party] != nil })
        }.map(\.id)
        return LongTests.areAsked ? bearing : Array(bearing.prefix(1))
    }

    @Test("The files that are shipped are there")
    func present() {
        #expect(Self.files.count >= 10)
    }

    /// Changes that leave no file that can be read, by why: a word stands twice after it, is none or names nobody; what is
    /// left says nothing, or keeps from the accused what helps them. Of these three are of the laws, which bear by place:
    /// without its `if`, their forbid is a limit of use by their link.
    private static let unread = [
        "policy.file.form": 108, "policy.file.meaning": 61, "policy.file.bars-the-accused": 20,
        "vocabulary.unknown-word": 24, "vocabulary.identifier": 7,
    ]

    @Test("No change goes missing unseen: which leave no file that can be read is known, and each other is tried")
    func unread() throws {
        var refused: [String: [String]] = [:]
        var count = 0
        for attempt in try Self.files.flatMap(Mutation.attempts) {
            count += 1
            if case .refused(let name, let error) = attempt { refused[error.code.name, default: []].append(name) }
        }
        print("\(count) changes of one rule; not read: \(refused.mapValues(\.count))")
        #expect(refused.mapValues(\.count) == Self.unread, "\(refused)")
    }

    @Test("What changes a decision is found, named and true", arguments: files)
    func mutations(file: String) throws {
        let all = try Mutation.all(of: file)
        #expect(all.count >= 5)
        // All of them in the long tests; in each run some of every file, spread over it, and the next ones too where
        // these change too little.
        let step = LongTests.areAsked ? 1 : max(1, all.count / Self.many)
        let rounds = (0..<step).map { stride(from: $0, to: all.count, by: step).map { all[$0] } }
        try check(rounds.flatMap { $0 }, of: file, atLeast: rounds[0].count)
    }

    @Test("Leadership that moves to another place is found, named and true")
    func leadership() throws {
        let mutations = try Self.files.flatMap { try Mutation.all(of: $0) }.filter { $0.name.contains(" leads ") }
        #expect(mutations.count >= 8)
        try check(mutations, of: "leadership")
    }

    /// - Parameters:
    ///   - name: for the line that says what was tried.
    ///   - least: how many are tried; the rest only until enough of them change a decision. Nil: all.
    private func check(_ mutations: [Mutation], of name: String, atLeast least: Int? = nil) throws {
        let documents = try Shipped.documents()
        let before = try PolicyLibrary(documents)
        var random = SeededGenerator(seed: 7)
        var counts = (mutations: 0, tried: 0, changing: 0, witnesses: 0, wrong: 0)
        for mutation in mutations {
            if let least, counts.mutations >= least, counts.changing >= 3 { break }
            // Whatever can be read fits together with the other files.
            let after = try PolicyLibrary(documents.map { $0.id == mutation.new.id ? mutation.new : $0 })
            counts.mutations += 1
            for id in try Self.agreements(of: mutation.old.id, in: before) {
                let scopes = [try #require(before.scope(of: id)), try #require(after.scope(of: id))]
                let difference = try AgreementDifference(from: scopes[0], to: scopes[1])
                counts.tried += 1
                let trial = WitnessTrial(old: NaiveEngine(scopes[0]), new: NaiveEngine(scopes[1]))
                var isChanging = false
                for change in difference.changes {
                    counts.witnesses += change.witnesses.count
                    let untrue = change.witnesses.filter { !trial.shows($0, as: change.turn) }
                    #expect(untrue.isEmpty, "\(mutation.name) under \(id): \(change.sentence) \(untrue)")
                    guard untrue.isEmpty else {
                        counts.wrong += 1
                        break
                    }
                    if !change.witnesses.isEmpty { isChanging = true }
                }
                let missed = try Self.missed(mutation, difference, scopes, trial, &random)
                if let missed {
                    #expect(!missed.isMissed, "\(mutation.name) under \(id): \(missed.asked)")
                    if missed.isMissed { counts.wrong += 1 }
                    isChanging = true
                }
                if isChanging { counts.changing += 1 }
            }
        }
        print(
            "\(name): \(counts.mutations) changes of one rule, \(counts.tried) with the agreements that they bear on;",
            "\(counts.changing) of these change a decision of the naive engine; \(counts.witnesses) sentences tell of them;",
            "\(counts.wrong) of them not found, not told, or told wrongly")
        // Many changes of a rule change something; a probe that hits nothing would prove nothing.
        #expect(counts.changing >= 3, "\(counts)")
        #expect(counts.witnesses >= counts.changing, "\(counts)")
    }

    /// Asks both engines; the first answer that changes, and whether the difference fails to name it. Nil: none changes.
    private static func missed(
        _ mutation: Mutation, _ difference: AgreementDifference, _ scopes: [PolicyScope], _ trial: WitnessTrial,
        _ random: inout SeededGenerator
    ) throws -> (isMissed: Bool, asked: SpaceProbe.Asked)? {
        var clauses: [Clause] = []
        if case .clause(let number) = mutation.part {
            clauses = [mutation.old, mutation.new].compactMap { document in
                switch document {
                case .agreement(let agreement): agreement.clauses.first { $0.number == number }
                case .law(let law): law.clauses.first { $0.number == number }
                case .roster: nil
                }
            }
        }
        let probe = SpaceProbe(scopes.map(\.agreement).reversed(), near: clauses)
        var first: SpaceProbe.Asked?
        var changed = 0
        for _ in 0..<SpaceProbe.count(isSilent: difference.isEmpty) {
            if changed == 10, !LongTests.areAsked { break }
            var member: MemberID?
            if case .roster(let changed) = mutation.part { member = changed }
            let asked = try probe.request(of: member, &random)
            let facts = scopes.map { scope in
                guard case .penalty(let offence) = mutation.part else { return asked.facts }
                // The node fills the penalties from the laws that it has.
                var facts = asked.facts
                facts.caseFacts = CaseFacts(
                    offences: Fact([offence], from: .log), penalties: Fact(scope.penalties(for: [offence]), from: .law))
                return facts
            }
            let was = trial.old.decide(asked.request, at: asked.instant, facts: facts[0])
            let `is` = trial.new.decide(asked.request, at: asked.instant, facts: facts[1])
            guard let turn = NaiveEngine.turn(was, `is`) else { continue }
            first = asked
            changed += 1
            guard names(difference, mutation, asked, turn, scopes) else { return (true, asked) }
        }
        return first.map { (false, $0) }
    }

    /// Whether a sentence is about it: this action and this person, in this direction, the item and the use that were asked
    /// about, and the clause that was changed.
    private static func names(
        _ difference: AgreementDifference, _ mutation: Mutation, _ asked: SpaceProbe.Asked, _ turn: WitnessTrial.Turn,
        _ scopes: [PolicyScope]
    ) -> Bool {
        // On a day on which only one of them is in force, and for a person who is on one roster alone, the heading says it.
        let headings = difference.changes.filter { $0.action == nil }.map(\.sentence)
        let areBothInForce = scopes.allSatisfy { $0.agreement.term.covers(asked.instant) }
        switch mutation.part {
        case .heading(let said) where !areBothInForce: return headings.contains { $0.contains(said) }
        case .roster(let member) where !areBothInForce: return headings.contains { $0.contains(member.text) }
        default: break
        }
        let access = difference.changes.contains { change in
            // Where it is about no item nothing can be redacted: what is asked along with it then refuses it.
            let isTold = change.turn == turn || change.turn == .otherwise && asked.facts.item == nil
            guard change.action == asked.request.action, isTold, change.members.contains(asked.request.actor),
                change.sentence.contains(asked.request.actor.text)
                    || change.sentence.hasPrefix("Everyone on the roster may")
                    || change.sentence.hasPrefix("Where everyone on the roster may"),
                let extent = change.extent, extent.covers(asked.request, asked.facts)
            else { return false }
            guard case .clause(let number) = mutation.part else { return true }
            return change.clauses.contains { $0.document == mutation.old.id && $0.clause == number }
        }
        switch mutation.part {
        case .clause: return access
        case .heading(let said): return access && headings.contains { $0.contains(said) }
        case .roster(let member): return access && headings.contains { $0.contains(member.text) }
        case .penalty(let offence):
            return access
                && headings.contains { $0.contains(offence.rawValue.replacing("-", with: " ")) }
        }
    }
}
