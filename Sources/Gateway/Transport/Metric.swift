/// One number for operators, in the text format of Prometheus (version 0.0.4).
package struct Metric: Sendable {
    package typealias Name = (name: String, help: String)
    package typealias Label = (name: String, value: String)

    package enum Kind: String, Sendable {
        case counter, gauge
    }

    package let name: String
    package let help: String
    package let kind: Kind
    package let value: Int
    /// Which of several it is about. The value is an identifier of ours, whose characters need no escaping.
    package let label: Label?

    package init(name: String, help: String, kind: Kind, value: Int, label: Label? = nil) {
        self.name = name
        self.help = help
        self.kind = kind
        self.value = value
        self.label = label
    }

    /// A page of numbers. Those of one name stand together, below one heading.
    package static func page(_ metrics: [Metric]) -> String {
        var names: [String] = []
        var blocks: [String: String] = [:]
        for metric in metrics {
            if blocks[metric.name] == nil { names.append(metric.name) }
            blocks[metric.name, default: metric.heading] += metric.line
        }
        return names.compactMap { blocks[$0] }.joined()
    }

    private var heading: String { "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n" }

    private var line: String {
        "\(name)\(label.map { "{\($0.name)=\"\($0.value)\"}" } ?? "") \(value)\n"
    }
}
