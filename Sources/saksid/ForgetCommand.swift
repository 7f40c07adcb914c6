import ArgumentParser
import Exchange
import Foundation
import Vocabulary

/// `saksid forget EVENT --config FILE`: destroys the words beside an event, and the salt with them.
struct ForgetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forget",
        abstract: "Destroy the words that are kept beside an event: the reasons of an override, a court's reference.",
        discussion: """
            The node must be stopped. The event stays in the log with its salted digest, which tells nothing once the \
            words and the salt are destroyed, and a new event says when they were. Nobody can bring them back; backups \
            have to be seen to as well. A register from before is not taken any more: the node finds that its log is \
            behind.
            """)

    @Argument(help: ArgumentHelp("The event, as `saksi override --list` or `saksi court-order --list` shows it."))
    var event: String
    @Option(help: "The node's configuration, a YAML file.")
    var config: String

    func run() async throws {
        await Ending.report {
            let event = try EventID(parsing: event)
            let configuration = try NodeConfiguration(loading: config)
            let destroyed = try await NodeStart(configuration).forget(event)
            print("The words beside event \(event) are destroyed, which the log says of \(destroyed.at).")
            print("Now see to the backups.")
            fflush(nil)
        }
    }
}
