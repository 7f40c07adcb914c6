import Seal
import Vocabulary

/// The folder from which an operator activates: agreements, instruments and laws, each with its signatures beside it.
///
/// Everything in it counts, or nothing is activated: a law that lies there under the wrong name would otherwise be left
/// out in silence.
package enum AgreementFolder {
    /// - Throws: `exchange.agreement.folder` if it cannot be read, or holds what is neither policy nor signature.
    package static func files(in path: String) throws -> [PolicyFile] {
        guard let folder = SignedFolder(reading: path) else {
            throw ExchangeError(
                .agreementFolder, "The folder of agreements “\(path.shownInMessage)” is not there, or cannot be read.",
                next: "Correct “agreements” in the configuration, or make the folder and put the signed files into it.")
        }
        if let stranger = folder.strangers.first {
            throw ExchangeError(
                .agreementFolder, SignedFolder.reason(against: stranger), next: SignedFolder.nextStep)
        }
        return try folder.files.map { try PolicyFile(reading: "\(path)/\($0)") }
    }
}
