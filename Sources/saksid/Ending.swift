import Foundation
import Vocabulary

/// How the process ends, and what it says then.
enum Ending {
    /// Runs the work; a failure is told on standard error and decides the exit code.
    static func report(_ work: () async throws -> Void) async {
        do {
            try await work()
        } catch let failure as any Failure {
            tell(failure)
            exit(failure.code.exit.rawValue)
        } catch {
            tell(
                NodeError(
                    .nodeFault, "The node stopped for a reason that it does not know.",
                    next: "Start it again; if it happens again, report it with what was running."))
            exit(ExitStatus.bug.rawValue)
        }
    }

    static func end(_ status: ExitStatus) -> Never {
        exit(status.rawValue)
    }

    /// Ends the process at once, without finishing anything: the next start recovers.
    static func fatal(_ failure: any Failure) {
        tell(failure)
        _exit(failure.code.exit.rawValue)
    }

    private static func tell(_ failure: any Failure) {
        FileHandle.standardError.write(Data("saksid: \(failure)\n".utf8))
    }
}
