import Vocabulary

/// A manifest of a bag: for each path the digest that its file must have.
struct BagManifest {
    struct Line {
        /// As it is written, without `./`.
        let path: String
        let digest: [UInt8]
    }

    let name: String
    let algorithm: BagAlgorithm
    let isForTags: Bool
    private(set) var lines: [Line] = []
    private(set) var warnings: [String] = []
    private(set) var faults: [BundleError] = []

    /// - Parameter name: `manifest-md5.txt` or `tagmanifest-sha512.txt`.
    static func kind(of name: String) -> (algorithm: String, isForTags: Bool)? {
        guard name.hasSuffix(".txt") else { return nil }
        for (prefix, isForTags) in [("manifest-", false), ("tagmanifest-", true)] where name.hasPrefix(prefix) {
            return (String(name.dropFirst(prefix.count).dropLast(4)), isForTags)
        }
        return nil
    }

    init(_ text: String, name: String, algorithm: BagAlgorithm, isForTags: Bool, isModern: Bool) {
        self.name = name
        self.algorithm = algorithm
        self.isForTags = isForTags
        var seen: [[UInt8]: [UInt8]] = [:]
        var folded: [String: String] = [:]
        for (index, line) in BagText.lines(text).enumerated() where !line.isEmpty {
            let place = "\(name), line \(index + 1)"
            guard let separator = line.firstIndex(where: { $0 == " " || $0 == "\t" || $0 == "*" }),
                let digest = Hexadecimal.decode(line[..<separator].lowercased()), digest.count == algorithm.byteCount
            else {
                fault(.bagManifestForm, "\(place), is not a digest and a path.")
                continue
            }
            var path = String(line[separator...].drop { $0 == " " || $0 == "\t" })
            if path.hasPrefix("*") {
                path.removeFirst()
                warnings.append("\(name) was made with a checksum tool in binary mode")
            }
            if path.hasPrefix("./") {
                path = BagPath.withoutDot(path)
                warnings.append("\(name) has paths that begin with “./”")
            }
            if let what = BagPath.fault(path) {
                fault(.bagUnsafePath, "\(place): the path “\(path.shownInMessage)” \(what).")
                continue
            }
            guard isForTags != PathSegments.isPayload(path) else {
                fault(.bagManifestForm, "\(place): “\(path.shownInMessage)” does not belong into this manifest.")
                continue
            }
            if let other = seen.updateValue(digest, forKey: Array(path.utf8)) {
                if isModern || other != digest {
                    fault(.bagDuplicate, "\(place): “\(path.shownInMessage)” is listed a second time.")
                } else {
                    warnings.append("\(name) lists “\(path.shownInMessage)” twice")
                }
                continue
            }
            if let other = folded.updateValue(path, forKey: EntryPath.folded(path)) {
                warnings.append(
                    "\(name): “\(other.shownInMessage)” and “\(path.shownInMessage)” are one name to many systems")
            }
            lines.append(Line(path: path, digest: digest))
        }
        warnings = warnings.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    private mutating func fault(_ code: ErrorCode, _ reason: String) {
        faults.append(BundleError(code, reason, next: Bag.askAgain))
    }
}
