import ArgumentParser
import Vocabulary

/// The node: an exchange of one party, on one machine.
@main
struct Saksid: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "saksid",
        abstract: "The node of a party: takes in evidence, decides under agreements, and keeps custody.",
        version: Version.current,
        subcommands: [ServeCommand.self, AuditCommand.self])
}
