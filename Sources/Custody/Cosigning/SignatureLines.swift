/// Signature lines of a note by themselves: what a cosigner answers, and what it hands in where it pulls.
package enum SignatureLines {
    /// Each line ends with a newline.
    package static func bytes(_ signatures: [NoteSignature]) -> [UInt8] {
        Array(signatures.map { $0.line + "\n" }.joined().utf8)
    }

    /// At least one line, at most as many as a note can have. Who made them is only known once a key verified them.
    /// - Throws: `custody.note.form`
    package static func parse(_ bytes: [UInt8]) throws(CustodyError) -> [NoteSignature] {
        guard bytes.count <= SignedNote.longest, let text = String(validating: bytes, as: UTF8.self) else {
            throw SignedNote.malformed("has too long an answer to it, or one that is not UTF-8")
        }
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.popLast() == "", !lines.isEmpty, lines.count <= SignedNote.mostSignatures else {
            throw SignedNote.malformed("has no signature lines in the answer to it")
        }
        var signatures: [NoteSignature] = []
        for line in lines { signatures.append(try NoteSignature(parsing: line)) }
        return signatures
    }
}
