import ArgumentParser
import Courier
import Custody
import Vocabulary
import Wire

/// `saksi why`: what policy would say, and by which clause. Nothing is done and nothing is recorded.
struct WhyVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "why", abstract: "Ask whether you may do something with a bundle, and which clause says so.",
        discussion: """
            A dry run: nothing is released or recorded. Exit status 0 if at least one exhibit is permitted, 4 if one \
            waits for an approval, 3 if all are refused.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("What you would do, such as retrieve or produce-in-court.", valueName: "action"))
    var action: String
    @Argument(help: ArgumentHelp("The bundle, as “saksi list” shows it.", valueName: "bundle"))
    var bundle: String
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(help: ArgumentHelp("What for, such as investigation, prosecution or trial.", valueName: "code"))
    var purpose: String?
    @Option(
        help: ArgumentHelp(
            "The offence that it is about, such as trafficking-in-persons; else that of the profile.",
            valueName: "code"))
    var offence: String?
    @OptionGroup var declared: DeclaredPlace
    @Option(help: ArgumentHelp("Only this exhibit. Can be repeated.", valueName: "number"))
    var item: [Int] = []

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        let bundle = try BundleID(parsing: bundle)
        let items = try item.map { try ExhibitNumber($0) }
        let question = DecideRequest(
            action: try Action(parsing: action), purpose: try purpose.map { try Purpose(parsing: $0) },
            offence: try session.offence(offence).map { try Offence(parsing: $0.text) },
            place: try declared.parties.place, forum: try declared.parties.forum,
            exhibits: items.isEmpty ? nil : items)
        return try await session.online { node in
            _ = try node.agreement(id)
            return WhyAnswer(
                try await node.decide(question, on: bundle, under: id), question, on: bundle, under: id,
                offset: node.offset, moreOverrides: session.command("override", "--list", "--agreement", id.text),
                moreCourtOrders: session.command("court-order", "--list", "--agreement", id.text))
        }
    }
}

/// What policy would say, exhibit by exhibit.
struct WhyAnswer: Answer {
    let agreement: AgreementID
    let bundle: BundleID
    let action: Action
    let purpose: Purpose?
    let exhibits: [ExhibitsDecision]
    let conditions: [GiversConditions]
    let overrides: [OverrideSummary]
    let hasMoreOverrides: Bool
    let courtOrders: [CourtOrderList.Order]
    let hasMoreCourtOrders: Bool
    private let offset: UTCOffset
    private let moreOverrides: String
    private let moreCourtOrders: String

    private enum CodingKeys: String, CodingKey {
        case agreement, bundle, action, purpose, exhibits, conditions, overrides, hasMoreOverrides,
            courtOrders, hasMoreCourtOrders
    }

    init(
        _ pages: [DecideAnswer], _ question: DecideRequest, on bundle: BundleID, under agreement: AgreementID,
        offset: UTCOffset, moreOverrides: String, moreCourtOrders: String
    ) {
        self.moreOverrides = moreOverrides
        self.moreCourtOrders = moreCourtOrders
        self.agreement = agreement
        self.bundle = bundle
        action = question.action
        purpose = question.purpose
        exhibits = pages.flatMap(\.exhibits)
        conditions = pages.flatMap { $0.conditions ?? [] }
        overrides = pages.flatMap { $0.overrides ?? [] }
        hasMoreOverrides = pages.contains { $0.hasMoreOverrides == true }
        courtOrders = pages.flatMap { $0.courtOrders ?? [] }
        hasMoreCourtOrders = pages.contains { $0.hasMoreCourtOrders == true }
        self.offset = offset
    }

    var exit: ExitStatus {
        let outcomes = Set(exhibits.map(\.outcome))
        return outcomes.contains(.permit) ? .done : outcomes.contains(.pending) ? .waitingForApproval : .refused
    }

    func write(to page: inout Page) {
        page.line("\(action) of bundle \(bundle) under \(agreement)" + (purpose.map { ", for \($0):" } ?? ":"))
        for decision in exhibits { decision.write(to: &page) }
        for text in conditions { text.write(to: &page) }
        for override in overrides { override.write(to: &page, offset) }
        if hasMoreOverrides {
            page.line("There are more overrides about this: \(moreOverrides)")
        }
        for order in courtOrders {
            page.field("COURT ORDER", "of a court of \(order.order.party), \(order.order.date)")
            order.write(to: &page, offset)
        }
        if hasMoreCourtOrders {
            page.line("There are more courts' orders about it: \(moreCourtOrders)")
        }
        page.line("This was a question only: nothing was released and nothing was recorded.")
    }
}
