import ArgumentParser
import Exchange
import Foundation
import Seal
import Store
import Vocabulary

/// `saksid audit --config FILE`: reads everything again, with the node stopped, and says what is not as it was.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Check every blob, event, tile, checkpoint and register value against each other.",
        discussion: """
            The node must be stopped; a running one audits itself as “audit” in its configuration says. An audit that was \
            stopped goes on where it was. Exit status 0: all is as it was acknowledged; 1: something is not.
            """)

    @Option(help: "The node's configuration, a YAML file.")
    var config: String

    @Flag(help: "One JSON document instead of text: the report as --report writes it.")
    var json = false

    @Flag(help: "Begin again, also where an audit was stopped before its end.")
    var anew = false

    @Option(
        help: ArgumentHelp(
            "Write the report as JSON, and the node's signature over it beside it (.p7s).", valueName: "file"))
    var report: String?

    @Flag(help: "Say how far it is on standard error also where that is no terminal, one line every ten seconds.")
    var progress = false

    func run() async throws {
        await Ending.report {
            let configuration = try NodeConfiguration(loading: config)
            let meter = AuditMeter(isAsked: progress)
            var listener = StoppedNodeAudit.Listener()
            listener.onProgress = { meter.show($0) }
            listener.onResumed = { meter.say("the audit that was begun at \($0) goes on; --anew begins another") }
            if let report {
                let signature = SignedFile.signaturePath(of: report, by: configuration.node)
                // Before all that work, and not after it.
                try ReportFile.refuse(overwriting: [report, signature])
                listener.onReport = {
                    try ReportFile.write($0.bytes, to: report, signature: $0.signature, at: signature)
                }
            }
            let signed: SignedAuditDocument
            do {
                signed = try await NodeStart(configuration).audit(anew: anew, listener: listener)
            } catch {
                meter.end()
                throw error
            }
            meter.end()
            print(json ? String(decoding: signed.bytes, as: UTF8.self) : signed.document.text)
            fflush(nil)
            if !signed.isClean { Ending.end(.evidence) }
        }
    }
}
