import Exchange
import Foundation
import Glibc
import Synchronization
import Vocabulary

/// Says on standard error how far an audit is: one line that is drawn again on a terminal; elsewhere nothing, or a line
/// every ten seconds where somebody asked for it.
final class AuditMeter: Sendable {
    private let isTerminal = isatty(2) == 1
    private let isAsked: Bool
    /// In milliseconds since the start.
    private let shown = Atomic<Int64>(-1_000_000)
    private let start = ContinuousClock.now

    init(isAsked: Bool) {
        self.isAsked = isAsked
    }

    func show(_ progress: AuditProgress) {
        guard isTerminal || isAsked else { return }
        let now = Int64((ContinuousClock.now - start) / .milliseconds(1))
        guard now - shown.load(ordering: .relaxed) >= (isTerminal ? 200 : 10_000) else { return }
        shown.store(now, ordering: .relaxed)
        put(isTerminal ? "\r\u{1B}[K\(Self.text(progress))" : "\(Self.text(progress))\n")
    }

    func say(_ sentence: String) { put("saksid: \(sentence)\n") }

    /// Nothing of it stays on a terminal.
    func end() {
        if isTerminal { put("\r\u{1B}[K") }
    }

    static func text(_ progress: AuditProgress) -> String {
        var text = "saksid: audit of \(progress.what)"
        if progress.total > 0 { text += ": \(progress.done) of \(progress.total)" }
        if progress.bytes > 0 {
            text += ", \(megabytes(progress.bytes)) of \(megabytes(progress.totalBytes)) MB of blobs"
        }
        return text
    }

    private static func megabytes(_ bytes: Int64) -> String { "\(bytes / 1_000_000).\(bytes / 100_000 % 10)" }

    private func put(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
