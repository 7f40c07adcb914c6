import ArgumentParser
import Courier
import Custody
import Policy
import Vocabulary
import Wire

/// `saksi approve`: one's signature under what somebody else asked for.
struct ApproveVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve what another member asked for and what waits for you; or list it.",
        discussion: """
            An answer that waits for approvals names a request. Whoever may approve runs this command with it: what is \
            approved is shown, signed by you and kept in the custody log. An approval counts for exactly these exhibits, \
            this person, this purpose, and the place and the court that were declared, under the agreement as it is now, until it expires, and serves once.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The request, as the answer to it or --list shows it.", valueName: "request"))
    var request: String?
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Flag(help: "List what waits for your approval.")
    var list = false
    @Option(
        help: ArgumentHelp("For how many days it counts; else as long as the agreement lets it.", valueName: "number"))
    var days: Int?
    @Flag(help: "Show what would be signed, and send nothing.")
    var dryRun = false

    func validate() throws {
        guard list != (request != nil) else { throw ValidationError("Give a request, or --list.") }
        guard days.map({ (1...365).contains($0) }) ?? true else {
            throw ValidationError("--days takes a number from 1 to 365.")
        }
    }

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        let wanted = try request.map { try EventID(parsing: $0) }
        return try await session.online { node in
            let log = try node.log(of: id)
            let waiting = try await node.client.send(.get, Routes.approvals.path(id))
                .record(WaitingList.self, noun: "list of what waits for approval").waiting
            guard let wanted else {
                return WaitingAnswer(agreement: id, waiting: waiting, offset: node.offset, session)
            }
            guard let asked = waiting.first(where: { $0.requests.contains(wanted) }) else {
                throw OnlineError(
                    .onlineRequest, "No request \(wanted) waits for your approval under \(id).",
                    next: "See what does: " + session.command("approve", "--list", "--agreement", id.text))
            }
            return try await approve(asked, log, node)
        }
    }

    private func approve(
        _ asked: WaitingList.Request, _ log: LogOrigin, _ node: NodeSession
    ) async throws -> ApprovalAnswer {
        let expires = node.session.now.adding(days: min(days ?? asked.withinDays, asked.withinDays))
        let pinned = try PinnedLog(log, trust: node.trust)
        var events: [EventID] = []
        // An event names so many exhibits at most.
        for start in stride(from: 0, to: asked.exhibits.count, by: 400) {
            let act = try node.act(.approvalGiven, in: log) { event in
                event.approval = GivenApproval(action: asked.action, policy: asked.policy, expires: expires)
                event.bundle = asked.bundle
                event.case = asked.caseNumber
                event.exhibits = Array(asked.exhibits[start..<min(start + 400, asked.exhibits.count)])
                event.counterpart = Counterpart(asked.requester.identity)
                event.purpose = asked.purpose
                event.offence = try asked.offence.map { try OffenceCode(parsing: $0.rawValue) }
                event.place = asked.place
                event.forum = asked.forum
            }
            if !dryRun {
                _ = try await node.commit(
                    act, at: Routes.approvals.path(try AgreementID(parsing: agreement)), in: pinned,
                    noun: "proof of the approval")
            }
            events.append(act.event.event)
        }
        return ApprovalAnswer(approved: asked, events: events, expires: expires, isSent: !dryRun, offset: node.offset)
    }
}

/// What was approved, or would be.
struct ApprovalAnswer: Answer {
    let approved: WaitingList.Request
    /// Of the approvals that were given.
    let events: [EventID]
    let expires: Instant
    let isSent: Bool
    let offset: UTCOffset

    private enum CodingKeys: String, CodingKey { case approved, events, expires, isSent }

    func write(to page: inout Page) {
        if isSent {
            page.verdict("Approved, and proved to stand in the log.", .good)
        } else {
            page.line("Nothing was sent. This would be signed by you:")
        }
        approved.write(to: &page, offset)
        page.field("until", StatedInstant(at: expires, offset: offset).text)
        page.line("It serves once. \(approved.requester) runs the same command again.")
    }
}

/// What waits for one's approval, each with the command that approves it.
struct WaitingAnswer: Answer {
    let agreement: AgreementID
    let waiting: [WaitingList.Request]
    private let offset: UTCOffset
    private let commands: [String]

    private enum CodingKeys: String, CodingKey { case agreement, waiting }

    init(agreement: AgreementID, waiting: [WaitingList.Request], offset: UTCOffset, _ session: Session) {
        self.agreement = agreement
        self.waiting = waiting
        self.offset = offset
        commands = waiting.map {
            session.command("approve", $0.requests.first?.text ?? "", "--agreement", agreement.text)
        }
    }

    func write(to page: inout Page) {
        guard !waiting.isEmpty else {
            page.line("Nothing under \(agreement) waits for your approval.")
            return
        }
        for (request, command) in zip(waiting, commands) {
            page.heading("\(request.requester) asks to \(request.action)")
            request.write(to: &page, offset)
            page.field("approve with", command)
        }
    }
}

extension WaitingList.Request {
    fileprivate func write(to page: inout Page, _ offset: UTCOffset) {
        page.field("asked by", requester.text)
        page.field("asked at", StatedInstant(at: askedAt, offset: offset).text)
        page.field("for", [purpose?.rawValue, offence?.rawValue].compactMap(\.self).joined(separator: ", "))
        if let place { page.field("takes place in", place.text) }
        if let forum { page.field("used before", "a court or authority of \(forum)") }
        page.field("action", action.rawValue)
        page.field("bundle", bundle.id.text)
        page.field("case", caseNumber.text)
        page.field("exhibits", exhibits.map { "\($0.number)" }.joined(separator: ", "))
        let offices = seats.map { seat in (try? ApprovalSeat(parsing: seat))?.words() ?? seat.shownInMessage }
        page.field("you approve as", offices.joined(separator: "; "))
        page.field("asked by clause", clauses.map { "\($0.clause) of \($0.of)" }.joined(separator: ", "))
    }
}
