import Custody
import Policy
import Seal
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Exchange
@testable import Store

/// How often something was run.
private final class Runs: Sendable {
    private let number = Atomic<Int>(0)

    func add() { number.add(1, ordering: .sequentiallyConsistent) }
    var count: Int { number.load(ordering: .sequentiallyConsistent) }
}

/// Steps that arrive together and want what only one of them can have.
@Suite("Steps of one batch that clash")
struct LedgerClashTests {
    /// What can happen once, and the code with which it is refused the second time.
    enum Once: CaseIterable {
        case spent, seconded, consentWithdrawn, overrideWithdrawn, ended

        var code: ErrorCode {
            switch self {
            case .spent: .approvalSpent
            case .seconded: .overrideSeconded
            case .consentWithdrawn, .overrideWithdrawn, .ended: .grantEnded
            }
        }

        /// What was given, and now comes to its one use or its end.
        func given(_ event: Digest, under agreement: AgreementID, at now: Instant) throws -> Store.Commit {
            let later = now.adding(days: 1)
            let kh = try Party(parsing: "KH")
            var rows = Store.Commit()
            switch self {
            case .spent:
                rows.approvals = [
                    ApprovalRow(
                        event: event, agreement: agreement, action: .retrieve, bundle: nil,
                        requester: try Identity(parsing: "kh/ahtjpp/0101"), given: now, expires: later, entry: 0)
                ]
            case .seconded, .overrideWithdrawn:
                rows.overrides = [
                    OverrideRow(
                        event: event, agreement: agreement, action: .retrieve, bundle: event, expires: later, entry: 0)
                ]
            case .consentWithdrawn:
                rows.consents = [
                    ConsentRow(
                        event: event, agreement: agreement, party: kh, bundle: nil, given: now, expires: nil, entry: 0)
                ]
            case .ended:
                rows.courtOrders = [
                    CourtOrderRow(
                        event: event, agreement: agreement, party: kh, bundle: event, caseNumber: nil, entry: 0)
                ]
            }
            return rows
        }

        func happens(to event: Digest, at entry: Int64, _ now: Instant) -> Store.Commit {
            switch self {
            case .spent: Store.Commit(spentApprovals: [event: entry])
            case .seconded: Store.Commit(secondedOverrides: [event: SecondedOverride(given: now, entry: entry)])
            case .consentWithdrawn: Store.Commit(withdrawnConsents: [event: entry])
            case .overrideWithdrawn: Store.Commit(withdrawnOverrides: [event: entry])
            case .ended: Store.Commit(endedCourtOrders: [event: entry])
            }
        }
    }

    @Test(
        "Of two steps that would do once-only things twice one fails, and nobody else's of the same batch",
        .timeLimit(.minutes(5)), arguments: Once.allCases)
    func oneLoser(_ once: Once) async throws {
        let bench = try await Bench()
        let agreement = try bench.id
        let active = try await bench.node.agreement(agreement, for: try await bench.caller(.prosecutor))
        let ledger = active.ledger
        let now = bench.clock.now
        func event() throws -> VerifiedEvent {
            try bench.node.nodeEvents.make(.decisionDenied, in: ledger.origin, at: now) { _ in }
        }
        var isSeen = false
        var rounds = 0
        // Whether they come into one batch is for the scheduler: they are sent until they have.
        while !isSeen {
            rounds += 1
            try #require(rounds <= 200)
            let given = Digest(ofText: "\(EventID(from: SystemRandomness()))")
            let rows = try once.given(given, under: agreement, at: now)
            let first = try event()
            _ = try await ledger.commit { _ in Draft(events: [first], rows: { _ in rows }) }
            let runs = Runs()
            let steps = try (0..<8).map { (number: $0, event: try event()) }
            let codes = await withTaskGroup(of: (number: Int, code: String?).self) { group in
                for (number, event) in steps {
                    group.addTask {
                        let answer = await bench.refusal {
                            _ = try await ledger.commit { now in
                                runs.add()
                                return Draft(
                                    events: [event],
                                    rows: { placement in
                                        number % 4 == 3
                                            ? once.happens(to: given, at: Int64(placement.indices[0]), now)
                                            : Store.Commit()
                                    })
                            }
                        }
                        return (number, answer?.code)
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            try #require(codes.compactMap(\.code) == [once.code.name], "\(codes)")
            #expect(codes.allSatisfy { $0.code == nil || $0.number % 4 == 3 }, "\(codes)")
            // Whoever was in a batch that clashed was run once more, alone.
            isSeen = runs.count > steps.count
        }
    }

    @Test(
        "Steps that must not share a commit never do: who comes second in a batch is run again, behind what the first did",
        .timeLimit(.minutes(5)))
    func neverShared() async throws {
        let bench = try await Bench()
        let active = try await bench.node.agreement(try bench.id, for: try await bench.caller(.prosecutor))
        let (ledger, register, now) = (active.ledger, bench.node.folder.register, bench.clock.now)
        let (runs, steps) = (Runs(), Runs())
        var rounds = 0
        while runs.count == steps.count {
            rounds += 1
            try #require(rounds <= 200)
            let events = try (0..<8).map { _ in
                try bench.node.nodeEvents.make(.decisionDenied, in: ledger.origin, at: now) { _ in }
            }
            // How long the log was when each step was run the last time: then it decided by all that stands before it.
            let lengths = try await withThrowingTaskGroup(of: Int64.self) { group in
                for event in events {
                    group.addTask {
                        steps.add()
                        let length = Length()
                        _ = try await ledger.commit { _ in
                            runs.add()
                            length.note(try register.log(ledger.origin.text)?.size ?? 0)
                            return Draft(events: [event], alone: ["one"])
                        }
                        return length.noted
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(lengths).count == events.count, "\(lengths)")
        }
    }
}

/// What a step saw when it was run the last time.
private final class Length: Sendable {
    private let length = Atomic<Int64>(-1)

    func note(_ length: Int64) { self.length.store(length, ordering: .sequentiallyConsistent) }
    var noted: Int64 { length.load(ordering: .sequentiallyConsistent) }
}
