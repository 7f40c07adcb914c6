import Foundation
import Vocabulary

/// The folder from which an operator activates: agreements, instruments and laws, each with its signatures beside it.
///
/// Everything in it counts, or nothing is activated: a law that lies there under the wrong name would otherwise be left
/// out in silence.
package enum AgreementFolder {
    /// - Throws: `exchange.agreement.folder` if it cannot be read, or holds what is neither policy nor signature.
    package static func files(in path: String) throws -> [PolicyFile] {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: path).sorted() else {
            throw ExchangeError(
                .agreementFolder, "The folder of agreements “\(path.shownInMessage)” is not there, or cannot be read.",
                next: "Correct “agreements” in the configuration, or make the folder and put the signed files into it.")
        }
        for name in names {
            var isFolder: ObjCBool = false
            _ = unsafe FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
            guard !isFolder.boolValue, belongs(name) else {
                throw ExchangeError(
                    .agreementFolder,
                    "The folder of agreements holds “\(name.shownInMessage)”, which is neither a policy file (.yaml) nor "
                        + "a signature (.p7s).",
                    next: "Give a policy file its name with .yaml, and move everything else out of the folder.")
            }
        }
        return try names.filter { $0.hasSuffix(".yaml") }.map { try PolicyFile(reading: "\(path)/\($0)") }
    }

    private static func belongs(_ name: String) -> Bool {
        name.hasSuffix(".yaml") || name.hasSuffix(".p7s") || name == "README.md"
    }
}
