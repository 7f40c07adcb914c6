import Vocabulary

/// A path in a bag's manifest or `fetch.txt`.
enum BagPath {
    /// - Returns: what is wrong with a path that must stay inside of the bag, or nil.
    static func fault(_ path: String) -> String? {
        let bytes = Array(path.utf8)
        if bytes.isEmpty { return "is empty" }
        if bytes[0] == 0x2F { return "is absolute" }
        if bytes[0] == 0x7E { return "begins with “~”" }
        if bytes.contains(0x5C) { return "contains a backslash" }
        if bytes.count > 1, bytes[1] == 0x3A { return "names a drive" }
        if bytes.contains(0) { return "contains a zero byte" }
        if PathSegments.of(path).contains("..") { return "leaves the bag" }
        return nil
    }

    /// Without the `./` that some tools write in front.
    static func withoutDot(_ path: String) -> String {
        path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    }

    /// RFC 8493, section 2.1.3: only line ends and `%` are encoded.
    static func decoded(_ path: String) -> String {
        var result = ""
        var rest = path[...]
        while let percent = rest.firstIndex(of: "%") {
            result += rest[..<percent]
            let code = rest[percent...].prefix(3).uppercased()
            let meaning = ["%0A": "\n", "%0D": "\r", "%25": "%"][code]
            result += meaning ?? "%"
            rest = rest[percent...].dropFirst(meaning == nil ? 1 : 3)
        }
        return result + rest
    }

    /// Files that systems make and remove by themselves.
    static func isSystemFile(_ path: String) -> Bool {
        let name = PathSegments.last(of: path).lowercased()
        return [".ds_store", "thumbs.db", "desktop.ini"].contains(name) || name.hasPrefix("._")
    }
}
