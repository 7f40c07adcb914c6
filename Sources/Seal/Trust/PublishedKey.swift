import FoundationEssentials
import Vocabulary

/// A verifier key as its owner published it, `name+hash+base64(type, key)` (C2SP signed-note), for the trust list.
///
/// It is read as whoever checks signatures will read it, so that a list with a wrong key is refused where it is read, and
/// not in the middle of somebody's receipt.
struct PublishedKey {
    let text: String
    /// 32 bytes: what signs, whatever name stands in front.
    let publicKey: [UInt8]

    /// - Returns: nil unless the hash is that of name, type and key, and the type is that of a log's or a cosigner's key.
    init?(_ text: String, of kind: NoteKey.Kind) {
        let parts = text.split(separator: "+", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, text.utf8.count <= 512, Self.isName(parts[0]),
            let material = Data(base64Encoded: String(parts[2])).map({ [UInt8]($0) }),
            // Of several spellings of base64 one counts.
            Data(material).base64EncodedString().utf8.elementsEqual(parts[2].utf8),
            material.count == 33, material[0] == kind.rawValue,
            parts[1].utf8.elementsEqual(Self.hash(Array(parts[0].utf8), material).utf8)
        else { return nil }
        self.text = text
        publicKey = Array(material.dropFirst())
    }

    private static func hash(_ name: [UInt8], _ material: [UInt8]) -> String {
        Hexadecimal.encode(Digest(of: name + [0x0A] + material).bytes.prefix(4))
    }

    /// Not empty, without spaces, plus signs and control characters.
    private static func isName(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.count <= 255
            && text.unicodeScalars.allSatisfy { !$0.properties.isWhitespace && $0.value >= 0x20 }
    }
}
