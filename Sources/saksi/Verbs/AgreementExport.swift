import ArgumentParser
import Policy
import Vocabulary

/// `saksi agreement export --cedar`: the same rules for another engine.
struct AgreementExport: Verb {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write the rules of an agreement as Cedar policies and entities.",
        discussion: """
            The agreement, each instrument that it rests on and each law is a policy set of its own; a request is \
            permitted if every set permits it. See docs/spec/agreement.md, “Export to Cedar”.
            """)

    @OptionGroup var global: GlobalOptions
    @Flag(help: "As Cedar policies; the only form there is.")
    var cedar = false
    @Argument(help: ArgumentHelp("The agreement.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var path: String

    func validate() throws {
        guard cedar else { throw ValidationError("Say in which form: --cedar.") }
    }

    func perform(_ session: Session) async throws -> any Answer {
        Exported(export: CedarExport(try PolicyFile(path).scope()))
    }

    struct Exported: Answer {
        let export: CedarExport

        func encode(to encoder: any Encoder) throws { try export.encode(to: encoder) }

        func write(to page: inout Page) {
            for set in export.sets { page.block(set.text) }
            page.block(export.requirements)
            page.line("// Entities:")
            for line in export.entities.split(separator: "\n") { page.line("// \(line)") }
        }
    }
}
