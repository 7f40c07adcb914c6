import ArgumentParser
import Courier
import Custody
import Vocabulary
import Wire

/// `saksi consent`: a party's word that what it gave may be used for something else; and its end.
struct ConsentVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "consent",
        abstract: "Consent, for your party, to another use of what it gave; withdraw or list it.",
        discussion: """
            Signed by you and kept in the custody log. It names what may be done (--action, else retrieve) and for which \
            purposes; what is not named is not consented to. A withdrawal ends what could still be released, and stops \
            what was released on it and is not fetched yet; what was fetched stays where it is.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The bundle it is about.", valueName: "bundle"))
    var bundle: String?
    @Flag(help: "It is about all that your party gave under the agreement.")
    var all = false
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(help: ArgumentHelp("What for, such as other-offence. Can be repeated.", valueName: "code"))
    var purpose: [String] = []
    @Option(help: ArgumentHelp("What may be done, such as retrieve. Can be repeated.", valueName: "action"))
    var action: [String] = []
    @Option(help: ArgumentHelp("Only this exhibit. Can be repeated.", valueName: "number"))
    var item: [Int] = []
    @Option(help: ArgumentHelp("Only where the use is about this conduct.", valueName: "code"))
    var offence: String?
    @Option(name: .customLong("case"), help: ArgumentHelp("Only in this case.", valueName: "number"))
    var caseNumber: String?
    @Option(name: .customLong("to"), help: ArgumentHelp("Only people of this party.", valueName: "party"))
    var recipient: String?
    @Option(help: ArgumentHelp("For how many days; else until it is withdrawn.", valueName: "number"))
    var days: Int?
    @Option(help: ArgumentHelp("Withdraw this consent.", valueName: "event"))
    var withdraw: String?
    @Flag(help: "List the consents of your party.")
    var list = false
    @Flag(help: "Show what would be signed, and send nothing.")
    var dryRun = false

    func validate() throws {
        guard [bundle != nil, all, withdraw != nil, list].filter(\.self).count == 1 else {
            throw ValidationError("Give a bundle, or --all, or --withdraw EVENT, or --list.")
        }
        guard list || withdraw != nil || !purpose.isEmpty else {
            throw ValidationError("Say for what: --purpose CODE, such as other-offence.")
        }
        guard item.isEmpty || bundle != nil else { throw ValidationError("--item needs a bundle.") }
        guard days.map({ (1...3660).contains($0) }) ?? true else {
            throw ValidationError("--days takes a number from 1 to 3660.")
        }
    }

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        return try await session.online { node in
            let log = try node.log(of: id)
            if list {
                return ConsentsAnswer(agreement: id, consents: try await node.consents(under: id), node, session)
            }
            let act =
                if let withdraw {
                    try await withdrawal(of: try EventID(parsing: withdraw), id, log, node)
                } else {
                    try await consent(id, log, node)
                }
            var index: Int?
            if !dryRun {
                index = try await node.commit(
                    act, at: Routes.consents.path(id), in: PinnedLog(log, trust: node.trust),
                    noun: "proof of the consent"
                ).index
            }
            return ConsentAnswer(
                event: act.event, index: index, offset: node.offset,
                next: session.command("consent", "--withdraw", act.event.event.text, "--agreement", id.text))
        }
    }

    private func consent(_ id: AgreementID, _ log: LogOrigin, _ node: NodeSession) async throws -> SignedAct {
        let actions = action.isEmpty ? [.retrieve] : try action.map { try Action(parsing: $0) }
        let purposes = try purpose.map { try Purpose(parsing: $0) }
        var listed: BundleSummary?
        var exhibits: [ExhibitMention] = []
        if let bundle {
            let bundle = try BundleID(parsing: bundle)
            listed = try await node.listed(bundle, under: id)
            exhibits = try await node.mentions(of: try item.map { try ExhibitNumber($0) }, in: bundle, under: id)
        }
        let expires = days.map { node.session.now.adding(days: $0) }
        return try node.act(.consentGiven, in: log) { event in
            event.bundle = listed.map { BundleMention(id: $0.bundle, digest: $0.bundleDigest) }
            event.exhibits = exhibits.isEmpty ? nil : exhibits
            event.case = try caseNumber.map { try CaseNumber(parsing: $0) }
            event.offence = try offence.map { try OffenceCode(parsing: Offence(parsing: $0).rawValue) }
            event.consent = GivenConsent(
                actions: actions, purposes: purposes, recipient: try recipient.map { try Party(parsing: $0) },
                expires: expires)
        }
    }

    private func withdrawal(
        of event: EventID, _ id: AgreementID, _ log: LogOrigin, _ node: NodeSession
    ) async throws -> SignedAct {
        guard let given = try await node.consents(under: id).first(where: { $0.event == event }) else {
            throw OnlineError(
                .onlineRequest, "Your party gave no consent \(event) under \(id).",
                next: "See what it gave: " + node.session.command("consent", "--list", "--agreement", id.text))
        }
        return try node.act(.consentWithdrawn, in: log) { event in
            event.bundle = given.bundle
            event.exhibits = given.exhibits
            event.case = given.caseNumber
            event.previous = [EventMention(event: given.event, digest: given.digest)]
        }
    }
}

extension NodeSession {
    fileprivate func consents(under id: AgreementID) async throws -> [ConsentList.Consent] {
        try await client.send(.get, Routes.consents.path(id))
            .record(ConsentList.self, noun: "list of consents").consents
    }
}

/// A consent or a withdrawal that is in the log, or that would be.
struct ConsentAnswer: Answer {
    let event: CustodyEvent
    /// The place in the log; absent after a dry run.
    let index: Int?
    let offset: UTCOffset
    let next: String

    private enum CodingKeys: String, CodingKey { case event, index }

    func write(to page: inout Page) {
        page.signed(event, at: index, offset)
        if let terms = event.consent { terms.write(to: &page, offset) }
        page.field("event", event.event.text)
        if index != nil, event.type == .consentGiven { page.line("To withdraw it: \(next)") }
    }
}

/// The consents of one's party, each with the command that ends it.
struct ConsentsAnswer: Answer {
    let agreement: AgreementID
    let consents: [ConsentList.Consent]
    private let offset: UTCOffset
    private let commands: [String]

    private enum CodingKeys: String, CodingKey { case agreement, consents }

    init(agreement: AgreementID, consents: [ConsentList.Consent], _ node: NodeSession, _ session: Session) {
        self.agreement = agreement
        self.consents = consents
        offset = node.offset
        commands = consents.map {
            session.command("consent", "--withdraw", $0.event.text, "--agreement", agreement.text)
        }
    }

    func write(to page: inout Page) {
        guard !consents.isEmpty else {
            page.line("Your party gave no consent under \(agreement) that you may see.")
            return
        }
        for (consent, command) in zip(consents, commands) {
            page.heading("Consent of \(consent.giver), \(StatedInstant(at: consent.given, offset: offset).text)")
            page.field("bundle", consent.bundle?.id.text ?? "all that your party gave")
            if let exhibits = consent.exhibits {
                page.field("exhibits", exhibits.map { "\($0.number)" }.joined(separator: ", "))
            }
            if let number = consent.caseNumber { page.field("case", number.text) }
            if let offence = consent.offence { page.field("offence", offence.text) }
            consent.terms.write(to: &page, offset)
            if consent.isWithdrawn {
                page.field("state", "withdrawn")
            } else {
                page.field("withdraw with", command)
            }
        }
    }
}

extension GivenConsent {
    fileprivate func write(to page: inout Page, _ offset: UTCOffset) {
        page.field("may be done", actions.map(\.rawValue).joined(separator: ", "))
        page.field("for", purposes.map(\.rawValue).joined(separator: ", "))
        if let recipient { page.field("by people of", recipient.text) }
        page.field("until", expires.map { StatedInstant(at: $0, offset: offset).text } ?? "it is withdrawn")
    }
}
