/// A node of a strictly read YAML file: it knows where it stands, and turns into values only on request.
///
/// Scalars are text until a reader asks for more, so `NO`, `7.10`, `12:30` and `on` stay what was written.
package struct YAMLNode: Sendable {
    package enum Content: Sendable {
        case scalar(String)
        case list([YAMLNode])
        case map([(key: YAMLNode, value: YAMLNode)])
    }

    package let content: Content
    package let place: Place

    /// Where something stands in a file; both numbers count from 1.
    package struct Place: Hashable, Sendable, CustomStringConvertible {
        package let file: String
        package let line: Int
        package let column: Int

        package var description: String { "\(file):\(line):\(column)" }
    }

    /// An error at this node.
    package func failure(_ reason: String, next: String) -> VocabularyError {
        VocabularyError(.yamlForm, "\(place): \(reason)", next: next)
    }

    /// The text of a scalar. An empty plain scalar is an error: nothing was written.
    package func text() throws(VocabularyError) -> String {
        guard case .scalar(let text) = content else {
            throw failure("A single value is expected here.", next: "Write one word or sentence.")
        }
        guard !text.isEmpty else { throw failure("The value is empty.", next: "Write a value, or remove the key.") }
        return text
    }

    package func list() throws(VocabularyError) -> [YAMLNode] {
        guard case .list(let items) = content else {
            throw failure("A list is expected here.", next: "Write it as [a, b] or as lines that start with “- ”.")
        }
        return items
    }

    package func fields(_ noun: String) throws(VocabularyError) -> YAMLFields {
        guard case .map(let entries) = content else {
            throw failure("The \(noun) must have keys and values.", next: "Write it as lines of the form “key: value”.")
        }
        return try YAMLFields(entries, noun: noun, at: self)
    }

    /// A list, or a single value that stands for a list of one.
    package func listOrOne() -> [YAMLNode] {
        if case .list(let items) = content { items } else { [self] }
    }

    package func integer(in range: ClosedRange<Int>) throws(VocabularyError) -> Int {
        let text = try text()
        guard let number = Int(text), String(number) == text, range.contains(number) else {
            throw failure(
                "“\(text.shownInMessage)” is not a whole number between \(range.lowerBound) and \(range.upperBound).",
                next: "Write digits alone.")
        }
        return number
    }

    package func truth() throws(VocabularyError) -> Bool {
        switch try text() {
        case "true": return true
        case "false": return false
        case let other:
            throw failure("“\(other.shownInMessage)” is neither true nor false.", next: "Write true or false.")
        }
    }

    package func parsed<Value: ParsedText>(_ type: Value.Type) throws(VocabularyError) -> Value {
        let text = try text()
        do { return try Value(parsing: text) } catch { throw located(error) }
    }

    package func word<Value: Word>(_ type: Value.Type) throws(VocabularyError) -> Value {
        let text = try text()
        do { return try Value(parsing: text) } catch { throw located(error) }
    }

    /// The same error, with the place in front of it.
    package func located(_ error: VocabularyError) -> VocabularyError {
        VocabularyError(error.code, "\(place): \(error.reason)", next: error.nextStep)
    }
}
