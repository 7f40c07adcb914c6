import ArgumentParser
import Exchange
import Foundation
import Vocabulary

/// `saksid audit --config FILE`: reads everything again, with the node stopped, and says what is not as it was.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Check every blob, event, tile, checkpoint and register value against each other.",
        discussion: "The node must be stopped. Exit status 0: all is as it was acknowledged; 1: something is not.")

    @Option(help: "The node's configuration, a YAML file.")
    var config: String

    @Flag(help: "One JSON document instead of text.")
    var json = false

    func run() async throws {
        await Ending.report {
            let configuration = try NodeConfiguration(loading: config)
            let report = try await NodeStart(configuration).audit()
            if json {
                print(String(decoding: try CanonicalJSON.encode(report), as: UTF8.self))
            } else {
                print(report.text)
            }
            fflush(nil)
            if !report.findings.isEmpty { Ending.end(.evidence) }
        }
    }
}
