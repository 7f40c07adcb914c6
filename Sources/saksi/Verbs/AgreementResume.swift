import ArgumentParser
import Custody

/// `saksi agreement resume`: signed by the person who decides it, and in the log.
struct AgreementResume: Verb {
    static let configuration = CommandConfiguration(
        commandName: "resume", abstract: "Resume an agreement that was suspended.",
        discussion: """
            What was stopped can be asked for again from this moment, and is decided anew. A clause must permit you. \
            The reason never enters the log: it keeps a salted digest, and the salt is printed.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: StandingOptions

    func perform(_ session: Session) async throws -> any Answer {
        try await session.state(.agreementResumed, options)
    }
}
