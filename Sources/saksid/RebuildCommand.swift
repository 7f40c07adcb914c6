import ArgumentParser
import Exchange
import Foundation
import Vocabulary

/// `saksid rebuild --config FILE --mirror DIR… --files DIR…`: makes the data folder of a lost node anew.
struct RebuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild",
        abstract: "Make the data folder of a lost node anew, from a mirror and the files that parties hold.",
        discussion: """
            The data folder must be empty. What is missing is named, and nothing is made up. The node does not start on \
            the folder before --go-on says that the logs go on, which must not be said while anybody may hold something \
            that the mirror does not have: docs/operations.md says whom to ask, and what to do if it is so. Without \
            --mirror a folder that was rebuilt is completed with files that came later, or goes on.

            Exit status 0: nothing of the evidence is missing; 1: something is, and is named.
            """)

    @Option(help: "The node's configuration, a YAML file.")
    var config: String
    @Option(
        name: .customLong("mirror"),
        help: ArgumentHelp("A mirror (saksi mirror); may be given several times.", valueName: "dir"))
    var mirrors: [String] = []
    @Option(
        help: ArgumentHelp(
            "Where bundles, agreements, laws and signatures are looked for, by their bytes; several times.",
            valueName: "dir"))
    var files: [String] = []
    @Option(
        name: .customLong("receipt"),
        help: ArgumentHelp("A receipt that somebody holds; several times.", valueName: "file"))
    var receipts: [String] = []
    @Option(
        name: .customLong("checkpoint"),
        help: ArgumentHelp("A checkpoint that a cosigner or a member holds; several times.", valueName: "file"))
    var checkpoints: [String] = []
    @Option(
        name: .customLong("new"),
        help: ArgumentHelp(
            "An agreement under which the node never acted before it was lost: its log may begin; several times.",
            valueName: "agreement"))
    var begins: [String] = []
    @Flag(help: "Nothing behind the mirror is known to anybody: let the logs go on.")
    var goOn = false
    @Flag(help: "One JSON document instead of text.")
    var json = false

    func validate() throws {
        guard !mirrors.isEmpty || goOn || !files.isEmpty || !receipts.isEmpty || !checkpoints.isEmpty || !begins.isEmpty
        else {
            throw ValidationError("Name a mirror with --mirror.")
        }
    }

    func run() async throws {
        await Ending.report {
            let configuration = try NodeConfiguration(loading: config)
            let (report, thrown) = try await NodeStart(configuration).rebuild(
                RebuildOrder(
                    mirrors: mirrors, files: files, proofs: receipts + checkpoints,
                    begins: try begins.map { try AgreementID(parsing: $0) }, goesOn: goOn))
            if json {
                print(String(decoding: try CanonicalJSON.encode(report), as: UTF8.self))
            } else {
                print(report.text)
            }
            fflush(nil)
            if let thrown { throw thrown }
            if report.lacksEvidence { Ending.end(.evidence) }
        }
    }
}
