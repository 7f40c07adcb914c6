import Foundation
import Glibc

/// Shows how far a piece of work has come, while it runs.
///
/// On a terminal one line on standard error is drawn again and again, and goes away at the end. Elsewhere there is
/// a plain line at the start and then one every ten seconds. With `--json` there is nothing.
extension Session {
    func following<Value>(
        _ what: String, total: Int64 = 0, unit: ProgressText.Unit = .bytes,
        _ work: (Meter) async throws -> Value
    ) async throws -> Value {
        let meter = Meter(total: total)
        guard !output.json else { return try await work(meter) }
        let drawer = Drawer(what: what, unit: unit, meter: meter)
        let drawing = Task { await drawer.run() }
        // The first line does not wait for anybody: something is on the screen at once.
        drawer.drawFirst()
        do {
            let value = try await work(meter)
            drawing.cancel()
            await drawing.value
            return value
        } catch {
            drawing.cancel()
            await drawing.value
            throw error
        }
    }
}

private struct Drawer: Sendable {
    let what: String
    let unit: ProgressText.Unit
    let meter: Meter
    private let start = ContinuousClock.now
    private let isTerminal = Terminal.isTerminal(2)

    init(what: String, unit: ProgressText.Unit, meter: Meter) {
        self.what = what
        self.unit = unit
        self.meter = meter
    }

    func drawFirst() {
        put(isTerminal ? text : text + "\n")
    }

    func run() async {
        let pause: Duration = isTerminal ? .milliseconds(200) : .seconds(10)
        while (try? await Task.sleep(for: pause)) != nil {
            put(isTerminal ? "\r\u{1B}[K" + text : text + "\n")
        }
        if isTerminal { put("\r\u{1B}[K") }
    }

    private var text: String {
        let elapsed = ContinuousClock.now - start
        let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        return ProgressText.line(what, done: meter.done, total: meter.total, elapsed: seconds, unit: unit)
    }

    private func put(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
