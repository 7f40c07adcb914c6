/// A commitment to a text that can be opened later, or never: SHA-256 over the salt and the text.
///
/// The salt keeps somebody who holds a known file from recognising it in the log.
package struct SaltedCommitment: Hashable, Sendable {
    package let digest: Digest

    package init(salt: Salt, content: some Sequence<UInt8>) {
        digest = Digest(of: salt.bytes + Array(content))
    }
}

/// 128 random bits, written as 32 hexadecimal digits.
package struct Salt: ParsedText {
    package let bytes: [UInt8]

    package init(parsing text: String) throws(VocabularyError) {
        guard text.utf8.count == 32, let bytes = Hexadecimal.decode(text) else {
            throw Self.malformed(text, expected: "a salt: 32 lower-case hexadecimal digits")
        }
        self.bytes = bytes
    }

    package init(from randomness: any Randomness) {
        bytes = randomness.bytes(16)
    }

    package var text: String { Hexadecimal.encode(bytes) }
}
