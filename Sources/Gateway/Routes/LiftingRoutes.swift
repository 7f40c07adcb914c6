import Exchange
import HTTPTypes
import Hummingbird
import Vocabulary
import Wire

/// What leaders lift, and what courts order.
struct LiftingRoutes: Sendable {
    let node: ExchangeNode

    func add(to router: Router<CallerContext>) {
        router.get(RouterPath(Routes.overrides.pattern)) { [node] request, context in
            let held = try await node.overrides(
                under: try context.parameter("agreement"), after: try request.entry("after"),
                limit: try request.pageLimit(), for: try context.member())
            return try Response.json(
                OverrideList(
                    overrides: try held.overrides.map { try OverrideSummary($0) }, next: held.next.map(UInt64.init),
                    policy: held.policy)
            )
        }
        router.post(RouterPath(Routes.overrides.pattern)) { [node] request, context in
            let worded = try await request.payload(WordedStatement.self, noun: "override")
            let recorded = try await node.override(
                Statement(worded.statement), because: worded.words, under: try context.parameter("agreement"),
                by: try context.member())
            return try Response.json(try EventResult(recorded), status: .created)
        }
        router.get(RouterPath(Routes.courtOrders.pattern)) { [node] request, context in
            let held = try await node.courtOrders(
                under: try context.parameter("agreement"), after: try request.entry("after"),
                limit: try request.pageLimit(), for: try context.member())
            return try Response.json(
                CourtOrderList(
                    orders: try held.orders.map { try CourtOrderList.Order($0) }, next: held.next.map(UInt64.init)))
        }
        router.post(RouterPath(Routes.courtOrders.pattern)) { [node] request, context in
            let worded = try await request.payload(WordedStatement.self, noun: "court's order")
            let recorded = try await node.record(
                Statement(worded.statement), order: worded.words, under: try context.parameter("agreement"),
                by: try context.member())
            return try Response.json(try EventResult(recorded), status: .created)
        }
    }
}

extension OverrideSummary {
    init(_ override: ListedOverride) throws {
        self.init(
            event: override.event, digest: override.digest, bundle: override.bundle, caseNumber: override.caseNumber,
            exhibits: override.exhibits, terms: override.terms,
            leaders: try override.leaders.map { try MemberID($0) }, proposed: override.proposed,
            state: override.state, reasons: override.reasons)
    }
}

extension CourtOrderList.Order {
    init(_ listed: ListedCourtOrder) throws {
        self.init(
            event: listed.event, digest: listed.digest, recorder: try MemberID(listed.recorder),
            recorded: listed.recorded,
            order: listed.order, bundle: listed.bundle, caseNumber: listed.caseNumber, words: listed.words,
            end: try listed.end.map {
                CourtOrderList.End(recorder: try MemberID($0.recorder), recorded: $0.at)
            })
    }
}
