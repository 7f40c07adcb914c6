import Custody
import Exchange
import HTTPTypes
import Hummingbird
import Policy
import Vocabulary
import Wire

/// What members give to what others ask for: approvals and consents.
struct GrantRoutes: Sendable {
    let node: ExchangeNode

    func add(to router: Router<CallerContext>) {
        router.get(RouterPath(Routes.approvals.pattern)) { [node] _, context in
            let waiting = try await node.waiting(under: try context.parameter("agreement"), for: try context.member())
            return try Response.json(WaitingList(waiting: waiting.map { WaitingList.Request($0) }))
        }
        router.post(RouterPath(Routes.approvals.pattern)) { [node] request, context in
            let recorded = try await node.approve(
                try await request.statement(), under: try context.parameter("agreement"), by: try context.member())
            return try Response.json(try EventResult(recorded), status: .created)
        }
        router.get(RouterPath(Routes.consents.pattern)) { [node] _, context in
            let consents = try await node.consents(under: try context.parameter("agreement"), for: try context.member())
            return try Response.json(ConsentList(consents: try consents.map { try ConsentList.Consent($0) }))
        }
        router.post(RouterPath(Routes.consents.pattern)) { [node] request, context in
            let recorded = try await node.consent(
                try await request.statement(), under: try context.parameter("agreement"), by: try context.member())
            return try Response.json(try EventResult(recorded), status: .created)
        }
    }
}

extension WaitingList.Request {
    init(_ waiting: WaitingApproval) {
        self.init(
            requests: [waiting.request] + waiting.earlier, askedAt: waiting.askedAt, requester: waiting.requester,
            action: waiting.action, purpose: waiting.purpose, offence: waiting.declared.offence,
            place: waiting.declared.place, forum: waiting.declared.forum, bundle: waiting.bundle,
            caseNumber: waiting.caseNumber, exhibits: waiting.exhibits, policy: waiting.policy, seats: waiting.seats,
            clauses: waiting.clauses.map { ClauseCitation(of: $0.document, clause: $0.clause) },
            withinDays: waiting.withinDays)
    }
}

extension ConsentList.Consent {
    init(_ consent: ListedConsent) throws {
        self.init(
            event: consent.event, digest: consent.digest, giver: try MemberID(consent.giver), given: consent.given,
            terms: consent.terms, bundle: consent.bundle, exhibits: consent.exhibits, offence: consent.offence,
            caseNumber: consent.caseNumber, isWithdrawn: consent.isWithdrawn)
    }
}
