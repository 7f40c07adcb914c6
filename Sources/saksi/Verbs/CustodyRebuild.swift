import ArgumentParser
import Foundation
import Glibc
import Vocabulary

/// `saksi custody rebuild`: the operator's `saksid rebuild`, which alone knows how a node keeps things. This program
/// becomes that one, with the same words.
struct CustodyRebuild: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rebuild", abstract: "Rebuild a lost node from a mirror and the files that parties hold.",
        discussion: """
            Runs saksid rebuild, which lies beside this program, with the same options: see saksid rebuild --help. It is \
            for the operator, on the node's machine.
            """)

    @Argument(
        parsing: .captureForPassthrough,
        help: ArgumentHelp("--config FILE --mirror DIR --files DIR …, as for saksid rebuild.", valueName: "options"))
    var words: [String] = []

    func run() async throws {
        let program: String
        do throws(DemoError) {
            program = try Installation.saksid()
        } catch {
            throw CommandError(
                .commandNodeProgram, error.reason, next: "Install saksid beside saksi, or run saksid rebuild.")
        }
        // What this program does about signals is not the business of the other one.
        for number in [SIGINT, SIGTERM, SIGHUP, SIGQUIT] { signal(number, SIG_DFL) }
        let argv: [UnsafeMutablePointer<CChar>?] =
            unsafe ([program, "rebuild"] + words).map { unsafe strdup($0) } + [nil]
        unsafe execv(program, argv)
        throw CommandError(
            .commandNodeProgram, "The program “\(program.shownAsPath)” cannot be run.",
            next: "Check who may run it, or run saksid rebuild.")
    }
}

extension ErrorCode {
    static let commandNodeProgram = ErrorCode("command.node-program", .usage)
}
