import ArgumentParser
import FoundationEssentials
import Vocabulary

/// One run of the command line: parse, perform, say what came of it, answer with the exit status.
enum Program {
    static let version = "0.1.0"

    /// - Parameter arguments: without the program's own name.
    static func run(_ arguments: [String], time: SystemTimekeeper) async -> Int32 {
        let output = Output(json: arguments.prefix { $0 != "--" }.contains("--json"))
        do {
            try CommandName.check(arguments)
            let parsed = try Saksi.parseAsRoot(arguments)
            guard let verb = parsed as? any Verb else {
                // A group without its verb, help, or a completion script: the parser's own business.
                var command = parsed
                if var asynchronous = command as? any AsyncParsableCommand {
                    try await asynchronous.run()
                } else {
                    try command.run()
                }
                return ExitStatus.done.rawValue
            }
            let session = Session(verb.global, output: output, time: time)
            let answer = try await verb.perform(session)
            if Task.isCancelled, answer.exit != .done { return interrupted(output) }
            output.write(answer)
            return answer.exit.rawValue
        } catch {
            if Task.isCancelled || error is CancellationError { return interrupted(output) }
            return report(error, output)
        }
    }

    /// The one place where an error becomes words and an exit status.
    private static func report(_ error: any Error, _ output: Output) -> Int32 {
        switch error {
        case let failure as any Failure:
            output.write(FailureReport(failure))
            return failure.code.exit.rawValue
        case let typed where Saksi.exitCode(for: typed) == .success:
            output.writeLine(Saksi.fullMessage(for: typed))
            return ExitStatus.done.rawValue
        case let typed where Saksi.exitCode(for: typed) == .validationFailure:
            output.write(FailureReport(UsageMessage(typed).failure))
            return ExitStatus.usage.rawValue
        default:
            output.write(FailureReport(CommandError.bug))
            return ExitStatus.bug.rawValue
        }
    }

    private static func interrupted(_ output: Output) -> Int32 {
        output.write(FailureReport.interrupted)
        return Interruption.exitCode
    }
}

extension SystemTimekeeper {
    static var system: SystemTimekeeper { SystemTimekeeper() }
}
