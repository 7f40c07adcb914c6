import TestKit
import Testing
import Vocabulary

@testable import Policy

/// Reading refuses a file with such a clause; the check does not rely on that.
@Suite("Nothing keeps from the accused what helps them")
struct AccusedTests {
    private func findings(
        _ condition: Condition? = nil, exception: Condition? = nil, who: WhoTerms = .everybody,
        item: ItemTerms = .anything
    ) throws -> [AgreementFinding] {
        let library = try Shipped.library()
        let scope = try #require(library.scope(of: try AgreementID(parsing: "KH-TH-JIT-2026-01")))
        let law = try #require(scope.laws.first)
        let clause = Clause(
            number: try ClauseNumber(parsing: "Z"), says: law.title, effect: .forbid, actions: [.disclose],
            who: who, item: item, conditions: condition.map { [$0] } ?? [],
            exceptions: exception.map { [$0] } ?? [], approvals: nil, obligations: .none)
        let barring = Law(
            id: law.id, title: law.title, source: law.source, version: law.version, digest: law.digest,
            supersedes: law.supersedes, party: law.party, applies: [.actorParty], term: law.term,
            penalties: law.penalties, clauses: [clause], examples: [])
        var check = SpaceCheck(
            PolicyScope(agreement: scope.agreement, instruments: scope.instruments, laws: [barring]))
        try check.look(at: .disclose)
        return check.accused.findings(.english)
    }

    @Test("A limit of use that bars their disclosure is a fault, whichever file it stands in")
    func bars() throws {
        for findings in [
            try findings(.purpose([.purpose(.exculpatory), .purpose(.immigration)])),
            try findings(nil, exception: .purpose([.purpose(.trial)])),
            try findings(nil, exception: .consentOf([.itemOrigin])), try findings(.offence([.traffickingInPersons])),
            try findings(nil, exception: .place([Party(parsing: "TH")])),
            try findings(nil, exception: .forum([Party(parsing: "TH")])),
        ] {
            #expect(findings.map(\.code) == [.checkBarsTheAccused])
            #expect(findings.first?.clauses.map(\.text) == ["Z"])
            #expect(findings.first?.isFault == true)
        }
    }

    @Test("So is one by who gave the material, which bars it to those who received it or to those who gave it")
    func giver() throws {
        let (one, other) = (try Party(parsing: "KH"), try Party(parsing: "TH"))
        let parties: [Set<PartyReference>] = [[.otherParties], [.itemOrigin], [.party(one)]]
        for (parties, origins) in zip(parties, [nil, nil, Set([other])]) {
            let (who, item) = (WhoTerms(parties: parties), ItemTerms(origins: origins))
            #expect(try findings(who: who, item: item).map(\.code) == [.checkBarsTheAccused], "\(parties)")
            let excepted = try findings(exception: .purpose([.purpose(.exculpatory)]), who: who, item: item)
            #expect(excepted.isEmpty, "\(parties)")
        }
        // Who discloses for the team is for the team to say, whoever gave it.
        #expect(try findings(who: WhoTerms(roles: [.member])).isEmpty)
        #expect(try findings(who: WhoTerms(parties: [.party(one)])).isEmpty)
        #expect(try findings(item: ItemTerms(origins: [other])).isEmpty)
    }

    @Test("One that bars other uses is none, and neither is one that bars every use alike")
    func others() throws {
        #expect(try findings(.purpose([.purpose(.immigration)])).isEmpty)
        #expect(try findings(nil).isEmpty)
        #expect(try findings(nil, exception: .courtOrder).isEmpty)
    }
}
