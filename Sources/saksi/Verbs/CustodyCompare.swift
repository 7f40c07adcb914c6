import ArgumentParser
import Custody
import Vocabulary

/// `saksi custody compare`: does the log that a node shows now still hold what it gave receipts for.
struct CustodyCompare: Verb {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Hold receipts against the log that the node shows now.",
        discussion: """
            The checkpoint and hash tiles that anybody on the roster is shown must continue the log of each receipt, with \
            its event at the same place. Whoever compares receipts of other members too finds a node that shows each of \
            them another log. Answers 0 only if all of it holds. Else it answers 8, names each event, and keeps both \
            checkpoints, which the log signed, in a file beside the receipt.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("Receipts of one log.", valueName: "receipt"), completion: .file())
    var receipts: [String]

    func perform(_ session: Session) async throws -> any Answer {
        let checks = try receipts.map { (path: $0, check: try ReceiptCheck(reading: $0)) }
        let agreements = Set(try checks.compactMap { try $0.check.agreement })
        let logs = Set(checks.map(\.check.receipt.checkpoint.checkpoint.origin))
        guard let agreement = agreements.first, logs.count == 1 else {
            throw CommandError(
                .commandUsage, "These are receipts of \(logs.count.counted("log")), not of one log of an agreement.",
                next: "Compare the receipts of each log by themselves.")
        }
        return try await session.online { node in
            let comparing = try await LogComparing(agreement, of: node)
            var outcomes: [LogComparing.Outcome] = []
            for (path, check) in checks { outcomes.append(try await comparing.compare(check.receipt, at: path)) }
            return ComparisonAnswer(try node.log(of: agreement), comparing.head.checkpoint.size, outcomes)
        }
    }
}

/// What became of the events of receipts.
struct ComparisonAnswer: Answer {
    struct Compared: Encodable, Sendable {
        let receipt: String
        let event: EventID
        let type: EventType
        let index: Int
        let stands: Bool
        /// Where it does not: what is wrong, and where both checkpoints are kept.
        let kind: Contradiction.Kind?
        let reason: String?
        let kept: String?
    }

    let log: LogOrigin
    let size: Int
    let receipts: [Compared]
    let failure: FailureReport?

    private enum CodingKeys: String, CodingKey { case log, size, receipts }

    init(_ log: LogOrigin, _ size: Int, _ outcomes: [LogComparing.Outcome]) {
        self.log = log
        self.size = size
        receipts = outcomes.map { outcome in
            Compared(
                receipt: outcome.path, event: outcome.event, type: outcome.type, index: outcome.index,
                stands: outcome.contradiction == nil, kind: outcome.contradiction?.kind,
                reason: outcome.contradiction?.reason, kept: outcome.contradiction?.file)
        }
        failure = outcomes.lazy.compactMap(\.contradiction).first.map { first in
            FailureReport(
                CommandError(
                    .receiptContradiction, first.reason,
                    next:
                        "Copy the receipts and the files beside them to a safe place, and tell your central authority. Ask once more: only an old answer shown again would be mended by itself."
                ))
        }
    }

    var exit: ExitStatus { failure == nil ? .done : .misconduct }

    func write(to page: inout Page) {
        page.line("The log \(log), \(size.counted("entry", "entries")) as the node shows it now:")
        for receipt in receipts {
            let stands = "entry \(receipt.index) is the event \(receipt.event) (\(receipt.type)), as acknowledged"
            page.state(
                receipt.stands ? "ok" : "WRONG", receipt.stands ? .good : .bad,
                "\(receipt.receipt.shownInMessage): \(receipt.reason ?? stands)")
        }
        guard let failure else {
            page.verdict("It still is the log that gave \(receipts.count.counted("receipt")).", .good)
            return
        }
        page.verdict("It is not the log that gave these receipts. The node signed both.", .bad)
        page.line("Next: \(failure.next)")
        for file in receipts.compactMap(\.kept) { page.line("  kept: \(file.shownAsPath)") }
    }
}
