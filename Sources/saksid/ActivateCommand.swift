import ArgumentParser
import Exchange
import Foundation
import Seal
import Store
import Vocabulary

/// `saksid activate --config FILE [FILES…]`: puts agreements, instruments and laws into force while the node is stopped.
struct ActivateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "activate",
        abstract: "Put agreements, instruments and laws into force, with all their signatures beside them.",
        discussion: """
            The node must be stopped; on a running node use: saksi agreement activate. Without files, everything in the \
            configuration's folder of agreements is taken. What is in force already stays as it is.
            """)

    @Option(help: "The node's configuration, a YAML file.")
    var config: String

    @Argument(help: ArgumentHelp("The files; each with its signatures beside it.", valueName: "files"))
    var files: [String] = []

    func run() async throws {
        await Ending.report {
            let configuration = try NodeConfiguration(loading: config)
            let given =
                try files.isEmpty
                ? AgreementFolder.files(in: configuration.agreements) : files.map { try PolicyFile(reading: $0) }
            for agreement in try await activate(given, configuration) {
                print(
                    "\(agreement.agreement) version \(agreement.version) "
                        + (agreement.isNew
                            ? "is in force from now on, by entry \(agreement.entry) of \(agreement.log)."
                            : "was in force already."))
            }
            fflush(nil)
        }
    }

    private func activate(
        _ files: [PolicyFile], _ configuration: NodeConfiguration
    ) async throws -> [ActivatedAgreement] {
        let node: ExchangeNode
        do {
            node = try await NodeStart(configuration).open { Ending.fatal($0) }
        } catch let error as StoreError where error.code == .folderInUse {
            throw NodeError(
                .nodeRuns, "The node is running, and its data folder belongs to it alone.",
                next: "Put it into force on the running node: saksi agreement activate FILE. Or stop the node first.")
        }
        let activated = try await node.activate(files)
        try node.close()
        return activated
    }
}
