import Foundation
import Vocabulary

/// A folder of signed policy files (`.yaml`) with their signatures (`.p7s`) beside them.
///
/// Everything in it counts, or nothing is taken from it: a law that lies there under the wrong name would otherwise be
/// left out in silence.
package struct SignedFolder: Sendable {
    /// The names of the policy files, sorted.
    package let files: [String]
    /// What is neither policy nor signature, nor something to read beside them: a README and the rules in sentences.
    package let strangers: [String]

    /// - Returns: nil if the folder is not there or cannot be read.
    package init?(reading path: String) {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path).sorted() else { return nil }
        let strangers = names.filter { name in
            var isFolder: ObjCBool = false
            _ = unsafe FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
            return isFolder.boolValue || !Self.belongs(name)
        }
        files = names.filter { $0.hasSuffix(".yaml") && !strangers.contains($0) }
        self.strangers = strangers
    }

    private static func belongs(_ name: String) -> Bool {
        name == "README.md"
            || [".yaml", ".p7s", ".en.txt", ".km.txt", ".th.txt", ".vi.txt"].contains(where: name.hasSuffix)
    }

    /// What is wrong with the first that does not belong there.
    package static func reason(against stranger: String) -> String {
        "The folder of agreements holds “\(stranger.shownInMessage)”, which is neither a policy file (.yaml) nor "
            + "a signature (.p7s)."
    }

    package static let nextStep =
        "Give a policy file its name with .yaml, and move everything else out of the folder."
}
