import Foundation
import Policy
import TestKit
import Vocabulary

/// What the decision rows measure on our side, in a process of its own.
struct DecisionLoad {
    private let library: PolicyLibrary
    private let requests: [PolicyRequest]
    private let facts: [Facts]
    private let instant: Instant

    struct Figures {
        /// Decisions a second.
        let rate: Double
        /// Of one decision, in nanoseconds, with the reading of the clock.
        let median: Int
        /// For each of the sample's requests 1 where it is permitted, or would be once approvals are given, and else 0.
        let answers: String
        /// By how much the process grew while it decided.
        let grownBytes: Int
    }

    /// - Parameter others: how many other agreements are loaded beside the one that is asked about.
    init(others: Int) throws {
        let sample = DecisionSample()
        var texts = [sample.agreementText(named: DecisionSample.name), SampleFiles.treaty()]
        for number in 0..<others { texts.append(sample.agreementText(named: "OTHER-\(number)", clauses: 10)) }
        library = try PolicyLibrary(
            texts.enumerated().map { try PolicyDocument(reading: Array($1.utf8), file: "benchmark-\($0).yaml") })
        instant = try Instant(parsing: "2026-05-10T05:00:00.000Z")
        let policy = library.policyDigest(for: try AgreementID(parsing: DecisionSample.name))
        let now = instant
        let asked = try sample.requests.map { try $0.asked(under: policy ?? Digest(ofText: ""), at: now) }
        requests = asked.map(\.request)
        facts = asked.map(\.facts)
    }

    func run(count: Int) throws -> Figures {
        let first = requests.indices.map { decide($0) }
        let answers = first.map(\.isGiven)
        let before = try Self.residentBytes()
        var done = 0
        var told = 0
        let begun = ContinuousClock.now
        while done < count {
            for request in requests.indices { told += decide(request).told }
            done += requests.count
        }
        let seconds = (ContinuousClock.now - begun).inSeconds
        let grown = try Self.residentBytes() - before
        var times: [Duration] = []
        for _ in 0..<40 {
            for request in requests.indices {
                let begun = ContinuousClock.now
                told += decide(request).told
                times.append(ContinuousClock.now - begun)
            }
        }
        // The result is used, so that nothing can be left out.
        guard told == first.reduce(0, { $0 + $1.told }) * (done / requests.count + 40) else {
            throw BenchmarkFailure("The same request was not decided the same each time.")
        }
        return Figures(
            rate: Double(done) / seconds, median: Int(times.sorted()[times.count / 2].inSeconds * 1e9),
            answers: answers.map { $0 ? "1" : "0" }.joined(), grownBytes: grown)
    }

    /// Decides, and looks at what an answer would carry: how many clauses it cites, and whether anything is to be done.
    private func decide(_ index: Int) -> (isGiven: Bool, told: Int) {
        let decision = library.decide(requests[index], at: instant, facts: facts[index])
        let isGiven = decision.outcome != .deny
        let duties = decision.obligations.isEmpty ? 0 : 1
        return (isGiven, (isGiven ? 1000 : 0) + 2 * decision.clauses.count + duties)
    }

    private static func residentBytes() throws -> Int {
        let fields = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * 4096
    }
}

extension DecisionSample.Request {
    fileprivate func asked(under policy: Digest, at now: Instant) throws -> (request: PolicyRequest, facts: Facts) {
        let cambodia = try Party(parsing: "KH")
        let actor = try MemberID(parsing: member.id)
        var item = ItemFacts()
        item.bundle = Digest(ofText: exhibit)
        item.category = Fact(category, from: .bundleRecord)
        item.victimIdentity = Fact(.none, from: .bundleRecord)
        item.flags = Fact(flag.map { [$0] } ?? [], from: .bundleRecord)
        item.handling = Fact([], from: .bundleRecord)
        item.channel = Fact(.jit, from: .bundleRecord)
        item.origin = Fact(cambodia, from: .bundleRecord)
        item.redactions = Fact([], from: .node)
        var facts = Facts(
            item: item, caseFacts: CaseFacts(offences: Fact([.traffickingInPersons], from: .caseRegister)),
            node: NodeFacts(party: cambodia, log: "log", fulfils: ObligationKind.allCases),
            place: Fact(cambodia, from: .node), forum: Fact(cambodia, from: .caseRegister))
        if hasConsent {
            facts.consents = [
                Consent(
                    party: cambodia, actions: [action], purposes: [purpose], bundle: nil, given: now, expires: nil,
                    event: Digest(ofText: "consent"))
            ]
        }
        if hasApproval {
            facts.approvals = [
                Approval(
                    approver: try MemberID(parsing: DecisionSample.leader), log: "log", action: action,
                    bundle: item.bundle, requester: actor, purpose: purpose, policy: policy, given: now,
                    expires: now.adding(days: 1), event: Digest(ofText: "approval"), isSpent: false)
            ]
        }
        let request = PolicyRequest(
            agreement: try AgreementID(parsing: DecisionSample.name), actor: actor, action: action, purpose: purpose)
        return (request, facts)
    }
}

extension DecisionSample {
    static let name = "BENCHMARK-AGREEMENT"
    static let leader = "kh/ahtjpp/0100"

    fileprivate func agreementText(named name: String, clauses count: Int = 100) -> String {
        let roster = members.prefix(count / 2).map { "  - { id: \($0.id), role: \($0.role.rawValue) }" }
        return """
            agreement: \(name)
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
            \(clauses.prefix(count).map(\.text).joined(separator: "\n"))

            """
    }
}

extension DecisionSample.Clause {
    fileprivate var text: String {
        var lines = [
            "  \"\(number)\":", "    says: { en: Made for measuring. }",
            "    \(effect.rawValue): \(Self.list(actions))",
        ]
        if !roles.isEmpty { lines.append("    who: { role: \(Self.list(roles)) }") }
        let flag = flags.isEmpty ? "" : ", flag: \(Self.list(flags))"
        lines.append("    item: { category: \(Self.list(categories))\(flag) }")
        if !purposes.isEmpty { lines.append("    if: { purpose: \(Self.list(purposes)) }") }
        if isLiftedByConsent { lines.append("    unless: { consent-of: item-origin }") }
        if isApproved { lines.append("    approvals: { from: [KH team-leader], within-days: 14 }") }
        if isLogged { lines.append("    then: { log: full }") }
        return lines.joined(separator: "\n")
    }

    private static func list<W: RawRepresentable<String>>(_ words: [W]) -> String {
        "[" + words.map(\.rawValue).joined(separator: ", ") + "]"
    }
}
