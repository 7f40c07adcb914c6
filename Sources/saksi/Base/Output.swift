import Foundation
import Vocabulary

/// Where a run speaks: answers on standard output, all else on standard error.
///
/// With `--json` there is exactly one JSON document on standard output, answer or error, and nothing elsewhere.
struct Output: Sendable {
    let json: Bool

    init(json: Bool) {
        self.json = json
    }

    func write(_ answer: any Answer) {
        if json { return writeDocument(Document(answer: answer)) }
        var page = Page(coloured: Terminal.isColoured(1))
        answer.write(to: &page)
        write(page.text, to: FileHandle.standardOutput)
    }

    func write(_ report: FailureReport) {
        if json { return writeDocument(report) }
        var page = Page(coloured: Terminal.isColoured(2))
        report.write(to: &page)
        write(page.text, to: FileHandle.standardError)
    }

    /// One line of text on standard output, whatever the form of answers: help, completion scripts.
    func writeLine(_ text: String) {
        write(text + "\n", to: FileHandle.standardOutput)
    }

    /// A remark on the way: not part of the answer, and left out with `--json`.
    func note(_ text: String) {
        if !json { write(text + "\n", to: FileHandle.standardError) }
    }

    private func writeDocument(_ value: any Encodable) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let text =
            (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
            ?? #"{"code":"command.bug","exit":70,"next":"","reason":"The answer could not be written as JSON."}"#
        writeLine(text)
    }

    private func write(_ text: String, to handle: FileHandle) {
        // A reader that went away (`| head`) is not an error of ours.
        try? handle.write(contentsOf: Data(text.utf8))
    }
}

/// An answer as JSON, with the exit status and what decided it.
private struct Document: Encodable {
    let answer: any Answer

    private enum Key: String, CodingKey { case exit, code, reason, next }

    func encode(to encoder: any Encoder) throws {
        try answer.encode(to: encoder)
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(answer.exit.rawValue, forKey: .exit)
        guard let failure = answer.failure else { return }
        try container.encode(failure.code, forKey: .code)
        try container.encode(failure.reason, forKey: .reason)
        try container.encode(failure.next, forKey: .next)
    }
}
