import Custody
import Vocabulary

/// A piece of a certificate in one language. Which pieces there are follows from the record alone, so that the same
/// place of two languages says the same.
enum CertificateBlock {
    struct Field {
        let name: String
        let value: String
    }

    /// One step of custody, as a row.
    struct Step {
        let number: Int
        let when: String
        let sentence: String
        let details: [String]
        /// Where its proof is, and under which id.
        let proof: [String]
    }

    case title(String, under: String)
    /// What must not be overlooked.
    case notice(String)
    /// What follows stands on a sheet of its own.
    case sheet
    case heading(String)
    case text(String)
    case fields([Field])
    /// The digest in full, for the telephone and for a scanner, each under its own words.
    case digest(Digest, PhoneDigits, code: String, phoneTitle: String, phoneText: String, codeTitle: String)
    case steps(columns: [String], [Step])
    case items([String])
    case numbered([String])
    /// Room for a pen.
    case signing([String])
    /// Lines for a shell, as they are run.
    case lines([String])
}
