import Vocabulary

/// Where a configuration lies: relative paths in it count from there.
struct ConfigurationPlace: Sendable {
    private let folder: String

    /// - Parameter path: of the file.
    init(of path: String) {
        folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
    }

    func path(_ node: YAMLNode) throws(VocabularyError) -> String {
        let text = try node.text()
        return text.hasPrefix("/") || folder.isEmpty ? text : "\(folder)/\(text)"
    }

    func keyFile(_ value: YAMLNode, _ noun: String) throws(VocabularyError) -> KeyFile {
        var fields = try value.fields(noun)
        let identity = try path(try fields.required("identity"))
        var passphraseFile: String?
        if let file = fields.optional("passphrase-file") { passphraseFile = try path(file) }
        try fields.finish()
        return KeyFile(path: identity, passphraseFile: passphraseFile)
    }
}

/// A PEM file with certificate, intermediates and key.
struct KeyFile: Sendable {
    let path: String
    let passphraseFile: String?
}

/// Where a service listens.
struct Address: Sendable {
    let host: String
    /// 0 lets the system choose.
    let port: Int

    init(reading node: YAMLNode) throws(VocabularyError) {
        var fields = try node.fields("address")
        host = try (try fields.required("host")).text()
        port = try (try fields.required("port")).integer(in: 0...65_535)
        try fields.finish()
    }
}
