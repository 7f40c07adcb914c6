import ArgumentParser
import Custody
import Vocabulary

/// `saksi agreement suspend`: signed by the person who decides it, and in the log.
struct AgreementSuspend: Verb {
    static let configuration = CommandConfiguration(
        commandName: "suspend", abstract: "Suspend an agreement: nothing new is given under it until it is resumed.",
        discussion: """
            New access stops at once, and what is being sent stops at its next check; the danger to a life excepted. Proofs, deadlines before courts, hearings that are arranged, requests that wait, duties to return and notices go on. A clause must permit you. \
            The reason never enters the log: it keeps a salted digest, and the salt is printed.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(help: ArgumentHelp("Why; it stays with you.", valueName: "text"))
    var reason: String

    func perform(_ session: Session) async throws -> any Answer {
        try await session.state(.agreementSuspended, of: try AgreementID(parsing: agreement), because: reason)
    }
}
