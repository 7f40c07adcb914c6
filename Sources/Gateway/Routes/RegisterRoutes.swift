import Exchange
import HTTPTypes
import Hummingbird
import Policy
import Vocabulary
import Wire

/// The register: what there is that the caller may list, and what policy would say.
struct RegisterRoutes: Sendable {
    let node: ExchangeNode

    private static let pages = 1...500

    func add(to router: Router<CallerContext>) {
        router.get(RouterPath(Routes.bundles.pattern)) { [node] request, context in
            let limit = request.uri.queryParameters["limit"].flatMap { Int($0) } ?? 100
            guard Self.pages.contains(limit) else { throw HTTPError(.badRequest) }
            let page = try node.list(
                under: try context.parameter("agreement"), caseNumber: try request.query("case"),
                after: try request.query("after"), limit: limit, for: try context.member())
            return try Response.json(
                BundlePage(bundles: try page.bundles.map { try BundleSummary($0) }, next: page.next))
        }
        router.get(RouterPath(Routes.bundle.pattern)) { [node] _, context in
            let bundle = try node.listedBundle(
                try context.parameter("bundle"), under: try context.parameter("agreement"), for: try context.member())
            return try Response.json(try BundleSummary(bundle))
        }
        router.post(RouterPath(Routes.decide.pattern)) { [node] request, context in
            let asked = try await request.payload(DecideRequest.self, noun: "question")
            let agreement: AgreementID = try context.parameter("agreement")
            let answers = try node.why(
                asked.action, purpose: asked.purpose, exhibits: asked.exhibits, of: try context.parameter("bundle"),
                under: agreement, for: try context.member())
            return try Response.json(
                DecideAnswer(
                    agreement: agreement, action: asked.action, exhibits: try answers.map { try ExhibitDecision($0) }))
        }
        router.get(RouterPath(Routes.hearings.pattern)) { [node] _, context in
            let hearings = try node.hearings(under: try context.parameter("agreement"), for: try context.member())
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
            exhibits: bundle.exhibits.map { exhibit in
                ExhibitSummary(
                    number: exhibit.number, category: exhibit.category, handling: exhibit.handling,
                    victimIdentity: exhibit.victimIdentity, origin: exhibit.origin, flags: exhibit.flags,
                    mediaType: exhibit.mediaType, size: UInt64(exhibit.size),
                    commitment: exhibit.commitment)
            })
    }
}

extension ExhibitDecision {
    init(_ answer: Answer) throws {
        self.init(
            number: answer.number, outcome: try Outcome(parsing: answer.outcome.rawValue), code: answer.code,
            reasons: answer.statements.map { Wire.Reason($0) }, next: answer.nextStep,
            obligations: answer.obligations)
    }
}
