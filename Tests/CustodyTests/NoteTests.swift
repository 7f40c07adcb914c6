import TestKit
import Testing
import Vocabulary

@testable import Custody

@Suite("Signed notes")
struct NoteTests {
    /// The example of C2SP signed-note.
    static let key = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    static let example = """
        This is an example message.

        — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

        """

    @Test("The example of C2SP signed-note verifies and is written back byte by byte")
    func c2spExample() throws {
        let key = try VerifierKey(parsing: Self.key)
        let note = try SignedNote(parsing: Array(Self.example.utf8))
        #expect(key.text == Self.key)
        #expect(note.text == "This is an example message.\n")
        #expect(try note.verify(note.signatures[0], by: key) != nil)
        #expect(note.bytes == Array(Self.example.utf8))
    }

    @Test("The note with empty lines in its text, of C2SP signed-note, is written back byte by byte")
    func emptyLines() throws {
        let text = """
            Ognuno sta solo sul cuor della terra
            trafitto da un raggio di sole:

            ed è subito sera.

            — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=

            """
        let note = try SignedNote(parsing: Array(text.utf8))
        #expect(note.text.hasSuffix("ed è subito sera.\n"))
        #expect(note.bytes == Array(text.utf8))
    }

    @Test("A published private key signs what its published signature says")
    func publishedKey() throws {
        // From the documentation of golang.org/x/mod/sumdb/note.
        let encoded = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
        let text =
            "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
        let line =
            "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
        let key = try SignerKey(parsing: Secret(encoded))
        #expect(key.verifier.text == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
        #expect(key.encoded.revealed == encoded + "\n")
        let published = try NoteSignature(parsing: line)
        #expect(published.line == line)
        #expect(try SignedNote.signing(text, with: key) == published)
    }

    @Test("A private key never prints itself")
    func secret() throws {
        let key = try SignerKey(name: "saksi/kh/phnom-penh/node", algorithm: .ed25519, from: SystemRandomness())
        #expect("\(key.encoded)" == "<redacted>")
        #expect(!"\(key)".contains(key.encoded.revealed.split(separator: "+")[4].prefix(12)))
    }

    @Test("A key with one character changed is not read")
    func damagedKeys() throws {
        var generator = SeededGenerator(seed: 3)
        for place in Self.key.utf8.indices {
            var bytes = Array(Self.key.utf8)
            let offset = Self.key.utf8.distance(from: Self.key.utf8.startIndex, to: place)
            bytes[offset] ^= 1 << UInt8.random(in: 0..<7, using: &generator)
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(throws: VocabularyError.self, "\(text)") { try VerifierKey(parsing: text) }
        }
    }

    @Test(
        "What is no note is refused",
        arguments: [
            "", "\n", "text\n", "text\n\n", "text\n\n— a b\n", "text\n\n- a AAAAAAA=\n", "text\n\n— a  AAAAAAA=\n",
            "text\n\n— a+b AAAAAAA=\n", "text\n\n— a AAAAAAA=", "text\n\n— a AAAAAAB=\n", "te\tt\n\n— a AAAAAAA=\n",
            "text\n\n— a AAAA\n", "text\n\n— a AAAAAAA=\n\n", "text\r\n\n— a AAAAAAA=\n",
            "text\n\n— a\u{2003}b AAAAAAA=\n",
        ])
    func noNotes(text: String) {
        #expect(throws: CustodyError.self) { try SignedNote(parsing: Array(text.utf8)) }
    }

    @Test("A note that is not UTF-8 is refused")
    func notUTF8() {
        #expect(throws: CustodyError.self) { try SignedNote(parsing: [0xFF] + Array(Self.example.utf8)) }
    }

    @Test("Base64 is read in one spelling only")
    func base64() {
        var generator = SeededGenerator(seed: 12)
        for count in 0..<70 {
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            #expect(Base64.decode(Base64.encode(bytes)) == bytes)
        }
        #expect(Base64.encode(Array("foobar".utf8)) == "Zm9vYmFy")
        for text in ["Zg", "Zg=", "Zh==", "Zm9=", "Z===", "====", "Zg==Zg==", "Zm9v\n", "Zm-v", " Zg=", "=Zm9", "Zg=a"]
        {
            #expect(Base64.decode(text) == nil, "\(text)")
        }
    }
}
