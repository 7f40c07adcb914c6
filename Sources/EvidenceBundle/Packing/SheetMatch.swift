import Vocabulary

/// Brings files and rows together: no row without a file, no file without a row.
struct SheetMatch {
    typealias Line = (file: FolderScan.Found, row: SheetRow, number: ExhibitNumber)
    private(set) var lines: [Line] = []

    init(_ files: [FolderScan.Found], _ sheet: Sheet?, _ defaults: SheetDefaults) throws(BundleError) {
        guard let sheet else {
            for (index, file) in files.enumerated() {
                let row = SheetRow(place: "“\(file.shown)”", cells: defaults.cells)
                lines.append((file, row, try PackPlan.number(index + 1)))
            }
            return
        }
        var exact: [[UInt8]: Int] = [:]
        var normalized: [String: Int] = [:]
        for (index, file) in files.enumerated() {
            exact[file.path] = index
            normalized[EntryPath.normalized(String(decoding: file.path, as: UTF8.self))] = index
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
                    path, path.split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "/"),
                ]
                let stripped = forms.map { $0.hasPrefix("./") ? String($0.dropFirst(2)) : $0 }
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
                lines.append((files[found], row.filled(from: defaults), number))
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
