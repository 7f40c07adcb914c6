import FoundationEssentials
package import Vocabulary

/// Bytes inside JSON: standard Base64 with padding (RFC 4648, section 4), in its one spelling.
package struct Base64Bytes: ParsedText {
    package let bytes: [UInt8]

    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    package init(parsing text: String) throws(VocabularyError) {
        // Decoders forgive stray bits in the last character; writing it again does not.
        guard let data = Data(base64Encoded: text), data.base64EncodedString() == text else {
            throw VocabularyError(
                .jsonForm, "A field is not Base64 with padding.", next: "Encode the bytes by RFC 4648, section 4.")
        }
        bytes = Array(data)
    }

    package var text: String { Data(bytes).base64EncodedString() }
}
