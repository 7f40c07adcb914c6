import ArgumentParser
import Policy
import Vocabulary

/// `saksi agreement read`: the rules in plain sentences, to lay beside the text.
struct AgreementRead: Verb {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Read the rules of an agreement or law back in plain sentences.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The agreement or law.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var path: String
    @Option(
        help: ArgumentHelp(
            "en, km, th or vi: the file's own words, where it has them; the rules are in en now.", valueName: "language"
        ))
    var language = "en"

    func perform(_ session: Session) async throws -> any Answer {
        let language = try TextLanguage(parsing: language)
        let document = try PolicyDocument(reading: try InputFile.read(path), file: path)
        return Sentences(agreement: document.id, lines: ReadBack(document, language: language).lines)
    }

    struct Sentences: Answer {
        let agreement: AgreementID
        let lines: [String]

        func write(to page: inout Page) {
            for line in lines { page.line(line) }
        }
    }
}
