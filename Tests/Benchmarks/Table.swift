import Foundation

/// The rows as people read them.
struct Table {
    private let rows: [Row]

    init(_ rows: [Row]) {
        self.rows = rows
    }

    var text: String {
        let cells =
            [["", "ours", "peer", "unit", "ratio", "memory", "beside"]]
            + rows.map { row in
                [
                    row.name, Self.figure(row.ours, row.unit), Self.figure(row.peer, row.unit),
                    row.unit == Row.Unit.bytes.rawValue ? "MB" : row.unit, String(format: "%.2f", row.ratio),
                    String(format: "%.0f MB", Double(row.peakMemoryBytes) / 1e6), row.peerName,
                ]
            }
        let widths = cells[0].indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { line in
            line.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                // Names to the left, figures to the right.
                return [0, 3, 6].contains(column) ? cell + space : space + cell
            }.joined(separator: "  ").trimmedEnd
        }.joined(separator: "\n")
    }

    private static func figure(_ value: Double, _ unit: String) -> String {
        switch unit {
        case Row.Unit.bytes.rawValue: String(format: "%.1f", value / 1e6)
        case Row.Unit.seconds.rawValue: String(format: "%.3f", value)
        default: String(format: "%.0f", value)
        }
    }
}

extension String {
    fileprivate var trimmedEnd: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
