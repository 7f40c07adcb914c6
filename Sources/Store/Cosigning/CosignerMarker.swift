import Custody
import Vocabulary

/// `cosigner.json`: which key signs from this folder. Written once, when somebody said that the key never signed.
///
/// Without it a cosigner would take an empty folder for “nothing cosigned yet”: a disk that is not mounted, a path that is
/// mistyped, a node that was brought back without this part of it.
struct CosignerMarker {
    static let name = "cosigner.json"
    private static let format = "saksi-cosigner-folder/1"

    let bytes: [UInt8]

    private struct Form: Codable {
        let format: String
        let key: String
    }

    init(_ key: VerifierKey) throws(StoreError) {
        guard let bytes = try? CanonicalJSON.encode(Form(format: Self.format, key: key.text)) else {
            throw StoreError(.writeFailed, "The cosigner's folder could not be begun.", next: "Please report this.")
        }
        self.bytes = bytes
    }

    /// - Throws: `storage.cosigner-not-begun` where it is missing, `storage.cosigner-other-key` where it is another key's.
    static func check(_ folder: Folder, for key: VerifierKey) throws(StoreError) {
        guard let kept = try folder.read(name) else {
            throw StoreError(
                .cosignerNotBegun,
                "“\(folder.path.shownInMessage)” is not the folder of a cosigner: it has no \(name).",
                next:
                    "Check “data” and that its disk is mounted. If this key has never signed, begin with: saksid cosigner --begin --config FILE. If it has, and its folder is lost, take a new key."
            )
        }
        guard try CosignerMarker(key).bytes == kept else {
            throw StoreError(
                .cosignerOtherKey, "“\(folder.path.shownInMessage)” is the folder of another cosigner's key.",
                next: "Correct “data” or the key in the configuration: each key has a folder of its own, for ever.")
        }
    }
}
