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
            them another log. Answers 0 only if all of it holds. Where it does not, it answers 8, names each event, and keeps \
            both checkpoints, which the log signed, in a file beside the receipt; if that cannot be written, in the state \
            folder, or else they are printed.
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
        let code: String?
        let reason: String?
        let kept: String?
        /// Where they are kept nowhere: why, and both notes.
        let notKept: String?
        let notes: String?

        init(_ outcome: LogComparing.Outcome) {
            (receipt, event, type, index) = (outcome.path, outcome.event, outcome.type, outcome.index)
            switch outcome.finding {
            case .stands:
                stands = true
                (kind, code, reason, kept, notKept, notes) = (nil, nil, nil, nil, nil, nil)
            case .contradicted(let why, let pair):
                stands = false
                (kind, code, reason) = (pair.pair.kind, nil, why)
                (kept, notKept, notes) = (pair.file, pair.trouble, pair.file == nil ? pair.notes : nil)
            case .notCompared(let failure):
                stands = false
                (kind, code, reason) = (nil, failure.code, failure.reason)
                (kept, notKept, notes) = (nil, nil, nil)
            }
        }
    }

    let log: LogOrigin
    let size: Int
    let receipts: [Compared]
    let failure: FailureReport?

    private enum CodingKeys: String, CodingKey { case log, size, receipts }

    init(_ log: LogOrigin, _ size: Int, _ outcomes: [LogComparing.Outcome]) {
        self.log = log
        self.size = size
        receipts = outcomes.map { Compared($0) }
        // That the log is another one is never lost over a receipt that could not be compared.
        let contradicted = receipts.first { $0.kind != nil }.map { first in
            FailureReport(
                CommandError(
                    .receiptContradiction, first.reason ?? "",
                    next:
                        "Copy the receipts and both checkpoints to a safe place, and tell your central authority. Ask once more: only an old answer shown again would be mended by itself."
                ))
        }
        let notCompared = outcomes.lazy.compactMap { outcome in
            if case .notCompared(let failure) = outcome.finding { failure } else { nil }
        }.first
        failure = contradicted ?? notCompared
    }

    var exit: ExitStatus { failure.flatMap { ExitStatus(rawValue: $0.exit) } ?? .done }

    func write(to page: inout Page) {
        page.line("The log \(log), \(size.counted("entry", "entries")) as the node shows it now:")
        for receipt in receipts {
            let stands = "entry \(receipt.index) is the event \(receipt.event) (\(receipt.type)), as acknowledged"
            let (state, tone): (String, Page.Mark) =
                receipt.stands ? ("ok", .good) : receipt.kind == nil ? ("not compared", .unsure) : ("WRONG", .bad)
            page.state(
                state, tone,
                "\(receipt.receipt.shownInMessage): \(receipt.reason ?? stands)")
        }
        guard let failure else {
            page.verdict("It still is the log that gave \(receipts.count.counted("receipt")).", .good)
            return
        }
        guard failure.exit == ExitStatus.misconduct.rawValue else {
            page.verdict("Not all of them could be compared.", .unsure)
            page.line("Next: \(failure.next)")
            return
        }
        page.verdict("It is not the log that gave these receipts. The node signed both.", .bad)
        page.line("Next: \(failure.next)")
        for receipt in receipts {
            if let file = receipt.kept { page.line("  kept: \(file.shownAsPath)") }
            guard let trouble = receipt.notKept, let notes = receipt.notes else { continue }
            page.line("  NOT kept, copy both from here now: \(trouble)")
            for line in notes.split(separator: "\n", omittingEmptySubsequences: false) { page.line(String(line)) }
        }
    }
}
