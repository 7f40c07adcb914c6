import Vocabulary

/// A sheet to fill in: one row for each file of a folder, with what can be seen without asking anybody.
package enum SheetTemplate {
    /// - Returns: CSV in UTF-8 with a mark, so that spreadsheets open it with the right letters.
    package static func text(for folder: String) throws(BundleError) -> [UInt8] {
        let scan = try FolderScan(folder)
        guard !scan.files.isEmpty else { throw PackPlan.empty(folder) }
        var lines = [SheetColumn.allCases.map(\.rawValue).joined(separator: ",")]
        for (index, file) in scan.files.enumerated() {
            let path = String(decoding: file.path, as: UTF8.self)
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
}
