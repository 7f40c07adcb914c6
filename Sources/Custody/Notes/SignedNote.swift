import Vocabulary

/// One signature line of a note. Who made it is only known once a key verified it.
///
/// Two lines are one if their bytes are: not if their names only look alike (`sameBytes`).
package struct NoteSignature: Hashable, Sendable {
    package let name: String
    package let keyID: UInt32
    /// What follows the key id; its form depends on the key's type.
    package let value: [UInt8]

    init(name: String, keyID: UInt32, value: [UInt8]) {
        self.name = name
        self.keyID = keyID
        self.value = value
    }

    /// - Parameter line: `— name base64(key id || signature)`, without its newline.
    package init(parsing line: some StringProtocol) throws(CustodyError) {
        // By bytes: Swift takes a mark at the beginning of a name together with the space before it.
        let parts = line.utf8.split(separator: 0x20, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].elementsEqual(Self.dash.utf8),
            let name = String(validating: parts[1], as: UTF8.self), VerifierKey.isName(name),
            let bytes = Base64.decode(parts[2]), bytes.count > 4
        else { throw SignedNote.malformed("has a line below its text that is no signature line") }
        self.name = name
        keyID = bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        value = Array(bytes.dropFirst(4))
    }

    /// Without its newline.
    package var line: String {
        let id = (0..<4).map { UInt8(truncatingIfNeeded: keyID >> (24 - 8 * $0)) }
        return "\(Self.dash) \(name) \(Base64.encode(id + value))"
    }

    func isBy(_ key: VerifierKey) -> Bool { keyID == key.keyID && name.sameBytes(as: key.name) }

    static let dash = "\u{2014}"

    package static func == (one: NoteSignature, other: NoteSignature) -> Bool {
        one.keyID == other.keyID && one.value == other.value && one.name.sameBytes(as: other.name)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(keyID)
        hasher.combine(value)
    }
}

extension String {
    /// Swift takes canonically equivalent texts for equal, as “K” and the Kelvin sign; what is signed is bytes.
    func sameBytes(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}

/// A text with signatures below it (C2SP signed-note).
package struct SignedNote: Hashable, Sendable {
    /// With its final newline.
    package let text: String
    package private(set) var signatures: [NoteSignature]

    /// Far more than the sixteen that every verifier must accept, also where a signature has some thousand bytes.
    static let longest = 131_072
    static let mostSignatures = 128

    init(text: String, signatures: [NoteSignature]) {
        self.text = text
        self.signatures = signatures
    }

    package init(parsing bytes: [UInt8]) throws(CustodyError) {
        guard bytes.count <= Self.longest else { throw Self.malformed("has more than \(Self.longest) bytes") }
        guard let whole = String(validating: bytes, as: UTF8.self) else { throw Self.malformed("is not UTF-8") }
        guard bytes.allSatisfy({ $0 >= 0x20 || $0 == 0x0A }) else { throw Self.malformed("has control characters") }
        // The text ends at the last empty line: the last place with two newlines in a row.
        guard bytes.last == 0x0A,
            let blank = bytes.indices.dropFirst().last(where: { bytes[$0] == 0x0A && bytes[$0 - 1] == 0x0A })
        else { throw Self.malformed("has no signatures") }
        let start = whole.utf8.index(whole.utf8.startIndex, offsetBy: blank)
        text = String(whole[..<start])
        let lines = whole[whole.utf8.index(after: start)...].split(separator: "\n", omittingEmptySubsequences: false)
            .dropLast()
        guard !lines.isEmpty, lines.count <= Self.mostSignatures else {
            throw Self.malformed("has \(lines.count.counted("signature"))")
        }
        signatures = []
        for line in lines { signatures.append(try NoteSignature(parsing: line)) }
    }

    package static func == (one: SignedNote, other: SignedNote) -> Bool {
        one.signatures == other.signatures && one.text.sameBytes(as: other.text)
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(signatures) }

    package var bytes: [UInt8] {
        Array((text + "\n" + signatures.map { $0.line + "\n" }.joined()).utf8)
    }

    /// The same note with one more signature, unless it is there already.
    package func adding(_ signature: NoteSignature) -> SignedNote {
        var note = self
        if !note.signatures.contains(signature) { note.signatures.append(signature) }
        return note
    }

    package static func signing(_ text: String, with key: SignerKey) throws(CustodyError) -> NoteSignature {
        guard key.verifier.algorithm == .ed25519 else {
            throw CustodyError(
                .custodyNoteKey, "The key “\(key.verifier.name.shownInMessage)” is for cosigning.",
                next: "Give the log's own key.")
        }
        return NoteSignature(
            name: key.verifier.name, keyID: key.verifier.keyID, value: try key.signature(over: Array(text.utf8)))
    }

    /// A signature that a key verified.
    struct Verified {
        /// When, as a cosigner says; a log says nothing.
        let time: Instant?
    }

    /// - Returns: nil if the signature is not by this key.
    /// - Throws: `CustodyError` if it claims to be and is not: such a note is refused as a whole.
    func verify(_ signature: NoteSignature, by key: VerifierKey) throws(CustodyError) -> Verified? {
        guard signature.isBy(key) else { return nil }
        switch key.algorithm {
        case .ed25519:
            guard key.isValid(signature.value, over: Array(text.utf8)) else { throw Self.forged(signature) }
            return Verified(time: nil)
        case .cosignature:
            guard let cosignature = Cosignature(signature.value),
                key.isValid(cosignature.signature, over: Cosignature.message(time: cosignature.seconds, text: text))
            else { throw Self.forged(signature) }
            return Verified(time: Instant(secondsSince1970: cosignature.seconds))
        }
    }

    static func malformed(_ what: String) -> CustodyError {
        CustodyError(
            .custodyNoteForm, "The signed note \(what).", next: "Ask the node for it again; do not edit it.")
    }

    private static func forged(_ signature: NoteSignature) -> CustodyError {
        CustodyError(
            .custodyNoteSignature,
            "The signature of “\(signature.name.shownInMessage)” does not belong to this checkpoint.",
            next: "The text or the signature was changed: ask the node for it again, and keep this one.")
    }
}
