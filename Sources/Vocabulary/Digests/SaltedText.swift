/// Words of a person that stay beside a log, with the salt under which the log has their digest. Once both are destroyed
/// the digest tells nothing.
package struct SaltedText: Hashable, Sendable, Codable {
    package let salt: Salt
    package let text: String

    /// So many bytes at most, in UTF-8.
    package static let longest = 4000

    package init(_ text: String, salt: Salt) {
        self.salt = salt
        self.text = text
    }

    /// As an event names it.
    package var digest: Digest { SaltedCommitment(salt: salt, content: Array(text.utf8)).digest }

    /// Whether it says something, not too much, and nothing that acts on a terminal: visible characters, spaces and
    /// line feeds, and none that turns the direction of writing.
    package var isPlain: Bool {
        (1...Self.longest).contains(text.utf8.count) && text.contains { !$0.isWhitespace }
            && text.unicodeScalars.allSatisfy { $0 == "\n" || !$0.actsOnText }
    }
}
