import Vocabulary

/// The tag files that make a bundle a BagIt 1.0 bag (RFC 8493).
enum TagFiles {
    static let declarationPath = "bagit.txt"
    static let infoPath = "bag-info.txt"
    static let manifestPath = "manifest-sha256.txt"
    static let manifestEntry = try? EntryPath(parsing: manifestPath)
    static let tagManifestPath = "tagmanifest-sha256.txt"
    static let declaration = Array("BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n".utf8)

    static func info(_ record: BundleRecord, payloadBytes: Int64, payloadFiles: Int) -> [UInt8] {
        let lines = [
            "Bagging-Date: \(record.created.at.day(at: record.created.offset).text)",
            "Bag-Software-Agent: \(record.tool.name) \(record.tool.version)",
            "External-Identifier: \(record.bundle.text)",
            "Internal-Sender-Identifier: \(record.case.number.text)",
            "Payload-Oxum: \(payloadBytes).\(payloadFiles)",
        ]
        return Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    /// One line of a manifest, as `sha256sum` writes it.
    static func line(_ digest: Digest, _ path: String) -> [UInt8] {
        var line = Array(digest.hexadecimal.utf8)
        line.reserveCapacity(line.count + path.utf8.count + 3)
        line += [0x20, 0x20]
        line += path.utf8
        line.append(0x0A)
        return line
    }

    /// Whether an entry belongs into the tag manifest: neither payload, nor signature, nor the tag manifest itself.
    static func isTagFile(_ path: String) -> Bool {
        !PathSegments.isPayload(path) && !path.hasPrefix("META-INF/") && path != tagManifestPath
    }
}
