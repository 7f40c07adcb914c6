import GRDB

extension Database {
    /// The rows that fit, each with its sum checked.
    func fetch<Value: RowForm>(
        _ type: Value.Type, _ condition: String, _ arguments: [DatabaseValue], order: String = "", limit: Int = -1
    ) throws -> [Value] {
        let form = type.form
        let suffix = (order.isEmpty ? "" : " ORDER BY \(order)") + (limit < 0 ? "" : " LIMIT \(limit)")
        let statement = try cachedStatement(sql: "SELECT * FROM \(form.table) WHERE \(condition)\(suffix)")
        let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
        var values: [Value] = []
        while let row = try rows.next() { values.append(try Value(try StoredRow(row, of: form))) }
        return values
    }
}
