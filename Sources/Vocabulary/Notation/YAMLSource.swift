import Yams

/// The text of a YAML file by lines and columns, as the parser counts them: both from 1, columns in characters of
/// Unicode, lines ended as YAML 1.1 has it.
struct YAMLSource {
    private let lines: [[Unicode.Scalar]]

    init(_ text: String) {
        var lines: [[Unicode.Scalar]] = [[]]
        var last: Unicode.Scalar?
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where last == "\r": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": lines.append([])
            default: lines[lines.count - 1].append(scalar)
            }
            last = scalar
        }
        self.lines = lines
    }

    /// What stands there; nil at the end of a line and outside of the text.
    func scalar(at mark: Mark) -> Unicode.Scalar? {
        guard lines.indices.contains(mark.line - 1) else { return nil }
        let line = lines[mark.line - 1]
        return line.indices.contains(mark.column - 1) ? line[mark.column - 1] : nil
    }

    /// Where a key that was found twice in one map probably stands again: the next place where it is followed by a
    /// colon, in the same column if the map has a line for each key.
    func next(_ key: String, after mark: Mark) -> (line: Int, column: Int)? {
        let spellings = [key, "\"\(key)\"", "'\(key)'"].map { Array($0.unicodeScalars) }
        func places(in line: Int, from first: Int) -> [Int] {
            let text = lines[line - 1]
            return text.indices.filter { start in
                start >= first
                    && spellings.contains { spelling in
                        let end = start + spelling.count
                        return text[start...].starts(with: spelling) && text[end...].first { $0 != " " } == ":"
                            && (start == 0 || [" ", "{", ","].contains(text[start - 1]))
                    }
            }
        }
        guard lines.indices.contains(mark.line - 1) else { return nil }
        if let start = places(in: mark.line, from: mark.column).first { return (mark.line, start + 1) }
        let later = (mark.line + 1..<lines.count + 1).lazy.flatMap { line in
            places(in: line, from: 0).map { (line: line, column: $0 + 1) }
        }
        return later.first { $0.column == mark.column } ?? later.first { _ in true }
    }

    /// Where a character stands first; the beginning if it is nowhere.
    func mark(ofFirst value: Int32) -> (line: Int, column: Int) {
        for (number, line) in lines.enumerated() {
            if let column = line.firstIndex(where: { $0.value == UInt32(bitPattern: value) }) {
                return (number + 1, column + 1)
            }
        }
        return (1, 1)
    }
}
