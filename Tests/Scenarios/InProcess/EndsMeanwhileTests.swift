import Custody
import Policy
import TestKit
import Testing
import Vocabulary

@testable import Exchange

/// What a release rests on ends while releases are asked for.
@Suite("Ends and releases at the same moment")
struct EndsMeanwhileTests {
    /// What comes to its end.
    enum Ground: CaseIterable {
        case consent, override, courtOrder

        var ended: EventType {
            switch self {
            case .consent: .consentWithdrawn
            case .override: .overrideWithdrawn
            case .courtOrder: .courtOrderEnded
            }
        }

        /// How its end is refused the second time.
        var over: ErrorCode {
            switch self {
            case .consent: .consentOver
            case .override: .overrideOver
            case .courtOrder: .courtOrderOver
            }
        }

        var purpose: Purpose { self == .consent ? .otherOffence : .investigation }

        func held(on bench: Bench) async throws -> Bench.Packed {
            switch self {
            case .consent: try await bench.held(["document,none,none"])
            case .override: try await bench.held(["document,none,confidential"])
            case .courtOrder: try await bench.held(["covert-product,none,none"])
            }
        }

        /// Gives it. Returns its end.
        func given(for packed: Bench.Packed, on bench: Bench) async throws -> @Sendable () async throws -> Void {
            switch self {
            case .consent:
                let consent = try await bench.consent(packed)
                return { try await bench.withdraw(consent, of: packed) }
            case .override:
                let signed = try await bench.lift(packed)
                return { try await bench.withdraw(override: signed) }
            case .courtOrder:
                let order = try await bench.order(packed, of: "KH", by: .investigator)
                return { try await bench.end(order: order, by: .prosecutor) }
            }
        }
    }

    @Test(
        "Nothing is released behind the end of a consent, an override or a court's order, and each ends once",
        .timeLimit(.minutes(10)), arguments: Ground.allCases)
    func meanwhile(_ ground: Ground) async throws {
        let bench = try await Bench.lifting()
        let refused = ErrorCode.releaseRefused.name
        var isBetween = false
        var rounds = 0
        // Whether an end comes in between is for the scheduler: they are sent until one has.
        while !isBetween {
            rounds += 1
            try #require(rounds <= 100)
            let packed = try await ground.held(on: bench)
            let end = try await ground.given(for: packed, on: bench)
            let answers = await withTaskGroup(of: (isEnd: Bool, code: String?).self) { group in
                for number in 0..<8 {
                    group.addTask {
                        guard number % 4 != 3 else { return (true, await bench.refusal(end)?.code) }
                        let answer = await bench.refusal { try await bench.retrieve(packed, for: ground.purpose) }
                        return (false, answer?.code)
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            let (ends, asked) = (answers.filter(\.isEnd).map(\.code), answers.filter { !$0.isEnd }.map(\.code))
            #expect(Set(ends) == [nil, ground.over.name], "\(ends)")
            #expect(Set(asked).isSubset(of: [nil, refused]), "\(asked)")
            let types = try await bench.events().map(\.type)
            let ended = try #require(types.lastIndex(of: ground.ended))
            #expect(!types[ended...].contains(.released))
            #expect(await bench.refusal { try await bench.retrieve(packed, for: ground.purpose) }?.code == refused)
            isBetween = Set(asked) == [nil, refused]
        }
        let audit = try await bench.audit()
        #expect(audit.findings.isEmpty, "\(audit.text)")
    }
}
