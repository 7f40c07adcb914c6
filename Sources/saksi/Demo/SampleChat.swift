/// A chat export as an SQLite file of one table, as phone tools write them.
///
/// saksi has no SQLite in it, so the two pages are put together here by the published file format
/// (https://www.sqlite.org/fileformat.html): the schema page, and one leaf with the messages.
struct SampleChat {
    struct Message {
        let time: Int64
        let sender: String
        let text: String
    }

    let messages: [Message]

    private static let page = 4096
    private static let schema = "CREATE TABLE message(id INTEGER PRIMARY KEY, sent_at INTEGER, sender TEXT, body TEXT)"

    /// - Returns: nil if the messages do not fit on one page.
    var file: [UInt8]? {
        let rows = messages.enumerated().map { index, message in
            Self.cell(
                row: Int64(index + 1),
                [.null, .integer(message.time), .text(message.sender), .text(message.text)])
        }
        let catalogue = Self.cell(
            row: 1, [.text("table"), .text("message"), .text("message"), .integer(2), .text(Self.schema)])
        guard let first = Self.leaf([catalogue], reserving: 100), let second = Self.leaf(rows, reserving: 0) else {
            return nil
        }
        return Self.header + first.dropFirst(100) + second
    }

    private enum Value {
        case null
        case integer(Int64)
        case text(String)

        var type: UInt64 {
            switch self {
            case .null: 0
            case .integer: 6
            case .text(let text): UInt64(text.utf8.count * 2 + 13)
            }
        }

        var bytes: [UInt8] {
            switch self {
            case .null: []
            case .integer(let number): SampleChat.big(UInt64(bitPattern: number), 8)
            case .text(let text): Array(text.utf8)
            }
        }
    }

    /// One row of a table leaf: size of the record, row id, record.
    private static func cell(row: Int64, _ values: [Value]) -> [UInt8] {
        let types = values.flatMap { varint($0.type) }
        // The length counts itself, in one byte, as the headers here are short.
        let record = varint(UInt64(types.count + 1)) + types + values.flatMap(\.bytes)
        return varint(UInt64(record.count)) + varint(UInt64(row)) + record
    }

    /// A leaf page: its header, the pointers to the cells, and the cells from the end backwards.
    private static func leaf(_ cells: [[UInt8]], reserving: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: page)
        var end = page
        var pointers: [UInt8] = []
        for cell in cells {
            end -= cell.count
            guard end > reserving + 8 + cells.count * 2 else { return nil }
            bytes.replaceSubrange(end..<end + cell.count, with: cell)
            pointers += big(UInt64(end), 2)
        }
        let header = [0x0D, 0, 0] + big(UInt64(cells.count), 2) + big(UInt64(end), 2) + [0]
        bytes.replaceSubrange(reserving..<reserving + 8 + pointers.count, with: header + pointers)
        return bytes
    }

    /// The first hundred bytes of the file.
    private static var header: [UInt8] {
        let fixed: [UInt8] = [1, 1, 0, 64, 32, 32]
        let counters: [UInt64] = [1, 2, 0, 0, 1, 4, 0, 0, 1, 0, 0, 0]
        return Array("SQLite format 3".utf8) + [0] + big(UInt64(page), 2) + fixed + counters.flatMap { big($0, 4) }
            + [UInt8](repeating: 0, count: 20) + big(1, 4) + big(3_045_000, 4)
    }

    private static func varint(_ value: UInt64) -> [UInt8] {
        var groups = [UInt8(value & 0x7F)]
        var rest = value >> 7
        while rest > 0 {
            groups.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return groups.reversed()
    }

    fileprivate static func big(_ value: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: value >> (UInt64($0) * 8)) }
    }
}
