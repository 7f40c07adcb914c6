import Vocabulary

/// A sheet to fill in: one row for each file of a folder, with what can be seen without asking anybody.
package enum SheetTemplate {
    /// - Returns: CSV in UTF-8 with a mark, so that spreadsheets open it with the right letters.
    package static func text(for folder: String) throws(BundleError) -> [UInt8] {
        let scan = try FolderScan(folder)
        guard !scan.files.isEmpty else { throw PackPlan.empty(folder) }
        var names = EntryNames()
        let entries = try names.add(scan.files.map(\.path))
        var lines = [SheetColumn.allCases.map(\.rawValue).joined(separator: ",")]
        for (index, file) in scan.files.enumerated() {
            let path = Self.cell(file.path, entries[index])
            let cells = SheetColumn.allCases.map { column in
                switch column {
                case .number: String(index + 1)
                case .path: CSV.cell(path)
                case .size: String(file.facts.size)
                case .mediaType: MediaType.guess(path)
                default: ""
                }
            }
            lines.append(cells.joined(separator: ","))
        }
        return [0xEF, 0xBB, 0xBF] + Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }
    /// The path as the sheet reads it back: the file's own name, or that of its entry if a cell cannot hold its own.
    ///
    /// A spreadsheet takes a cell that begins with `=`, `+`, `-` or `@` for a formula, whoever named the file: `./` in
    /// front makes it a path to everybody.
    static func cell(_ original: [UInt8], _ entry: EntryPath) -> String {
        var path = entry.original
        if let text = String(validating: original, as: UTF8.self),
            text.unicodeScalars.allSatisfy({ NameCharacter.fault($0) == nil })
        {
            path = text
        }
        guard let first = path.unicodeScalars.first,
            first.properties.isAlphabetic || first.properties.numericType != nil
        else { return "./" + path }
        return path
    }
}

extension EntryPath {
    /// The path below `data/`.
    var original: String { String(decoding: text.utf8.dropFirst("data/".utf8.count), as: UTF8.self) }
}
