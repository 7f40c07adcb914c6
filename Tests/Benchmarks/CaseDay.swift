import Custody
import Exchange
import Seal
import TestKit
import Vocabulary

/// A day in the custody of one large case: signed statements about its exhibits, spread over the 24 hours before now.
struct CaseDay {
    /// A bundle of the case, with how events name its exhibits.
    struct Subject {
        let mention: BundleMention
        let exhibits: [ExhibitMention]
    }

    let log: LogOrigin
    let caseNumber: CaseNumber
    let member: Credential
    private var generator: SeededGenerator

    /// What people do with exhibits that lie somewhere.
    private static let acts: [EventType] = [.opened, .examined, .viewed, .sealChecked, .checkedOut, .stored]

    /// Of so many steps one is about the first bundle: in each case there is one that everybody looks at.
    static let busiest = 5

    init(log: LogOrigin, caseNumber: CaseNumber, member: Credential, seed: UInt64) {
        self.log = log
        self.caseNumber = caseNumber
        self.member = member
        generator = SeededGenerator(seed: seed)
    }

    mutating func statements(_ count: Int, about subjects: [Subject], until end: Instant) throws -> [Statement] {
        let day: Int64 = 86_400_000
        var statements: [Statement] = []
        for number in 0..<count {
            let place = number % Self.busiest == 0 ? 0 : Int.random(in: 1..<subjects.count, using: &generator)
            let at = end.adding(milliseconds: Int64(number) * day / Int64(count) - day)
            statements.append(try statement(about: subjects[place], at: at))
        }
        return statements
    }

    private mutating func statement(about subject: Subject, at instant: Instant) throws -> Statement {
        let act = Self.acts[Int.random(in: 0..<Self.acts.count, using: &generator)]
        var event = CustodyEvent(
            event: EventID(from: SystemRandomness()), type: act, log: log, signers: [member.chain.leaf.digest],
            actor: member.identity, at: instant, offset: .indochina, clock: .device)
        event.case = caseNumber
        event.bundle = subject.mention
        let first = Int.random(in: 0..<subject.exhibits.count, using: &generator)
        event.exhibits = Array(subject.exhibits[first...].prefix(Int.random(in: 1...3, using: &generator)))
        return Statement(
            envelope: try Envelope(signing: event, with: [member]).bytes, certificates: member.chain.all.map(\.der))
    }
}

extension CustodyLoad {
    /// Puts a day of custody into the log, on every bundle that the node has.
    /// - Returns: how many events a second entered the log.
    func day(_ count: Int, bundles: Int, seed: UInt64, on node: ExchangeNode) async throws -> Double {
        var subjects: [CaseDay.Subject] = []
        for bundle in try await node.list(
            under: agreement, caseNumber: nil, after: nil, limit: bundles, for: caller
        ).bundles {
            let exhibits = try await node.exhibits(
                of: bundle.id, under: agreement, after: nil, limit: 500, for: caller
            ).exhibits
            subjects.append(
                CaseDay.Subject(
                    mention: BundleMention(id: bundle.id, digest: bundle.digest),
                    exhibits: exhibits.map { ExhibitMention(number: $0.number, commitment: $0.commitment) }))
        }
        guard subjects.count == bundles else { throw BenchmarkFailure("Not all bundles are listed.") }
        var day = CaseDay(log: log, caseNumber: caseNumber, member: member, seed: seed)
        let statements = try day.statements(count, about: subjects, until: SystemTimekeeper().now)
        return try await record(statements, waiting: 1000, on: node).rate
    }
}
