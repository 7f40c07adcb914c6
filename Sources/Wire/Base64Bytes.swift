import Custody
package import Vocabulary

/// Bytes inside JSON: standard Base64 with padding (RFC 4648, section 4), in its one spelling.
package struct Base64Bytes: ParsedText {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(parsing text: String) throws(VocabularyError) {
        guard let bytes = Base64.decode(text) else {
            throw VocabularyError(
                .jsonForm, "A field is not Base64 with padding.", next: "Encode the bytes by RFC 4648, section 4.")
        }
        self.bytes = bytes
    }

    package var text: String { Base64.encode(bytes) }
}
