import Vocabulary

/// Turns the cells of a row into the values of a record; every error names the row and the column.
enum SheetValue {
    /// The answer that there is nothing: no flag, no handling code.
    static let none = "none"
    private static let longestText = 8192

    static func text(_ row: SheetRow, _ column: SheetColumn) throws(BundleError) -> String? {
        guard let text = row[column] else { return nil }
        guard text.utf8.count <= longestText else {
            throw row.failure(
                .sheetValue, "\(column.rawValue) has more than \(longestText) bytes.",
                next: "Put long text into a file.")
        }
        return text
    }

    static func parsed<Value: ParsedText>(
        _ type: Value.Type, _ row: SheetRow, _ column: SheetColumn
    ) throws(BundleError) -> Value? {
        guard let text = row[column] else { return nil }
        do { return try Value(parsing: text) } catch { throw wrong(row, column, error) }
    }

    static func word<Value: Word>(_ type: Value.Type, _ row: SheetRow, _ column: SheetColumn) throws(BundleError)
        -> Value?
    {
        guard let text = row[column] else { return nil }
        do { return try Value(parsing: text) } catch { throw wrong(row, column, error) }
    }

    /// Words of a list, or `none`. Sorted, without repetition.
    static func words<Value: Word>(
        _ type: Value.Type, _ row: SheetRow, _ column: SheetColumn
    ) throws(BundleError) -> [Value]? {
        guard let text = row[column] else { return nil }
        if text == none { return [] }
        var words: Set<Value> = []
        for part in text.split(whereSeparator: { $0.isWhitespace || "|,;+".contains($0) }) {
            do { words.insert(try Value(parsing: String(part))) } catch { throw wrong(row, column, error) }
        }
        return words.sorted()
    }

    /// Texts that are separated by `|`.
    static func list(_ row: SheetRow, _ column: SheetColumn) throws(BundleError) -> [String]? {
        guard let text = try text(row, column), text != none else { return nil }
        return text.split(separator: "|").map { String($0).trimmed }
    }

    static func number(_ row: SheetRow, _ column: SheetColumn) throws(BundleError) -> ExhibitNumber? {
        guard let text = row[column] else { return nil }
        guard let value = Int(text), let number = try? ExhibitNumber(value) else {
            throw row.failure(
                .sheetValue, "\(column.rawValue): “\(text.shownInMessage)” is not an exhibit number.",
                next: "Write digits alone, from 1.")
        }
        return number
    }

    static func instant(_ row: SheetRow, _ column: SheetColumn) throws(BundleError) -> StatedInstant? {
        guard let text = row[column] else { return nil }
        do { return try StatedInstant(stated: text) } catch { throw wrong(row, column, error) }
    }

    private static func wrong(_ row: SheetRow, _ column: SheetColumn, _ error: VocabularyError) -> BundleError {
        row.failure(.sheetValue, "\(column.rawValue): \(error.reason)", next: error.nextStep)
    }
}
