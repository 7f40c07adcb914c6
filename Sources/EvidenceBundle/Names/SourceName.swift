import Vocabulary

/// Turns the name of a file that is to be packed into the name of an entry.
enum SourceName {
    /// - Parameter prefix: `data/`
    /// - Throws: `bundle.source.name` if the name may not stand in a bundle.
    static func entryPath(_ original: [UInt8], prefix: String) throws(BundleError) -> EntryPath {
        let shown = String(decoding: original, as: UTF8.self).shownInMessage
        guard let text = String(validating: original, as: UTF8.self) else {
            throw BundleError(
                .sourceName, "The name of “\(shown)” is not UTF-8.",
                next: "Rename the file; write its old name into the column external-references.")
        }
        let normalized = EntryPath.normalized(
            text.split(separator: "%", omittingEmptySubsequences: false).joined(separator: "_"))
        do {
            return try EntryPath(parsing: prefix + normalized)
        } catch {
            throw BundleError(
                .sourceName,
                "“\(shown)” cannot be packed under this name: it \(EntryPath.fault(prefix + normalized) ?? "").",
                next: "Rename the file; write its old name into the column external-references.")
        }
    }
}

/// Finds names that many systems would take for the same.
struct NameCollisions {
    private var files: [String: String] = [:]
    private var folders: [String: String] = [:]

    mutating func add(_ path: EntryPath, shown: String) throws(BundleError) {
        let other = files.updateValue(shown, forKey: path.folded)
        var clash = other ?? folders[path.folded]
        for folder in path.folders {
            let key = EntryPath.folded(folder)
            if let file = files[key] { clash = file }
            folders[key] = shown
        }
        guard let clash else { return }
        throw BundleError(
            .sourceNamesCollide, "“\(clash)” and “\(shown)” are the same name to many systems.",
            next: "Rename one of the two.")
    }
}
