import Custody
import Vocabulary

/// Holds a folder against the mark of a key.
enum CosignerMarker {
    static func bytes(_ key: VerifierKey) throws(StoreError) -> [UInt8] {
        guard let mark = try? CosignerMark(key) else {
            throw StoreError(.writeFailed, "The cosigner's folder could not be begun.", next: "Please report this.")
        }
        return mark.bytes
    }

    /// - Throws: `storage.cosigner-not-begun` where it is missing, `storage.cosigner-other-key` where it is another key's.
    static func check(_ folder: Folder, for key: VerifierKey) throws(StoreError) {
        guard let kept = try folder.read(CosignerMark.name) else {
            throw StoreError(
                .cosignerNotBegun,
                "“\(folder.path.shownInMessage)” is not the folder of a cosigner: it has no \(CosignerMark.name).",
                next:
                    "Check “data” and that its disk is mounted. If this key has never signed, begin with: saksid cosigner --begin --config FILE. If it has, and its folder is lost, take a new key."
            )
        }
        guard try bytes(key) == kept else {
            throw StoreError(
                .cosignerOtherKey, "“\(folder.path.shownInMessage)” is the folder of another cosigner's key.",
                next: "Correct “data” or the key in the configuration: each key has a folder of its own, for ever.")
        }
    }
}
