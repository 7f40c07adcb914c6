import Custody
import Policy
import Vocabulary

/// The pages of a certificate, which follow from `custody.json` and from the program that writes them.
struct CertificatePages {
    let html: [UInt8]
    let text: [UInt8]

    /// - Throws: `command.certificate.language` if there are no sentences in the language of the pages.
    init(_ record: ProvenCustody, digest: Digest) throws {
        let language = try TextLanguage(parsing: record.language)
        guard let catalogue = MessageCatalogue(language) else { throw Self.noSentences(language) }
        let blocks = CertificateText(record: record, recordDigest: digest, catalogue: catalogue).blocks
        var beside = PrintedPage.Beside.nothing
        if let second = try record.beside.map({ try TextLanguage(parsing: $0) }) {
            if let other = MessageCatalogue(second) {
                let text = CertificateText(record: record, recordDigest: digest, catalogue: other)
                beside = .text(text.blocks, second)
            } else {
                beside = .room(
                    second, note: catalogue.text(.besideMissing, ["language": second.rawValue]))
            }
        }
        let foot = catalogue.text(.pageFoot, ["bundle": record.bundle.id.text])
        html = Array(PrintedPage(language: language, blocks: blocks, beside: beside, foot: foot).html.utf8)
        text = Array(PlainPage.text(blocks).utf8)
    }

    static func noSentences(_ language: TextLanguage) -> CommandError {
        CommandError(
            .certificateLanguage, "There are no sentences for a certificate in “\(language)” yet.",
            next: "Leave --language out, and give --beside \(language): it leaves room for a translation.")
    }
}

/// The names of the files of a certificate.
enum CertificateFile {
    static let record = "custody.json"
    static let printed = "certificate.html"
    static let plain = "certificate.txt"
    static let checkpoint = "checkpoint.txt"
    static let list = ListSignature.list

    static let certificates = "certificates/"
    static let revocations = "revocation/"

    static func certificate(_ digest: Digest) -> String { "\(certificates)\(digest.hexadecimal).pem" }
    static func revocation(_ digest: Digest) -> String { "\(revocations)\(digest.hexadecimal).crl" }
}

extension ErrorCode {
    static let certificateLanguage = ErrorCode("command.certificate.language", .usage)
}
