import ArgumentParser
import Glibc
import Vocabulary

/// The node: an exchange of one party, on one machine.
@main
struct Saksid: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "saksid",
        abstract: "The node of a party: takes in evidence, decides under agreements, and keeps custody.",
        version: Version.current,
        subcommands: [
            ServeCommand.self, ActivateCommand.self, AuditCommand.self, ForgetCommand.self, RebuildCommand.self,
            CosignerCommand.self, TimestampCommand.self, KeyCommand.self,
        ])

    static func main() async {
        // Whatever the service manager says: nothing of the node's is readable for anybody else.
        umask(0o077)
        await main(nil)
    }
}
