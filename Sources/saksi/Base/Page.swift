import Vocabulary

/// Text for people, put together line by line. State is told in words; colour only repeats it.
struct Page {
    enum Mark {
        case good, bad, unsure, plain

        fileprivate var colour: String {
            switch self {
            case .good: "32"
            case .bad: "31"
            case .unsure: "33"
            case .plain: "0"
            }
        }
    }

    private let coloured: Bool
    private(set) var text = ""

    init(coloured: Bool = false) {
        self.coloured = coloured
    }

    /// One line, whatever is in it: what comes from a node or a file cannot act on the terminal or look like more lines.
    mutating func line(_ line: String = "") {
        put(Self.shown(line))
    }

    /// Several lines that this program made itself, such as a file to be filled in.
    mutating func block(_ lines: String) {
        put(lines)
    }

    private mutating func put(_ line: String) {
        text += line + "\n"
    }

    private static func shown(_ text: String) -> String {
        String(
            text.unicodeScalars.map { $0.actsOnText ? "\u{FFFD}" : Character($0) })
    }

    /// A line that begins with a word for the state, such as `ok` or `WRONG`, padded so that lines stand under each other.
    mutating func state(_ word: String, _ mark: Mark, _ sentence: String) {
        put("  " + styled(padded(word, 12), mark) + " " + Self.shown(sentence))
    }

    /// A heading above lines that belong together.
    mutating func heading(_ title: String) {
        if !text.isEmpty { line() }
        let title = Self.shown(title)
        put(coloured ? "\u{1B}[1m\(title)\u{1B}[0m" : title)
    }

    /// A name and its value.
    mutating func field(_ name: String, _ value: String) {
        line("  " + padded(name, 16) + " " + value)
    }

    /// The sentence that says how it ended.
    mutating func verdict(_ sentence: String, _ mark: Mark) {
        put(styled(Self.shown(sentence), mark))
    }

    private func styled(_ text: String, _ mark: Mark) -> String {
        coloured && mark != .plain ? "\u{1B}[\(mark.colour)m\(text)\u{1B}[0m" : text
    }

    /// Names of fields are ASCII: scripts without fixed width stand only in values.
    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
