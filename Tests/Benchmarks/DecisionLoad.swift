import Policy
import TestKit
import Vocabulary

/// What the decision row measures on our side, in a process of its own.
struct DecisionLoad {
    private let library: PolicyLibrary
    private let requests: [(request: PolicyRequest, facts: Facts)]
    private let instant: Instant

    init() throws {
        let sample = DecisionSample()
        library = try PolicyLibrary([
            try PolicyDocument(reading: Array(sample.agreementText.utf8), file: "benchmark.yaml"),
            try PolicyDocument(reading: Array(SampleFiles.treaty().utf8), file: "treaty.yaml"),
        ])
        requests = try sample.requests.map { try $0.asPolicy }
        instant = try Instant(parsing: "2026-05-10T05:00:00.000Z")
    }

    /// - Returns: decisions a second, and how many of the sample's requests are permitted.
    func run(count: Int) -> (rate: Double, permitted: Int) {
        let permitted = requests.count { decides($0) }
        var done = 0
        var kept = 0
        let begun = ContinuousClock.now
        while done < count {
            for request in requests where decides(request) { kept += 1 }
            done += requests.count
        }
        let seconds = (ContinuousClock.now - begun).inSeconds
        // The result is used, so that nothing can be left out.
        return (Double(done) / seconds, kept == permitted * (done / requests.count) ? permitted : -1)
    }

    /// Decides, and looks at what an answer would carry: clauses and obligations.
    private func decides(_ asked: (request: PolicyRequest, facts: Facts)) -> Bool {
        let decision = library.decide(asked.request, at: instant, facts: asked.facts)
        return decision.outcome == .permit && !decision.clauses.isEmpty && decision.obligations == decision.obligations
    }
}

extension DecisionSample.Request {
    fileprivate var asPolicy: (request: PolicyRequest, facts: Facts) {
        get throws {
            let cambodia = try Party(parsing: "KH")
            var item = ItemFacts()
            item.bundle = Digest(ofText: exhibit)
            item.category = Fact(category, from: .bundleRecord)
            item.victimIdentity = Fact(.none, from: .bundleRecord)
            item.flags = Fact(flag.map { [$0] } ?? [], from: .bundleRecord)
            item.handling = Fact([], from: .bundleRecord)
            item.channel = Fact(.jit, from: .bundleRecord)
            item.origin = Fact(cambodia, from: .bundleRecord)
            item.redactions = Fact([], from: .node)
            return (
                PolicyRequest(
                    agreement: try AgreementID(parsing: DecisionSample.name), actor: try MemberID(parsing: member.id),
                    action: action, purpose: purpose),
                Facts(
                    item: item,
                    caseFacts: CaseFacts(offences: Fact([.traffickingInPersons], from: .caseRegister)),
                    node: NodeFacts(party: cambodia, log: "log", fulfils: ObligationKind.allCases),
                    place: Fact(cambodia, from: .node), forum: Fact(cambodia, from: .caseRegister))
            )
        }
    }
}

extension DecisionSample {
    static let name = "BENCHMARK-AGREEMENT"

    fileprivate var agreementText: String {
        let roster = members.map { "  - { id: \($0.id), role: \($0.role.rawValue) }" }
        return """
            agreement: \(Self.name)
            format: saksi-agreement/1
            title: { en: Made for measuring }
            kind: memorandum
            basis: [TEST-TREATY]
            version: 1
            in-force: { from: 2026-03-01, until: 2027-02-28, zone: Asia/Phnom_Penh }
            channel: jit
            parties: { KH: { central-authority: kh/moj }, TH: { central-authority: th/oag } }
            purpose: { offences: [trafficking-in-persons] }
            members:
            \(roster.joined(separator: "\n"))
            clauses:
            \(clauses.map(\.text).joined(separator: "\n"))

            """
    }
}

extension DecisionSample.Clause {
    fileprivate var text: String {
        var lines = [
            "  \"\(number)\":", "    says: { en: Made for measuring. }",
            "    \(isForbid ? "forbid" : "permit"): \(Self.list(actions))",
        ]
        if !roles.isEmpty { lines.append("    who: { role: \(Self.list(roles)) }") }
        let flag = flags.isEmpty ? "" : ", flag: \(Self.list(flags))"
        lines.append("    item: { category: \(Self.list(categories))\(flag) }")
        if !purposes.isEmpty { lines.append("    if: { purpose: \(Self.list(purposes)) }") }
        if isLogged { lines.append("    then: { log: full }") }
        return lines.joined(separator: "\n")
    }

    private static func list<W: RawRepresentable<String>>(_ words: [W]) -> String {
        "[" + words.map(\.rawValue).joined(separator: ", ") + "]"
    }
}
