import ArgumentParser
import Custody
import Vocabulary

/// `saksi agreement resume`: signed by the person who decides it, and in the log.
struct AgreementResume: Verb {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Resume an agreement that was suspended.",
        discussion: """
            What was stopped can be asked for again from this moment, and is decided anew. A clause must permit you. \
            The reason never enters the log: it keeps a salted digest, and the salt is printed.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(help: ArgumentHelp("Why; it stays with you.", valueName: "text"))
    var reason: String

    func perform(_ session: Session) async throws -> any Answer {
        try await session.state(.agreementResumed, of: try AgreementID(parsing: agreement), because: reason)
    }
}
