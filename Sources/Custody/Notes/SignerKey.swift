import Crypto
package import Vocabulary

/// The private half of a note key, kept as `PRIVATE+KEY+name+0f0e0d0c+base64(type || seed)`.
package struct SignerKey: Sendable {
    package let verifier: VerifierKey
    private let seed: Secret<[UInt8]>

    /// Makes a new key.
    package init(name: String, algorithm: NoteAlgorithm, from randomness: any Randomness) throws(CustodyError) {
        try self.init(name: name, algorithm: algorithm, seed: Secret(randomness.bytes(32)))
    }

    /// - Parameter encoded: the text of a key file, with or without its final newline.
    package init(parsing encoded: Secret<String>) throws(CustodyError) {
        let line = encoded.revealed.hasSuffix("\n") ? encoded.revealed.dropLast() : encoded.revealed[...]
        guard line.hasPrefix(Self.prefix),
            let (name, id, material) = VerifierKey.parts(line.dropFirst(Self.prefix.count)),
            material.count == 33, let algorithm = NoteAlgorithm(rawValue: material[0])
        else { throw Self.malformed() }
        try self.init(name: name, algorithm: algorithm, seed: Secret(Array(material.dropFirst())))
        guard verifier.keyID == id else { throw Self.malformed() }
    }

    package init(name: String, algorithm: NoteAlgorithm, seed: Secret<[UInt8]>) throws(CustodyError) {
        guard VerifierKey.isName(name), let key = try? Self.key(seed) else { throw Self.malformed() }
        self.seed = seed
        verifier = VerifierKey(name: name, algorithm: algorithm, publicKey: Array(key.publicKey.rawRepresentation))
    }

    /// The same key under another name, and so with another key id.
    package func named(_ name: String) throws(CustodyError) -> SignerKey {
        try SignerKey(name: name, algorithm: verifier.algorithm, seed: seed)
    }

    package var encoded: Secret<String> {
        let material = Base64.encode([verifier.algorithm.rawValue] + seed.revealed)
        return Secret("\(Self.prefix)\(verifier.name)+\(verifier.hexadecimalID)+\(material)\n")
    }

    func signature(over message: [UInt8]) throws(CustodyError) -> [UInt8] {
        do {
            return Array(try Self.key(seed).signature(for: message))
        } catch {
            throw Self.malformed()
        }
    }

    private static let prefix = "PRIVATE+KEY+"

    private static func key(_ seed: Secret<[UInt8]>) throws -> Curve25519.Signing.PrivateKey {
        try Curve25519.Signing.PrivateKey(rawRepresentation: seed.revealed)
    }

    private static func malformed() -> CustodyError {
        CustodyError(
            .custodyNoteKey, "The signing key for checkpoints is not of its form.",
            next: "Take the key file again from its backup; it is one line that starts with \(prefix).")
    }
}
