import Vocabulary

/// Reads comma- or semicolon-separated values (RFC 4180) as spreadsheets write them: UTF-8, with or without a mark.
enum CSV {
    struct Record {
        /// As a spreadsheet counts, from 1.
        let row: Int
        let cells: [String]
    }

    private static let quote = UInt8(ascii: "\"")

    static func records(_ bytes: [UInt8], name: String) throws(BundleError) -> [Record] {
        func refused(_ row: Int, _ what: String, _ next: String) -> BundleError {
            BundleError(.sheetForm, "\(name), row \(row): \(what).", next: next)
        }
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        guard String(validating: text, as: UTF8.self) != nil, !text.contains(0) else {
            throw refused(1, "the file is not UTF-8", "In the spreadsheet choose “Save as” and “CSV UTF-8”.")
        }
        let separator = separator(of: text)
        var records: [Record] = []
        var cells: [String] = []
        var cell: [UInt8] = []
        var index = text.startIndex
        var row = 1
        var isQuoted = false
        var wasQuoted = false
        func endCell() {
            let value = String(decoding: cell, as: UTF8.self)
            cells.append(wasQuoted ? value : value.trimmed)
            cell = []
            wasQuoted = false
        }
        while index < text.endIndex {
            let byte = text[index]
            index += 1
            if isQuoted {
                if byte != quote {
                    cell.append(byte)
                } else if index < text.endIndex, text[index] == quote {
                    cell.append(quote)
                    index += 1
                } else {
                    isQuoted = false
                }
                continue
            }
            switch byte {
            case quote:
                guard cell.isEmpty, !wasQuoted else {
                    throw refused(row, "a quote stands in the middle of a cell", "Double the quote: \"\".")
                }
                isQuoted = true
                wasQuoted = true
            case separator:
                endCell()
            case 0x0A, 0x0D:
                if byte == 0x0D, index < text.endIndex, text[index] == 0x0A { index += 1 }
                endCell()
                records.append(Record(row: row, cells: cells))
                cells = []
                row += 1
            default:
                guard !wasQuoted else {
                    throw refused(row, "text stands behind a closing quote", "Double quotes inside of quoted text.")
                }
                cell.append(byte)
            }
        }
        guard !isQuoted else { throw refused(row, "a quote is opened and never closed", "Close it with \".") }
        if !cell.isEmpty || !cells.isEmpty || wasQuoted {
            endCell()
            records.append(Record(row: row, cells: cells))
        }
        return records
    }

    /// The first of comma, semicolon and tabulator outside of quotes in the heading.
    private static func separator(of text: ArraySlice<UInt8>) -> UInt8 {
        var isQuoted = false
        for byte in text {
            if byte == quote { isQuoted.toggle() }
            if isQuoted { continue }
            if byte == 0x2C || byte == 0x3B || byte == 0x09 { return byte }
            if byte == 0x0A || byte == 0x0D { break }
        }
        return 0x2C
    }

    /// A cell as it is written.
    static func cell(_ text: String) -> String {
        let needsQuotes = text.utf8.contains {
            $0 == 0x2C || $0 == 0x3B || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09
        }
        guard needsQuotes || text.first == " " || text.last == " " else { return text }
        return "\"" + text.pieces(at: quote).joined(separator: "\"\"") + "\""
    }
}

extension String {
    /// Whether there is nothing in it that can be seen.
    var isBlank: Bool { unicodeScalars.allSatisfy { $0.properties.isWhitespace || NameCharacter.fault($0) != nil } }

    /// What stands between the bytes. By bytes, because to Swift a separator and a combining vowel behind it are one
    /// character, which separates nothing.
    func pieces(at separator: UInt8, atMost splits: Int = .max) -> [String] {
        utf8.split(separator: separator, maxSplits: splits, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Without white space at both ends.
    var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
