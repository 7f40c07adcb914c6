import Exchange
import HTTPTypes
import Hummingbird
import Policy
import Vocabulary
import Wire

/// The register: what there is that the caller may list, and what policy would say.
struct RegisterRoutes: Sendable {
    let node: ExchangeNode

    private static func number(after request: Request) throws -> ExhibitNumber? {
        guard let text = request.uri.queryParameters["after"] else { return nil }
        guard let value = Int(text), let number = try? ExhibitNumber(value) else { throw HTTPError(.badRequest) }
        return number
    }

    func add(to router: Router<CallerContext>) {
        router.get(RouterPath(Routes.bundles.pattern)) { [node] request, context in
            let page = try await node.list(
                under: try context.parameter("agreement"), caseNumber: try request.query("case"),
                after: try request.query("after"), limit: try request.pageLimit(), for: try context.member())
            return try Response.json(
                BundlePage(bundles: try page.bundles.map { try BundleSummary($0) }, next: page.next))
        }
        router.get(RouterPath(Routes.bundle.pattern)) { [node] _, context in
            let bundle = try await node.listedBundle(
                try context.parameter("bundle"), under: try context.parameter("agreement"), for: try context.member())
            return try Response.json(try BundleSummary(bundle))
        }
        router.get(RouterPath(Routes.exhibits.pattern)) { [node] request, context in
            let page = try await node.exhibits(
                of: try context.parameter("bundle"), under: try context.parameter("agreement"),
                after: try Self.number(after: request), limit: try request.pageLimit(), for: try context.member())
            return try Response.json(
                ExhibitPage(exhibits: page.exhibits.map { ExhibitSummary($0) }, next: page.next))
        }
        router.post(RouterPath(Routes.proposals.pattern)) { [node] request, context in
            let proposed = try await request.payload(SubmissionProposal.self, noun: "proposal")
            try await node.propose(
                Proposal(proposed), under: try context.parameter("agreement"), by: try context.member())
            return Response(status: .noContent)
        }
        router.post(RouterPath(Routes.decide.pattern)) { [node] request, context in
            let asked = try await request.payload(DecideRequest.self, noun: "question")
            let agreement: AgreementID = try context.parameter("agreement")
            let said = try await node.why(
                asked.action, purpose: asked.purpose,
                declaring: Declaration(offence: asked.offence, place: asked.place, forum: asked.forum),
                exhibits: asked.exhibits, after: try Self.number(after: request),
                of: try context.parameter("bundle"), under: agreement, for: try context.member())
            return try Response.json(
                DecideAnswer(
                    agreement: agreement, action: asked.action, exhibits: try ExhibitsDecision.of(said.answers),
                    conditions: GiversConditions.of(said.answers),
                    overrides: try said.overrides.shown.map { try OverrideSummary($0) },
                    hasMoreOverrides: said.overrides.hasMore,
                    courtOrders: try said.courtOrders.shown.map { try CourtOrderList.Order($0) },
                    hasMoreCourtOrders: said.courtOrders.hasMore, next: said.next))
        }
        router.get(RouterPath(Routes.hearings.pattern)) { [node] _, context in
            let hearings = try await node.hearings(under: try context.parameter("agreement"), for: try context.member())
            return try Response.json(
                HearingList(
                    hearings: try hearings.map { hearing in
                        HearingList.Hearing(
                            session: hearing.session, caseNumber: hearing.caseNumber,
                            accounts: try hearing.accounts.map {
                                HearingList.Account(
                                    side: $0.side, bundle: $0.bundle, author: try MemberID($0.author),
                                    acceptedAt: $0.acceptedAt)
                            })
                    }))
        }
    }
}

extension BundleSummary {
    init(_ bundle: ListedBundle) throws {
        self.init(
            bundle: bundle.id, bundleDigest: bundle.digest, caseNumber: bundle.caseNumber, channel: bundle.channel,
            submitter: try MemberID(bundle.submitter), acceptedAt: bundle.acceptedAt,
            classes: bundle.classes.map { alike in
                ExhibitClassSummary(
                    category: alike.category, handling: alike.handling, victimIdentity: alike.victimIdentity,
                    origin: alike.origin, flags: alike.flags, count: UInt64(alike.count), size: UInt64(alike.size))
            }, overrides: try bundle.overrides.shown.map { try OverrideSummary($0) },
            hasMoreOverrides: bundle.overrides.hasMore)
    }
}

extension ExhibitSummary {
    init(_ exhibit: ListedExhibit) {
        self.init(
            number: exhibit.number, category: exhibit.category, handling: exhibit.handling,
            victimIdentity: exhibit.victimIdentity, origin: exhibit.origin, flags: exhibit.flags,
            mediaType: exhibit.mediaType, size: UInt64(exhibit.size), commitment: exhibit.commitment)
    }
}

extension Proposal {
    init(_ proposed: SubmissionProposal) {
        self.init(
            caseNumber: proposed.caseNumber, channel: proposed.channel,
            exhibits: proposed.exhibits,
            declared: Declaration(offence: proposed.offence, place: proposed.place, forum: proposed.forum))
    }
}

extension ExhibitsDecision {
    /// Those that are decided alike together, in the order in which the first of each was asked about.
    static func of(_ answers: [Answer]) throws -> [ExhibitsDecision] {
        try Alike(answers, \.verdict).groups.map { verdict, exhibits in
            ExhibitsDecision(
                exhibits: exhibits, outcome: try Outcome(parsing: verdict.outcome.rawValue), code: verdict.code,
                reasons: verdict.statements.map { Wire.Reason($0) }, next: verdict.nextStep,
                obligations: verdict.obligations)
        }
    }
}

extension GiversConditions {
    static func of(_ answers: [Answer]) -> [GiversConditions] {
        Alike(answers, \.conditions).groups.compactMap { text, exhibits in
            text.map { GiversConditions(exhibits: exhibits, text: $0) }
        }
    }
}

/// Exhibits that have something in common.
private struct Alike<Common: Hashable> {
    private(set) var groups: [(common: Common, exhibits: [ExhibitNumber])] = []

    init(_ answers: [Answer], _ common: KeyPath<Answer, Common>) {
        var places: [Common: Int] = [:]
        for answer in answers {
            let place = places[answer[keyPath: common], default: groups.count]
            if place == groups.count {
                places[answer[keyPath: common]] = place
                groups.append((answer[keyPath: common], []))
            }
            groups[place].exhibits.append(answer.number)
        }
    }
}
