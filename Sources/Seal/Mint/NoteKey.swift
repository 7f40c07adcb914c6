import Crypto
import FoundationEssentials
import Vocabulary

/// An Ed25519 key in the text forms of C2SP signed-note, for logs (type 1) and cosigners (type 4).
struct NoteKey {
    enum Kind: UInt8 {
        case log = 0x01
        case cosigner = 0x04
    }

    /// `name+hash+base64(type, public key)`
    let verifier: String
    /// `PRIVATE+KEY+name+hash+base64(type, seed)` and a newline.
    let file: Secret<String>

    init(name: String, kind: Kind, from randomness: any Randomness) throws(SealError) {
        let seed = randomness.bytes(32)
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed) else {
            throw SealError(.cryptography, "No key could be made.", next: "Please report this.")
        }
        let publicKey = [kind.rawValue] + Array(key.publicKey.rawRepresentation)
        let hash = Hexadecimal.encode(Vocabulary.Digest(of: Array(name.utf8) + [0x0A] + publicKey).bytes.prefix(4))
        verifier = "\(name)+\(hash)+\(Data(publicKey).base64EncodedString())"
        file = Secret("PRIVATE+KEY+\(name)+\(hash)+\(Data([kind.rawValue] + seed).base64EncodedString())\n")
    }
}
