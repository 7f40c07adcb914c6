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
        let source = YAMLSource(text)
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
            let key = keys.first ?? ""
            let again = source.next(key, after: context.mark)
            throw refused(
                "The key “\(key.shownInMessage)” stands here"
                    + (again.map { " and again at line \($0.line), column \($0.column)." } ?? " more than once."),
                line: context.mark.line, column: context.mark.column)
        } catch YamlError.reader(let problem, _, let value, _) {
            let mark = source.mark(ofFirst: value)
            throw refused(
                "There is a character that no text file holds: \(problem).", line: mark.line, column: mark.column)
        } catch {
            throw refused("The file is not YAML.")
        }
        guard let root else { throw refused("The file is empty.") }
        let converted = try convert(root, in: source, file: file, depth: 0)
        // Nodes hold their anchors weakly and the parser holds them: without it they would not be seen, nor refused.
        withExtendedLifetime(parser) {}
        return converted
    }

    private static let deepest = 32

    private static func convert(
        _ node: Node, in source: YAMLSource, file: String, depth: Int
    ) throws(VocabularyError) -> YAMLNode {
        let place = YAMLNode.Place(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
        func refused(_ reason: String) -> VocabularyError {
            VocabularyError(.yamlForm, "\(place): \(reason)", next: "Write the value out in full.")
        }
        guard depth < deepest else { throw refused("The file is nested too deeply.") }
        guard node.anchor == nil else { throw refused("Anchors and aliases are not allowed.") }
        // A node begins with its tag, and the library does not tell the tag that was written from the one it gave.
        guard node.mark.map({ source.scalar(at: $0) != "!" }) ?? true else { throw refused("Tags are not allowed.") }
        switch node {
        case .alias:
            throw refused("Anchors and aliases are not allowed.")
        case .scalar(let scalar):
            return YAMLNode(content: .scalar(scalar.string), place: place)
        case .sequence(let sequence):
            var items: [YAMLNode] = []
            for item in sequence { items.append(try convert(item, in: source, file: file, depth: depth + 1)) }
            return YAMLNode(content: .list(items), place: place)
        case .mapping(let mapping):
            var entries: [(key: YAMLNode, value: YAMLNode)] = []
            for (key, value) in mapping {
                entries.append(
                    (
                        try convert(key, in: source, file: file, depth: depth + 1),
                        try convert(value, in: source, file: file, depth: depth + 1)
                    ))
            }
            return YAMLNode(content: .map(entries), place: place)
        }
    }
}
