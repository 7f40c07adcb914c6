import Yams

/// Reads YAML as data and nothing more: one document, no anchors, no aliases, no tags, no duplicate keys.
package enum StrictYAML {
    /// - Parameters:
    ///   - bytes: the file, UTF-8, at most `limit` bytes.
    ///   - file: its name, for messages.
    package static func read(_ bytes: [UInt8], file: String, limit: Int = 1 << 20) throws(VocabularyError) -> YAMLNode {
        func refused(_ reason: String, line: Int = 1, column: Int = 1) -> VocabularyError {
            VocabularyError(
                .yamlForm, "\(YAMLNode.Place(file: file, line: line, column: column)): \(reason)",
                next: "Correct the file at that place.")
        }
        guard bytes.count <= limit else { throw refused("The file has more than \(limit) bytes.") }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw refused("The file is not UTF-8.") }
        let parser: Parser
        let root: Node?
        do {
            parser = try Parser(yaml: text, resolver: .basic)
            root = try parser.singleRoot()
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
            YamlError.composer(_, let problem, let mark, _)
        {
            throw refused("The file is not YAML: \(problem).", line: mark.line, column: mark.column)
        } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
            throw refused(
                "The key “\((keys.first ?? "").shownInMessage)” stands here a second time.",
                line: context.mark.line, column: context.mark.column)
        } catch {
            throw refused("The file is not YAML.")
        }
        guard let root else { throw refused("The file is empty.") }
        let converted = try convert(root, file: file, depth: 0)
        // Nodes hold their anchors weakly and the parser holds them: without it they would not be seen, nor refused.
        withExtendedLifetime(parser) {}
        return converted
    }

    private static let deepest = 32

    private static func convert(_ node: Node, file: String, depth: Int) throws(VocabularyError) -> YAMLNode {
        let place = YAMLNode.Place(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
        func refused(_ reason: String) -> VocabularyError {
            VocabularyError(.yamlForm, "\(place): \(reason)", next: "Write the value out in full.")
        }
        guard depth < deepest else { throw refused("The file is nested too deeply.") }
        guard node.anchor == nil else { throw refused("Anchors and aliases are not allowed.") }
        switch node {
        case .alias:
            throw refused("Anchors and aliases are not allowed.")
        case .scalar(let scalar):
            guard isUntagged(scalar.tag, .str) else { throw refused("Tags are not allowed.") }
            return YAMLNode(content: .scalar(scalar.string), place: place)
        case .sequence(let sequence):
            guard isUntagged(sequence.tag, .seq) else { throw refused("Tags are not allowed.") }
            var items: [YAMLNode] = []
            for item in sequence { items.append(try convert(item, file: file, depth: depth + 1)) }
            return YAMLNode(content: .list(items), place: place)
        case .mapping(let mapping):
            guard isUntagged(mapping.tag, .map) else { throw refused("Tags are not allowed.") }
            var entries: [(key: YAMLNode, value: YAMLNode)] = []
            for (key, value) in mapping {
                entries.append(
                    (
                        try convert(key, file: file, depth: depth + 1),
                        try convert(value, file: file, depth: depth + 1)
                    ))
            }
            return YAMLNode(content: .map(entries), place: place)
        }
    }

    /// The library gives quoted text the tag of a string, and puts plain tags on keys when it compares them;
    /// the resolver without rules used above keeps these to the one tag that each kind of node has by itself.
    private static func isUntagged(_ tag: Tag, _ own: Tag.Name) -> Bool {
        tag == Tag(.implicit) || tag == Tag(own)
    }
}
