import Custody
import Seal
import Vocabulary

/// `SHA256SUMS`, as `sha256sum -c` reads it: every file of a certificate but itself and the signatures under it.
enum ListSignature {
    static let list = "SHA256SUMS"

    static func path(by signer: Identity) -> String { SignedFile.signaturePath(of: list, by: signer) }

    /// Whether a name is that of a signature under the list; whose, it says itself.
    static func isSignature(_ path: String) -> Bool {
        path.hasPrefix(list + ".") && path.hasSuffix(".p7s") && !path.contains("/")
    }

    /// Sorted by the bytes of the paths.
    static func text(_ digests: [String: Digest]) -> String {
        digests.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            .map { "\($0.value.hexadecimal)  \($0.key)\n" }.joined()
    }
}
