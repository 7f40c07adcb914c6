import Custody
import Vocabulary

/// The settings that keep daily commands short; see `docs/cli.md`.
///
/// All of them may be absent: a command that needs one says which. Relative paths count from the profile's folder.
struct Profile: Hashable, Sendable {
    /// The file the profile was read from, or would be.
    let file: String
    /// `https://host:port`
    var node: String?
    var nodeIdentity: Identity?
    var identity: String?
    var passphraseFile: String?
    var trust: String?
    var agreements: String?
    var offset: UTCOffset?
    /// The conduct that one's cases are about.
    var offence: OffenceCode?

    static let limit = 65_536

    init(at file: String) {
        self.file = file
    }

    init(reading bytes: [UInt8], at file: String) throws(VocabularyError) {
        self.init(at: file)
        // A file of comments alone sets nothing yet.
        let lines = bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
        if lines.allSatisfy({ $0.drop { $0 == 0x20 }.first.map { $0 == 0x23 } ?? true }) { return }
        var fields = try StrictYAML.read(bytes, file: file, limit: Self.limit).fields("profile")
        if let node = fields.optional("node") { self.node = try Self.address(node) }
        nodeIdentity = try fields.optional("node-identity").map { node throws(VocabularyError) in
            let identity = try node.parsed(Identity.self)
            guard identity.kind == .node else {
                throw node.failure(
                    "“\(identity)” is not the name of a node.", next: "Write it as kh/node/phnom-penh.")
            }
            return identity
        }
        identity = try fields.optional("identity").map(path)
        passphraseFile = try fields.optional("passphrase-file").map(path)
        trust = try fields.optional("trust").map(path)
        agreements = try fields.optional("agreements").map(path)
        offset = try fields.optional("offset").map { node throws(VocabularyError) in try node.parsed(UTCOffset.self) }
        offence = try fields.optional("offence").map { node throws(VocabularyError) in try node.parsed(OffenceCode.self)
        }
        try fields.finish()
    }

    private func path(_ node: YAMLNode) throws(VocabularyError) -> String {
        let text = try node.text()
        if text.hasPrefix("/") { return text }
        guard let slash = file.lastIndex(of: "/") else { return text }
        return String(file[...slash]) + text
    }

    private static func address(_ node: YAMLNode) throws(VocabularyError) -> String {
        let text = try node.text()
        guard text.hasPrefix("https://"), text.dropFirst(8).contains(":"), !text.dropFirst(8).contains("/") else {
            throw node.failure(
                "“\(text.shownInMessage)” is not the address of a node.", next: "Write it as https://host:port.")
        }
        return text
    }

    /// `$XDG_CONFIG_HOME/saksi/profile.yaml`, or the same below `~/.config`.
    static func defaultFile(_ environment: [String: String]) -> String {
        let configured = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
        return (configured ?? (environment["HOME"] ?? "") + "/.config") + "/saksi/profile.yaml"
    }
}
