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
        // No key is there twice: the parser refuses that.
        for pair in pairs { entries.append((try pair.key.text(), pair.key, pair.value)) }
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
            // A key that nobody knows and that is spelt almost like it was most likely meant.
            if let near = Spelling.nearest(to: key, among: entries.map(\.key).filter { !known.contains($0) }),
                let stranger = entries.first(where: { $0.key == near })
            {
                throw Self.unknown(stranger.node, key: near, noun: noun, next: "Did you mean “\(key)”?")
            }
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
        throw Self.unknown(stranger.node, key: stranger.key, noun: noun, next: hint)
    }

    private static func unknown(_ node: YAMLNode, key: String, noun: String, next: String) -> VocabularyError {
        node.failure("The \(noun) has an unknown key “\(key.shownInMessage)”.", next: next)
    }
}
