package import Vocabulary

/// A route's path, written once for both sides: the server matches it, the client fills it in.
package struct PathTemplate: Hashable, Sendable {
    /// With a colon before each parameter: `/v1/agreements/:agreement/bundles`.
    package let pattern: String

    init(_ pattern: String) {
        self.pattern = pattern
    }

    /// The path with its parameters filled in, in the order in which they stand.
    ///
    /// Parameters are identifiers of ours, whose characters need no escaping.
    package func path(_ values: any ParsedText...) -> String {
        var remaining = values[...]
        return pattern.split(separator: "/", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(":") ? (remaining.popFirst()?.text ?? "") : String($0) }
            .joined(separator: "/")
    }
}
