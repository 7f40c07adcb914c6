import EvidenceBundle
import Vocabulary

/// One line about how far something has come: what, how much of how much, rate, time left.
enum ProgressText {
    enum Unit: Sendable {
        case bytes
        /// Things that are counted: “exhibits”.
        case things(String)
    }

    /// - Parameter elapsed: seconds since the work began.
    static func line(_ what: String, done: Int64, total: Int64, elapsed: Double, unit: Unit) -> String {
        guard done > 0 else {
            return total > 0 ? "\(what): \(amount(total, unit))" : "\(what) …"
        }
        var parts = [total > 0 ? "\(amount(done, unit)) of \(amount(total, unit))" : amount(done, unit)]
        if total > 0 { parts.append("\(min(100, done * 100 / total)) %") }
        if elapsed >= 0.5 {
            let rate = Double(done) / elapsed
            if case .bytes = unit { parts.append("\(amount(Int64(rate), unit))/s") }
            if total > done, elapsed >= 2 { parts.append("\(duration(Double(total - done) / rate)) left") }
        }
        return "\(what): " + parts.joined(separator: ", ")
    }

    static func amount(_ count: Int64, _ unit: Unit) -> String {
        switch unit {
        case .bytes: bytes(count)
        case .things(let noun): "\(count) \(noun)"
        }
    }

    /// Decimal units, as disks are sold and links are rented: `8.2 MB`.
    static func bytes(_ count: Int64) -> String {
        let units = ["kB", "MB", "GB", "TB", "PB"]
        guard count >= 1000 else { return count.counted("byte") }
        var tenths = count / 100
        var index = 0
        while tenths >= 10_000, index < units.count - 1 {
            tenths /= 1000
            index += 1
        }
        return tenths < 1000 ? "\(tenths / 10).\(tenths % 10) \(units[index])" : "\(tenths / 10) \(units[index])"
    }

    /// `45 s`, `12 min`, `3 h 20 min`
    static func duration(_ seconds: Double) -> String {
        let whole = Int64(min(max(seconds, 0), 1e9).rounded(.up))
        if whole < 100 { return "\(whole) s" }
        let minutes = (whole + 30) / 60
        return minutes < 60 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60) min"
    }
}
