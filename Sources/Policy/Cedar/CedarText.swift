import Vocabulary

/// Pieces of the Cedar policy language (docs.cedarpolicy.com, “Policy syntax”).
enum CedarText {
    static func string(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            default:
                if scalar.value < 0x20 || scalar.value == 0x7F {
                    quoted += "\\u{\(String(scalar.value, radix: 16))}"
                } else {
                    quoted.unicodeScalars.append(scalar)
                }
            }
        }
        return quoted + "\""
    }

    /// A set of strings, sorted, so that the same rules give the same text.
    static func set(_ words: some Sequence<String>) -> String {
        "[\(words.sorted().map(string).joined(separator: ", "))]"
    }

    static func set<Value: Word>(_ words: Set<Value>) -> String { set(words.map(\.rawValue)) }

    static func set(_ parties: Set<Party>) -> String { set(parties.map(\.text)) }

    static func actions(_ actions: some Sequence<Action>) -> String {
        "action in [\(actions.sorted().map { "Action::\(string($0.rawValue))" }.joined(separator: ", "))]"
    }

    static func action(_ action: Action) -> String { "action == Action::\(string(action.rawValue))" }

    /// Whether the word of a fact is one of these.
    static func one(_ set: String, of fact: String) -> String { "\(set).contains(\(fact))" }

    /// Whether one of these is among the words of a fact.
    static func some(_ set: String, of fact: String) -> String { "\(fact).containsAny(\(set))" }
}

/// One Cedar policy.
struct CedarPolicy {
    enum Effect: String { case permit, forbid }

    var annotations: [(name: String, text: String)]
    var effect: Effect
    /// Nil: every action.
    var actions: String?
    /// All must hold.
    var when: [String] = []
    /// None may hold.
    var unless: [String] = []

    init(_ id: String, _ effect: Effect, _ actions: String? = nil) {
        annotations = [("id", id)]
        self.effect = effect
        self.actions = actions
    }

    var text: String {
        let head = annotations.map { "@\($0.name)(\(CedarText.string($0.text)))\n" }.joined()
        let clauses = when.map { "\nwhen { \($0) }" } + unless.map { "\nunless { \($0) }" }
        return "\(head)\(effect.rawValue)(principal, \(actions ?? "action"), resource)\(clauses.joined());\n"
    }
}
