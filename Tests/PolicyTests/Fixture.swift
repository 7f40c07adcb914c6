import Policy
import TestKit
import Vocabulary

/// A small agreement of two parties that tests bend to their needs.
struct Fixture {
    var header = ""
    /// What it rests on; `TEST-BASIS` speaks of nothing that these tests ask about.
    var basis = "TEST-BASIS"
    var clauses = """
          "1":
            says: { en: Everybody lists. }
            permit: [list]
          "2":
            says: { en: Documents for the purpose. }
            permit: [retrieve]
            item: { category: [document] }
            if: { purpose: agreed-offence }
        """
    var others: [String] = []

    static let name = "TEST-AGREEMENT"

    var text: String {
        """
        agreement: \(Self.name)
        format: saksi-agreement/1
        title: { en: Test }
        kind: memorandum
        basis: [\(basis)]
        version: 1
        in-force: { from: 2026-03-01, until: 2027-02-28, zone: Asia/Phnom_Penh }
        channel: jit
        parties: { KH: { central-authority: kh/moj }, TH: { central-authority: th/oag } }
        purpose: { offences: [trafficking-in-persons] }
        members:
          - { id: kh/prosecutor/0001, role: team-leader }
          - { id: kh/ahtjpp/0101, role: member }
          - { id: kh/moj/0001, role: central-authority }
          - { id: th/dsi/0201, role: team-leader }
          - { id: th/dsi/0202, role: visiting }
        \(header)
        clauses:
        \(clauses)

        """
    }

    /// With a third clause, which forbids to retrieve.
    static func forbidding(_ conditions: String...) -> Fixture {
        var fixture = Fixture()
        fixture.clauses += "\n  \"3\":\n    says: { en: x }\n    forbid: [retrieve]"
        fixture.clauses += conditions.map { "\n    \($0)" }.joined()
        return fixture
    }

    static func read(_ text: String) throws(PolicyError) -> PolicyDocument {
        try PolicyDocument(reading: Array(text.utf8), file: "test.yaml")
    }

    func library() throws -> PolicyLibrary {
        try PolicyLibrary([Self.read(text), Self.read(SampleFiles.treaty("TEST-BASIS"))] + others.map(Self.read))
    }

    static let noon = "2026-05-10T05:00:00.000Z"
    static let bundle = Digest(ofText: "bundle")

    static func request(
        _ actor: String, _ action: Action, purpose: Purpose? = .investigation
    ) throws -> PolicyRequest {
        PolicyRequest(
            agreement: try AgreementID(parsing: name), actor: try MemberID(parsing: actor), action: action,
            purpose: purpose)
    }

    /// A Cambodian document without anything special about it, in a case of trafficking.
    static func facts(_ change: (inout ItemFacts) -> Void = { _ in }) throws -> Facts {
        var item = ItemFacts()
        item.bundle = bundle
        item.category = Fact(.document, from: .bundleRecord)
        item.victimIdentity = Fact(.none, from: .bundleRecord)
        item.flags = Fact([], from: .bundleRecord)
        item.handling = Fact([], from: .bundleRecord)
        item.channel = Fact(.jit, from: .bundleRecord)
        item.origin = Fact(try Party(parsing: "KH"), from: .bundleRecord)
        item.redactions = Fact([], from: .node)
        change(&item)
        return Facts(
            item: item, caseFacts: CaseFacts(offences: Fact([.traffickingInPersons], from: .caseRegister)),
            node: NodeFacts(party: try Party(parsing: "KH"), log: "log", fulfils: ObligationKind.allCases),
            place: Fact(try Party(parsing: "KH"), from: .node),
            forum: Fact(try Party(parsing: "KH"), from: .caseRegister))
    }

    func decide(
        _ actor: String, _ action: Action, purpose: Purpose? = .investigation, at instant: String = noon,
        _ facts: Facts? = nil
    ) throws -> Decision {
        try library().decide(
            Self.request(actor, action, purpose: purpose), at: Instant(parsing: instant),
            facts: facts ?? Self.facts())
    }

    static func law(_ clauses: String, name: String = "TEST-LAW", applies: String = "item-origin") -> String {
        """
        law: \(name)
        format: saksi-law/1
        title: { en: A law }
        source: { en: Invented }
        version: 1
        party: KH
        applies: [\(applies)]
        in-force: { from: 2020-01-01, zone: UTC }
        clauses:
        \(clauses)

        """
    }
}
