import Vocabulary

/// Brings files and rows together: no row without a file, no file without a row.
struct SheetMatch {
    struct Line {
        let file: FolderScan.Found
        let path: EntryPath
        let row: SheetRow
        let number: ExhibitNumber
    }

    private(set) var lines: [Line] = []

    /// - Parameter paths: the entries' names, in the order of the files. A row may give one in place of a file's own
    ///   name, if that name is not text.
    init(
        _ files: [FolderScan.Found], _ paths: [EntryPath], _ sheet: Sheet?, _ defaults: SheetDefaults
    ) throws(BundleError) {
        guard let sheet else {
            for (index, file) in files.enumerated() {
                let row = SheetRow(place: "“\(file.shown)”", cells: defaults.cells)
                lines.append(Line(file: file, path: paths[index], row: row, number: try PackPlan.number(index + 1)))
            }
            return
        }
        var exact: [[UInt8]: Int] = [:]
        var normalized: [String: Int] = [:]
        for (index, path) in paths.enumerated() { normalized[path.original] = index }
        for (index, file) in files.enumerated() {
            exact[file.path] = index
            guard let text = String(validating: file.path, as: UTF8.self) else { continue }
            normalized[EntryPath.normalized(text)] = index
        }
        var faults: [BundleError] = []
        var taken: [Int: SheetRow] = [:]
        var numbers: [ExhibitNumber: SheetRow] = [:]
        for (index, row) in sheet.rows.enumerated() {
            do throws(BundleError) {
                guard let path = row[.path] else {
                    throw row.failure(
                        .sheetMissingValue, "there is no path.", next: "Write the file's path in the folder.")
                }
                let forms = [
                    path, path.pieces(at: 0x5C).joined(separator: "/"),
                ]
                let stripped = forms.map { form in
                    form.utf8.starts(with: "./".utf8) ? String(decoding: form.utf8.dropFirst(2), as: UTF8.self) : form
                }
                guard
                    let found = stripped.lazy.compactMap({
                        exact[Array($0.utf8)] ?? normalized[EntryPath.normalized($0)]
                    }).first
                else {
                    throw row.failure(
                        .sheetRowWithoutFile, "there is no file “\(path.shownInMessage)” in the folder.",
                        next: "Correct the path, or remove the row.")
                }
                if let other = taken.updateValue(row, forKey: found) {
                    throw row.failure(
                        .sheetDuplicate, "“\(path.shownInMessage)” is described already in \(other.place).",
                        next: "Remove one of the two rows.")
                }
                var number = try PackPlan.number(index + 1)
                if let stated = try SheetValue.number(row, .number) { number = stated }
                if let other = numbers.updateValue(row, forKey: number) {
                    throw row.failure(
                        .sheetDuplicate, "the number \(number) is taken already by \(other.place).",
                        next: "Number every row, or none.")
                }
                lines.append(
                    Line(file: files[found], path: paths[found], row: row.filled(from: defaults), number: number))
            } catch {
                faults.append(error)
            }
        }
        for (index, file) in files.enumerated() where taken[index] == nil {
            faults.append(
                BundleError(
                    .sheetFileWithoutRow, "“\(file.shown)” lies in the folder, but no row of the sheet describes it.",
                    next: "Add a row for it, or move it out of the folder."))
        }
        if !faults.isEmpty { throw BundleError.all(faults) }
        lines.sort { $0.number < $1.number }
    }
}
