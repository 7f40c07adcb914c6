import Vocabulary

/// One row of a sheet: what somebody wrote about one file, and where they wrote it.
struct SheetRow: Sendable {
    /// “row 3 of sheet.csv”, for messages.
    let place: String
    private(set) var cells: [SheetColumn: String]

    /// - Parameter cells: a blank one is an empty one: it answers nothing.
    init(place: String, cells: [SheetColumn: String]) {
        self.place = place
        self.cells = cells.filter { !$0.value.isBlank }
    }

    subscript(_ column: SheetColumn) -> String? { cells[column] }

    /// The same row with its empty cells filled.
    func filled(from defaults: SheetDefaults) -> SheetRow {
        SheetRow(place: place, cells: cells.merging(defaults.cells) { own, _ in own })
    }

    func failure(_ code: ErrorCode, _ reason: String, next: String) -> BundleError {
        BundleError(code, "\(place): \(reason)", next: next)
    }
}

/// Values for every exhibit whose row says nothing: `--default COLUMN=VALUE`.
package struct SheetDefaults: Sendable {
    private(set) var cells: [SheetColumn: String] = [:]

    package init() {}

    /// - Parameter argument: `category=document`; the column in any of the sheet's languages.
    package mutating func add(_ argument: String) throws(BundleError) {
        let parts = argument.pieces(at: 0x3D, atMost: 1)
        guard parts.count == 2, !parts[1].isBlank else {
            throw BundleError(
                .sheetForm, "“\(argument.shownInMessage)” is not a default.",
                next: "Write it as --default category=document.")
        }
        let column = try SheetColumn.parsing(parts[0], at: "--default \(argument.shownInMessage)")
        guard !SheetColumn.individual.contains(column) else {
            throw BundleError(
                .sheetColumn, "The column “\(column.rawValue)” cannot have a default.",
                next: "It differs from file to file.")
        }
        // Once for all files, and not once more for each.
        try SheetValue.check(SheetRow(place: "--default \(parts[0].shownInMessage)", cells: [column: parts[1]]), column)
        guard cells.updateValue(parts[1], forKey: column) == nil else {
            throw BundleError(
                .sheetDuplicate, "The column “\(column.rawValue)” has two defaults.", next: "Give one of them.")
        }
    }
}
