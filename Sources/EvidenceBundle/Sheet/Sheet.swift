import Vocabulary

/// The sheet that describes the exhibits of a folder, as the investigator keeps it: CSV or YAML.
package struct Sheet: Sendable {
    let rows: [SheetRow]
    /// Where the sheet was read from, so that it is not taken for an exhibit when it lies in the folder itself.
    let path: String
    private static let largest = 32 << 20

    /// - Parameter path: a file that ends in `.csv`, `.yaml` or `.yml`.
    package init(reading path: String) throws(BundleError) {
        let file = try OpenFile(reading: path)
        let facts = try file.facts()
        guard facts.kind == .regular, facts.size <= Int64(Self.largest) else {
            throw BundleError(
                .sheetForm, "“\(path.shownInMessage)” is not a sheet.",
                next: "Give a CSV or YAML file of at most 32 MB.")
        }
        try self.init(try file.bytes(at: 0, count: Int(facts.size)), path: path)
    }

    /// - Parameter path: its name decides the format.
    init(_ bytes: [UInt8], path: String) throws(BundleError) {
        self.path = path
        let name = path.split(separator: "/").last.map(String.init) ?? path
        if path.lowercased().hasSuffix(".csv") {
            rows = try Self.fromCSV(bytes, name: name)
        } else if path.lowercased().hasSuffix(".yaml") || path.lowercased().hasSuffix(".yml") {
            rows = try Self.fromYAML(bytes, name: name)
        } else {
            throw BundleError(
                .sheetForm, "“\(name.shownInMessage)” is neither .csv nor .yaml.",
                next: "Save the spreadsheet as “CSV UTF-8”.")
        }
    }

    private static func fromCSV(_ bytes: [UInt8], name: String) throws(BundleError) -> [SheetRow] {
        let records = try CSV.records(bytes, name: name)
        guard let head = records.first else {
            throw BundleError(.sheetForm, "\(name) is empty.", next: "Let saksi write a template: saksi pack FOLDER.")
        }
        var columns: [SheetColumn] = []
        for heading in head.cells {
            let column = try SheetColumn.parsing(heading, at: "\(name), row 1")
            guard !columns.contains(column) else {
                throw BundleError(
                    .sheetDuplicate, "\(name), row 1: the column “\(heading.shownInMessage)” is there twice.",
                    next: "Remove one of the two.")
            }
            columns.append(column)
        }
        guard columns.contains(.path) else {
            throw BundleError(
                .sheetColumn, "\(name) has no column “path”.", next: "Add it: the file's path in the folder.")
        }
        var rows: [SheetRow] = []
        for record in records.dropFirst() {
            if record.cells.allSatisfy(\.isEmpty) { continue }
            let place = "\(name), row \(record.row)"
            guard record.cells.count == columns.count else {
                throw BundleError(
                    .sheetForm, "\(place) has \(record.cells.count.counted("cell")); the heading has \(columns.count).",
                    next: "Put text that contains a comma or semicolon in quotes.")
            }
            let cells = zip(columns, record.cells).filter { !$0.1.isEmpty }
            rows.append(SheetRow(place: place, cells: Dictionary(uniqueKeysWithValues: cells.map { ($0.0, $0.1) })))
        }
        return rows
    }

    private static func fromYAML(_ bytes: [UInt8], name: String) throws(BundleError) -> [SheetRow] {
        do {
            let root = try StrictYAML.read(bytes, file: name, limit: largest)
            let list: [YAMLNode]
            if case .map = root.content {
                var fields = try root.fields("sheet")
                list = try fields.required("exhibits").list()
                try fields.finish()
            } else {
                list = try root.list()
            }
            var rows: [SheetRow] = []
            for (index, node) in list.enumerated() {
                let place = "\(name), exhibit \(index + 1) (line \(node.place.line))"
                var cells: [SheetColumn: String] = [:]
                for entry in try node.fields("exhibit").all {
                    let column = try SheetColumn.parsing(entry.key, at: place)
                    var values: [String] = []
                    for item in entry.value.listOrOne() { values.append(try item.text()) }
                    // An empty list is an answer: none.
                    let text = values.isEmpty ? SheetValue.none : values.joined(separator: "|")
                    guard cells.updateValue(text, forKey: column) == nil else {
                        throw BundleError(
                            .sheetDuplicate, "\(place): the column “\(column.rawValue)” is there twice.",
                            next: "Remove one of the two.")
                    }
                }
                rows.append(SheetRow(place: place, cells: cells))
            }
            return rows
        } catch let error as BundleError {
            throw error
        } catch let error as VocabularyError {
            throw BundleError(.sheetForm, error.reason, next: error.nextStep)
        } catch {
            throw BundleError(.sheetForm, "\(name) could not be read.", next: "Compare it with docs/spec/bundle.md.")
        }
    }
}
