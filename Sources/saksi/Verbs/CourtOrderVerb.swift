import ArgumentParser
import Courier
import Custody
import Vocabulary
import Wire

/// `saksi court-order`: that a court has ordered something, as a member states it.
struct CourtOrderVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "court-order",
        abstract: "Record that a court has ordered something, or that its order has ended; or list such orders.",
        discussion: """
            Signed by you and kept in the custody log, with the day and whose court it is. Each party's people record the \
            orders of its own courts, and that one has ended (set aside, replaced, over): from then on it counts no more. Clauses that speak of a court's order count with it, and what a court ordered to be \
            produced is recorded whatever refuses. The court's name and the reference never enter the log: it keeps a \
            salted digest, and the node shows them to those who may list the bundle.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(
        help: ArgumentHelp("The bundle it is about; without it, the order is about the case.", valueName: "bundle"))
    var bundle: String?
    @Option(
        name: .customLong("case"), help: ArgumentHelp("The case, for an order about no bundle.", valueName: "number"))
    var caseNumber: String?
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(help: ArgumentHelp("The court, by its name.", valueName: "name"))
    var court: String?
    @Option(help: ArgumentHelp("Whose court it is, such as KH.", valueName: "party"))
    var party: String?
    @Option(help: ArgumentHelp("The number of the order, as the court writes it.", valueName: "text"))
    var reference: String?
    @Option(help: ArgumentHelp("The day that the order bears, such as 2026-05-04.", valueName: "day"))
    var date: String?
    @Option(help: ArgumentHelp("Record that this order has ended.", valueName: "event"))
    var end: String?
    @Flag(help: "List the orders about what you may see.")
    var list = false
    @Flag(help: "Show what would be signed, and send nothing.")
    var dryRun = false

    func validate() throws {
        let terms = [court != nil, party != nil, reference != nil, date != nil]
        let isAlone = list || end != nil
        guard terms.allSatisfy({ $0 != isAlone }), !isAlone || bundle == nil, !list || end == nil else {
            throw ValidationError("Give --court, --party, --reference and --date; or --end ORDER or --list alone.")
        }
        guard isAlone ? caseNumber == nil : (bundle != nil) != (caseNumber != nil) else {
            throw ValidationError("Name the bundle that the order is about, or with --case the case.")
        }
    }

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        return try await session.online { node in
            let log = try node.log(of: id)
            if list || end != nil {
                let orders = try await node.courtOrders(under: id)
                guard let end else { return CourtOrdersAnswer(agreement: id, orders: orders, node, session) }
                let order = try Self.find(try EventID(parsing: end), in: orders, under: id, session)
                let act = try node.act(.courtOrderEnded, in: log) { event in
                    event.bundle = order.bundle
                    event.case = order.caseNumber
                    event.previous = [EventMention(event: order.event, digest: order.digest)]
                }
                return try await sent(act, words: nil, showing: order.words, id, log, node)
            }
            let (act, words) = try await statement(id, log, node)
            return try await sent(act, words: words, showing: words, id, log, node)
        }
    }

    private func statement(
        _ id: AgreementID, _ log: LogOrigin, _ node: NodeSession
    ) async throws -> (SignedAct, SaltedText) {
        guard let court, let party, let reference, let date else {
            throw ValidationError("Give --court, --party, --reference and --date.")
        }
        let words = try Self.words(court, reference, node.session.randomness)
        let order = StatedCourtOrder(of: try Party(parsing: party), date: try CalendarDay(parsing: date))
        var listed: BundleSummary?
        if let bundle { listed = try await node.listed(try BundleID(parsing: bundle), under: id) }
        let act = try node.act(.courtOrderRecorded, in: log) { event in
            event.bundle = listed.map { BundleMention(id: $0.bundle, digest: $0.bundleDigest) }
            event.case = try listed?.caseNumber ?? caseNumber.map { try CaseNumber(parsing: $0) }
            event.authorization = words.digest
            event.courtOrder = order
        }
        return (act, words)
    }

    private func sent(
        _ act: SignedAct, words: SaltedText?, showing shown: SaltedText?, _ id: AgreementID, _ log: LogOrigin,
        _ node: NodeSession
    ) async throws -> CourtOrderAnswer {
        var committed: (index: Int?, warnings: [String]) = (nil, [])
        if !dryRun {
            let body = try CanonicalJSON.encode(WordedStatement(statement: act.statement, words: words))
            let kept = try await node.commit(
                act, at: Routes.courtOrders.path(id), in: PinnedLog(log, trust: node.trust), body: body,
                noun: "proof of the court's order")
            committed = (kept.index, kept.warnings)
        }
        return CourtOrderAnswer(
            event: act.event, words: shown, index: committed.index, warnings: committed.warnings, offset: node.offset,
            next: node.session.command("court-order", "--list", "--agreement", id.text))
    }

    private static func find(
        _ event: EventID, in orders: [CourtOrderList.Order], under id: AgreementID, _ session: Session
    ) throws(OnlineError) -> CourtOrderList.Order {
        if let found = orders.first(where: { $0.event == event }) { return found }
        throw OnlineError(
            .onlineRequest, "No court's order \(event) is recorded for you under \(id).",
            next: "See what there is: " + session.command("court-order", "--list", "--agreement", id.text))
    }

    private static func words(
        _ court: String, _ reference: String, _ randomness: any Randomness
    ) throws(OnlineError) -> SaltedText {
        let words = SaltedText("\(court)\n\(reference)", salt: Salt(from: randomness))
        guard words.isPlain,
            ![court, reference].contains(where: { $0.contains("\n") || $0.allSatisfy(\.isWhitespace) })
        else {
            throw OnlineError(
                .onlineEvent, "The court's name and the reference must be one line of visible characters each.",
                next: "Write them as they stand on the order.")
        }
        return words
    }
}

/// A court's order that is in the log, or that would be.
struct CourtOrderAnswer: Answer {
    let event: CustodyEvent
    let words: SaltedText?
    /// The place in the log; absent after a dry run.
    let index: Int?
    let warnings: [String]
    let offset: UTCOffset
    let next: String

    private enum CodingKeys: String, CodingKey { case event, words, index, warnings }

    func write(to page: inout Page) {
        page.signed(event, at: index, offset)
        page.words("order", words)
        page.field("event", event.event.text)
        for warning in warnings { page.line("  Note: \(warning.shownInMessage)") }
        if index != nil { page.line("Next: \(next)") }
    }
}

/// The orders of courts about what one may see.
struct CourtOrdersAnswer: Answer {
    let agreement: AgreementID
    let orders: [CourtOrderList.Order]
    private let offset: UTCOffset
    private let commands: [String?]

    private enum CodingKeys: String, CodingKey { case agreement, orders }

    init(agreement: AgreementID, orders: [CourtOrderList.Order], _ node: NodeSession, _ session: Session) {
        self.agreement = agreement
        self.orders = orders
        offset = node.offset
        commands = orders.map { order in
            order.end == nil && order.order.party == node.member.party
                ? session.command("court-order", "--end", order.event.text, "--agreement", agreement.text) : nil
        }
    }

    func write(to page: inout Page) {
        guard !orders.isEmpty else {
            page.line("Under \(agreement) no court's order about anything that you may see is recorded.")
            return
        }
        for (order, command) in zip(orders, commands) {
            page.heading("A court of \(order.order.party), \(order.order.date)")
            page.field("bundle", order.bundle?.id.text ?? "about none")
            if let number = order.caseNumber { page.field("case", number.text) }
            order.write(to: &page, offset)
            if let command { page.field("when it has ended", command) }
        }
    }
}
