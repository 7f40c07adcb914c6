import Vocabulary

/// Turns the cells of a row into the values of a record; every error names the row and the column.
enum SheetValue {
    /// The answer that there is nothing: no flag, no handling code.
    static let none = "none"
    static let longestText = 8192

    /// - Throws: what is wrong with one cell, whatever stands in the others.
    static func check(_ row: SheetRow, _ column: SheetColumn) throws(BundleError) {
        switch column {
        case .path, .size: break
        case .number, .derivedFrom, .renditionOf: _ = try number(row, column)
        case .mediaType: _ = try mediaType(row)
        case .category: _ = try word(EvidenceCategory.self, row, column)
        case .handling: _ = try words(HandlingCode.self, row, column)
        case .flags: _ = try flags(row)
        case .victimIdentity: _ = try word(VictimIdentity.self, row, column)
        case .evaluation: _ = try parsed(Evaluation.self, row, column)
        case .origin: _ = try parsed(Party.self, row, column)
        case .collectedAt: _ = try instant(row, column)
        case .renditionKind: _ = try word(RenditionKind.self, row, column)
        case .copy: _ = try word(CopyKind.self, row, column)
        case .elements, .externalReferences: _ = try list(row, column)
        case .conditions, .language, .description, .collectedBy, .collectedWhere, .collectedMethod, .collectedTool,
            .authorization, .renditionBy, .source, .seizure, .acquisition, .paperOriginal:
            _ = try text(row, column)
        }
    }

    /// - Throws: `bundle.sheet.child-abuse-material` for what may travel only sealed.
    static func flags(_ row: SheetRow) throws(BundleError) -> [ItemFlag]? {
        let flags = try words(ItemFlag.self, row, .flags)
        guard flags?.contains(.childAbuseMaterial) != true else {
            throw row.failure(
                .sheetChildAbuseMaterial,
                "material of child abuse may travel and be stored only sealed, which this version cannot do.",
                next: "Keep it where it lies, take its file and row out, and hand it over in person.")
        }
        return flags
    }

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
        for part in text.unicodeScalars.split(whereSeparator: {
            $0.properties.isWhitespace || "|,;+".unicodeScalars.contains($0)
        }) {
            do { words.insert(try Value(parsing: String(part))) } catch { throw wrong(row, column, error) }
        }
        // Only the word says that there is nothing; a lone separator says nothing at all.
        guard !words.isEmpty else {
            throw row.failure(
                .sheetMissingValue, "\(column.rawValue): “\(text.shownInMessage)” holds no word.",
                next: "Write “\(none)” if there is nothing to say.")
        }
        return words.sorted()
    }

    /// Texts that are separated by `|`.
    static func list(_ row: SheetRow, _ column: SheetColumn) throws(BundleError) -> [String]? {
        guard let text = try text(row, column), text != none else { return nil }
        let items = text.pieces(at: 0x7C).map(\.trimmed).filter { !$0.isEmpty }
        return items.isEmpty ? nil : items
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

    /// A type and a subtype (RFC 6838), in small letters.
    static func mediaType(_ row: SheetRow) throws(BundleError) -> String? {
        guard let text = row[.mediaType] else { return nil }
        guard MediaType.isWellFormed(text) else {
            throw row.failure(
                .sheetValue, "media-type: “\(text.shownInMessage)” is not a media type.",
                next: "Write type/subtype, such as image/jpeg, or leave the cell empty.")
        }
        return text.lowercased()
    }

    private static func wrong(_ row: SheetRow, _ column: SheetColumn, _ error: VocabularyError) -> BundleError {
        row.failure(.sheetValue, "\(column.rawValue): \(error.reason)", next: error.nextStep)
    }
}
