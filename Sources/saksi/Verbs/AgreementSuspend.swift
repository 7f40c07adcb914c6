import ArgumentParser
import Custody

/// `saksi agreement suspend`: signed by the person who decides it, and in the log.
struct AgreementSuspend: Verb {
    static let configuration = CommandConfiguration(
        commandName: "suspend", abstract: "Suspend an agreement: nothing new is given under it until it is resumed.",
        discussion: """
            New access stops at once, and what is being sent stops at its next check; the danger to a life excepted. Proofs, deadlines before courts, hearings that are arranged, requests that wait, duties to return and notices go on. A clause must permit you. \
            The reason never enters the log: it keeps a salted digest, and the salt is printed.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var options: StandingOptions

    func perform(_ session: Session) async throws -> any Answer {
        try await session.state(.agreementSuspended, options)
    }
}
