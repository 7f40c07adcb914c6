import ArgumentParser
import Custody
import Seal
import Vocabulary

/// `saksi receipt`: what a node has signed for.
struct ReceiptVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "receipt", abstract: "Bring a receipt up to date.", subcommands: [ReceiptUpgrade.self])
}

/// `saksi receipt upgrade`: the same receipt with the cosignatures and the time-stamp that came since.
struct ReceiptUpgrade: Verb {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Fetch the signatures of cosigners and the time-stamp that a receipt still lacks.",
        discussion: """
            A receipt is provisional until as many cosigners of other parties have signed the log as the agreement asks \
            for, and until another party's authority has stamped it where the agreement asks for that. The node is asked \
            for the same receipt again. FILE is replaced, all at once, only by a receipt of the same event that holds and \
            lacks less, or that has another party's time-stamp where FILE has none; FILE.tst is replaced with it. Where the \
            one of before proves something that this one does not, it is kept as FILE.1. “saksi submit” with a receipt \
            that is provisional does this too.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The receipt.", valueName: "file"), completion: .file())
    var file: String

    func perform(_ session: Session) async throws -> any Answer {
        try await session.online { node in
            ReceiptAnswer(
                try await ReceiptUpgrading(node: node, path: file).run(), at: file,
                again: session.command("receipt", "upgrade", file))
        }
    }
}

/// How a receipt stands.
struct ReceiptAnswer: Answer {
    let receipt: String
    let bundle: BundleID
    let node: Identity
    let log: String
    let index: Int
    let cosigners: [Identity]
    let missingCosigners: Int
    let missingTimestamp: Bool
    /// Of the authority whose time-stamp lies beside it, if one does.
    let stampedAt: Instant?
    let stampedBy: Identity?
    /// Whether the file is another one than before.
    let changed: Bool
    /// Where the one of before is kept, if it proves something that this one does not, or nothing any more.
    let keptAs: String?
    private let wasStolen: Bool
    private let knowsQuorum: Bool
    private let lacking: String?
    private let again: String

    private enum CodingKeys: String, CodingKey {
        case receipt, bundle, node, log, index, cosigners, missingCosigners, missingTimestamp, stampedAt, stampedBy,
            changed, keptAs
    }

    init(_ outcome: ReceiptUpgrading.Outcome, at path: String, again: String) {
        receipt = path
        bundle = outcome.proven.mention.id
        node = outcome.proven.node
        log = outcome.proven.log.text
        index = outcome.proven.index
        cosigners = outcome.proven.cosigners
        missingCosigners = outcome.proven.missingCosigners
        missingTimestamp = outcome.proven.lacksTimestamp
        stampedAt = outcome.proven.timestamp?.time
        stampedBy = outcome.proven.timestamp?.authority.identity
        changed = outcome.isChanged
        keptAs = outcome.aside
        wasStolen = outcome.wasStolen
        knowsQuorum = outcome.proven.knowsQuorum
        lacking = outcome.proven.lacking
        self.again = again
    }

    var exit: ExitStatus { failure == nil ? .done : .tryAgain }
    var failure: FailureReport? {
        guard let lacking else { return nil }
        return FailureReport(
            CommandError(
                .receiptProvisional, "The receipt is provisional: \(lacking).",
                next: "The acceptance stands as it is. Ask again later: \(again)"))
    }

    func write(to page: inout Page) {
        if let lacking {
            page.verdict("The receipt is provisional: \(lacking).", .unsure)
        } else if !knowsQuorum {
            page.verdict(
                "\(changed ? "The receipt proves more now." : "Nothing was changed.") How many cosigners the agreement asks for is not known here.",
                .unsure)
        } else {
            page.verdict(
                changed ? "The receipt is complete now." : "The receipt was complete already; nothing was changed.",
                .good)
        }
        page.field("receipt", receipt.shownInMessage)
        page.field("log", "entry \(index) of \(log)")
        if !cosigners.isEmpty { page.field("cosigned by", cosigners.map(\.text).joined(separator: ", ")) }
        if let stampedAt, let stampedBy { page.field("stamped", "\(stampedAt) by \(stampedBy)") }
        if let keptAs {
            let why =
                wasStolen
                ? "was signed with a log key that was stolen since" : "proves something that this one does not"
            page.line("What was there before \(why); it is kept: \(keptAs.shownInMessage)")
        }
        if lacking != nil {
            page.line("Next: the acceptance stands as it is. Ask again later:")
            page.line("  \(again)")
        }
    }
}

extension ErrorCode {
    static let receiptProvisional = ErrorCode("command.receipt.provisional", .tryAgain)
}
