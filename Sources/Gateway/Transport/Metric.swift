/// One number for operators, in the text format of Prometheus (version 0.0.4).
package struct Metric: Sendable {
    package typealias Name = (name: String, help: String)

    package enum Kind: String, Sendable {
        case counter, gauge
    }

    package let name: String
    package let help: String
    package let kind: Kind
    package let value: Int

    package init(name: String, help: String, kind: Kind, value: Int) {
        self.name = name
        self.help = help
        self.kind = kind
        self.value = value
    }

    package var text: String {
        "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n\(name) \(value)\n"
    }
}
