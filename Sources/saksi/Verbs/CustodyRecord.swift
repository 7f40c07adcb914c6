import ArgumentParser
import Courier
import Custody
import Vocabulary
import Wire

/// `saksi custody record`: a signed event for what no transfer makes: a seal, a transport, a day in court.
struct CustodyRecord: Verb {
    static let configuration = CommandConfiguration(
        commandName: "record", abstract: "Record what was done with a bundle or an exhibit, signed by you.",
        discussion: """
            For everything that does not come from a transfer: opened, examined, transferred, sealed, \
            produced-in-court, returned and so on. Words of your own (--note, --condition, --authorization) never \
            enter the log: it keeps a salted digest, and the salt is printed. Keep salt and text together, or the \
            words can never be proved.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("What was done, such as examined or produced-in-court.", valueName: "type"))
    var type: String
    @Argument(help: ArgumentHelp("The bundle, as “saksi list” shows it.", valueName: "bundle"))
    var bundle: String
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(help: ArgumentHelp("The exhibit it was done with. Can be repeated.", valueName: "number"))
    var exhibit: [Int] = []
    @Option(help: ArgumentHelp("Where, as a code such as KH-PNH-0004; never an address.", valueName: "code"))
    var location: String?
    @Option(help: ArgumentHelp("Who stood on the other side: a member or an authority.", valueName: "id"))
    var counterpart: String?
    @Option(help: ArgumentHelp("How it travelled: network, courier or counter.", valueName: "word"))
    var medium: String?
    @Option(help: ArgumentHelp("The number of the seal.", valueName: "number"))
    var seal: String?
    @Option(help: ArgumentHelp("What for, such as trial.", valueName: "code"))
    var purpose: String?
    @OptionGroup var declared: DeclaredPlace
    @Option(help: ArgumentHelp("When, as 2026-05-04T09:13+07:00; else now.", valueName: "time"))
    var at: String?
    @Option(help: ArgumentHelp("The event that this one answers or corrects. Can be repeated.", valueName: "event"))
    var answers: [String] = []
    @Option(help: ArgumentHelp("A remark.", valueName: "text"))
    var note: String?
    @Option(help: ArgumentHelp("The state of the thing.", valueName: "text"))
    var condition: String?
    @Option(help: ArgumentHelp("The order or warrant.", valueName: "text"))
    var authorization: String?
    @Flag(help: "Show what would be signed, and send nothing.")
    var dryRun = false

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        let bundle = try BundleID(parsing: bundle)
        let type = try RecordableAct.type(type)
        guard type != .corrected || !answers.isEmpty else {
            throw OnlineError(
                .onlineEvent, "A correction must name the event that it corrects.",
                next: "Add --answers EVENT; see the events: "
                    + session.command("custody", "show", bundle.text, "--agreement", id.text))
        }
        let stated = try at.map { try StatedInstant(stated: $0) }
        let words = KeptWords(
            note: note, condition: condition, authorization: authorization, randomness: session.randomness)
        return try await session.online { node in
            let listed = try await node.listed(bundle, under: id)
            let numbers = try exhibit.map { try ExhibitNumber($0) }
            let exhibits = try await node.mentions(of: numbers, in: bundle, under: id)
            let previous = try await mentions(node, bundle, id)
            let log = try node.log(of: id)
            let act = try node.act(type, in: log, at: stated) { event in
                event.case = listed.caseNumber
                event.bundle = BundleMention(id: listed.bundle, digest: listed.bundleDigest)
                event.exhibits = exhibits.isEmpty ? nil : exhibits
                event.location = try location.map { try SiteCode(parsing: $0) }
                event.counterpart = try counterpart.map { try Counterpart(parsing: $0) }
                event.medium = try medium.map { try Medium(parsing: $0) }
                event.seal = try seal.map { try SealNumber(parsing: $0) }
                event.purpose = try purpose.map { try Purpose(parsing: $0) }
                (event.place, event.forum) = try declared.parties
                event.previous = previous
                words.fill(&event)
            }
            if dryRun { return RecordAnswer(act.event, index: nil, words: words, offset: node.offset) }
            let kept = try await node.commit(
                act, at: Routes.events.path(id), in: PinnedLog(log, trust: node.trust))
            return RecordAnswer(
                act.event, index: kept.index, words: words, warnings: kept.warnings, offset: node.offset)
        }
    }

    /// Earlier events are named by id and digest; the digest comes from the proved log.
    private func mentions(_ node: NodeSession, _ bundle: BundleID, _ id: AgreementID) async throws -> [EventMention]? {
        guard !answers.isEmpty else { return nil }
        let wanted = try answers.map { try EventID(parsing: $0) }
        let steps = try await node.custody(of: bundle, under: id).steps
        return try wanted.map { event in
            guard let step = steps.first(where: { $0.event.event == event }) else {
                throw OnlineError(
                    .onlineEvent, "The custody of this bundle has no event \(event).",
                    next: "See its events: "
                        + node.session.command("custody", "show", bundle.text, "--agreement", id.text))
            }
            return step.mention
        }
    }
}

/// Words of a person, of which the log gets salted digests only.
struct KeptWords: Encodable, Sendable {
    struct Kept: Encodable, Sendable {
        let text: String
        let salt: Salt
        let digest: Digest

        init?(_ text: String?, _ randomness: any Randomness) {
            guard let text else { return nil }
            self.text = text
            salt = Salt(from: randomness)
            digest = SaltedCommitment(salt: salt, content: Array(text.utf8)).digest
        }
    }

    let note: Kept?
    let condition: Kept?
    let authorization: Kept?

    init(note: String?, condition: String?, authorization: String?, randomness: any Randomness) {
        self.note = Kept(note, randomness)
        self.condition = Kept(condition, randomness)
        self.authorization = Kept(authorization, randomness)
    }

    func fill(_ event: inout CustodyEvent) {
        event.note = note?.digest
        event.condition = condition?.digest
        event.authorization = authorization?.digest
    }

    var all: [(name: String, kept: Kept)] {
        [("note", note), ("condition", condition), ("authorization", authorization)].compactMap { name, kept in
            kept.map { (name, $0) }
        }
    }
}

/// An event that is in the log, or that would be.
struct RecordAnswer: Answer {
    let event: CustodyEvent
    /// The place in the log; absent after a dry run.
    let index: Int?
    let words: KeptWords
    /// What policy says of the act, which is recorded all the same.
    let warnings: [String]
    private let offset: UTCOffset

    private enum CodingKeys: String, CodingKey { case event, index, words, warnings }

    init(_ event: CustodyEvent, index: Int?, words: KeptWords, warnings: [String] = [], offset: UTCOffset) {
        self.event = event
        self.index = index
        self.words = words
        self.warnings = warnings
        self.offset = offset
    }

    func write(to page: inout Page) {
        page.signed(event, at: index, offset)
        page.line("      event \(event.event)")
        for warning in warnings { page.line("  Note: \(warning.shownInMessage)") }
        guard index != nil, !words.all.isEmpty else { return }
        page.line(
            "Keep these lines with your file. The log has only the digests; without the salt nobody can prove the words:"
        )
        for (name, kept) in words.all {
            page.field(name, kept.text.shownInMessage)
            page.field("salt", kept.salt.text)
            page.field("digest", kept.digest.text)
        }
    }
}
