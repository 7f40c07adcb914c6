/// The keys of a YAML map, taken one by one; what nobody took is an error.
package struct YAMLFields: ~Copyable {
    package let noun: String
    package let node: YAMLNode
    private let entries: [(key: String, node: YAMLNode, value: YAMLNode)]
    private var taken: Set<String> = []
    private var known: [String] = []

    init(
        _ pairs: [(key: YAMLNode, value: YAMLNode)], noun: String, at node: YAMLNode
    ) throws(VocabularyError) {
        var entries: [(key: String, node: YAMLNode, value: YAMLNode)] = []
        var seen: Set<String> = []
        for pair in pairs {
            let key = try pair.key.text()
            guard seen.insert(key).inserted else {
                throw pair.key.failure(
                    "The key “\(key.shownInMessage)” stands here a second time.", next: "Keep one of the two.")
            }
            entries.append((key, pair.key, pair.value))
        }
        self.entries = entries
        self.noun = noun
        self.node = node
    }

    /// All keys in the order they were written, for maps whose keys are data.
    package var all: [(key: String, node: YAMLNode, value: YAMLNode)] { entries }

    /// The value of a key that may be absent.
    package mutating func optional(_ key: String) -> YAMLNode? {
        known.append(key)
        guard let entry = entries.first(where: { $0.key == key }) else { return nil }
        taken.insert(key)
        return entry.value
    }

    /// The value of a key that must be there.
    package mutating func required(_ key: String) throws(VocabularyError) -> YAMLNode {
        guard let value = optional(key) else {
            throw node.failure("The \(noun) lacks the key “\(key)”.", next: "Add a line “\(key): …”.")
        }
        return value
    }

    /// - Throws: `VocabularyError` that names the first key nobody asked for, with the nearest known one.
    package consuming func finish() throws(VocabularyError) {
        guard let stranger = entries.first(where: { !taken.contains($0.key) }) else { return }
        let hint =
            Spelling.nearest(to: stranger.key, among: known.filter { !taken.contains($0) })
            .map { "Did you mean “\($0)”?" } ?? "Known keys: \(known.joined(separator: ", "))."
        throw stranger.node.failure(
            "The \(noun) has an unknown key “\(stranger.key.shownInMessage)”.", next: hint)
    }
}
