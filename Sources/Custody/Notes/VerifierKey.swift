import Crypto
package import Vocabulary

/// What a key signs, by the type byte of C2SP signed-note.
package enum NoteAlgorithm: UInt8, Sendable {
    /// Ed25519 over the text of the note: how a log signs its checkpoints.
    case ed25519 = 0x01
    /// Ed25519 over time and text (C2SP tlog-cosignature): how a cosigner does.
    case cosignature = 0x04
}

/// The public half of a note key, written as a *vkey*: `name+0f0e0d0c+base64(type || key)`.
package struct VerifierKey: ParsedText {
    package let name: String
    package let algorithm: NoteAlgorithm
    /// 32 bytes.
    package let publicKey: [UInt8]
    /// The first four bytes of SHA-256(name, newline, type, key), big-endian.
    package let keyID: UInt32

    init(name: String, algorithm: NoteAlgorithm, publicKey: [UInt8]) {
        self.name = name
        self.algorithm = algorithm
        self.publicKey = publicKey
        let hash = Digest(of: Array(name.utf8) + [0x0A, algorithm.rawValue] + publicKey)
        keyID = hash.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    package init(parsing text: String) throws(VocabularyError) {
        let malformed = VocabularyError(
            .identifierForm, "“\(text.shownInMessage)” is not a verifier key.",
            next: "Copy it again from the trust list: name+key id+key.")
        guard text.utf8.count <= 512, let (name, id, material) = Self.parts(text[...]),
            let algorithm = material.first.flatMap(NoteAlgorithm.init(rawValue:)), material.count == 33,
            (try? Curve25519.Signing.PublicKey(rawRepresentation: material.dropFirst())) != nil
        else { throw malformed }
        self.init(name: name, algorithm: algorithm, publicKey: Array(material.dropFirst()))
        guard id == keyID, self.text.sameBytes(as: text) else { throw malformed }
    }

    /// The same key as it signs for a log: the name of a log's key is the log's origin (C2SP tlog-checkpoint).
    package func named(_ origin: LogOrigin) -> VerifierKey {
        VerifierKey(name: origin.text, algorithm: algorithm, publicKey: publicKey)
    }

    /// The same key under another name, and so with another key id.
    package func named(_ name: String) -> VerifierKey {
        VerifierKey(name: name, algorithm: algorithm, publicKey: publicKey)
    }

    /// Splits `name+id+base64`. The base64 may hold plus signs, the name never does.
    static func parts(_ text: Substring) -> (name: String, id: UInt32, material: [UInt8])? {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, isName(parts[0]), parts[1].utf8.count == 8,
            let id = Hexadecimal.decode(parts[1]), let material = Base64.decode(parts[2])
        else { return nil }
        return (String(parts[0]), id.reduce(0) { $0 << 8 | UInt32($1) }, material)
    }

    /// Not empty, without spaces, plus signs and control characters.
    package static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= 255
            && text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0 != "+" && $0.value >= 0x20 }
    }

    package static func == (one: VerifierKey, other: VerifierKey) -> Bool {
        one.algorithm == other.algorithm && one.publicKey == other.publicKey && one.name.sameBytes(as: other.name)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(algorithm)
        hasher.combine(publicKey)
    }

    package var text: String {
        "\(name)+\(hexadecimalID)+\(Base64.encode([algorithm.rawValue] + publicKey))"
    }

    /// Eight digits.
    package var hexadecimalID: String {
        Hexadecimal.encode((0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) })
    }

    func isValid(_ signature: [UInt8], over message: [UInt8]) -> Bool {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: message)
    }
}
