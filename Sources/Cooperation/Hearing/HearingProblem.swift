import Vocabulary

/// Something that is of its form but cannot be: with the path to it, so that a file's line can be named.
struct HearingProblem {
    let code: ErrorCode
    /// Keys and positions from the root, such as `view`, `interruptions`, `1`.
    let path: [String]
    let reason: String
    let next: String

    init(_ code: ErrorCode, at path: [String], _ reason: String, next: String) {
        self.code = code
        self.path = path
        self.reason = reason
        self.next = next
    }

    /// For a document that no person wrote by hand.
    var failure: CooperationError {
        CooperationError(code, "\(path.joined(separator: ".")): \(reason)", next: next)
    }

    /// With the line and column of the place in the file.
    func failure(in root: YAMLNode) -> CooperationError {
        var node = root
        for step in path {
            switch node.content {
            case .map(let entries):
                guard let entry = entries.first(where: { (try? $0.key.text()) == step }) else { break }
                node = entry.value
            case .list(let items):
                guard let index = Int(step), items.indices.contains(index) else { break }
                node = items[index]
            case .scalar:
                break
            }
        }
        return CooperationError(code, "\(node.place): \(reason)", next: next)
    }
}
