import Dispatch
import Glibc

/// Ctrl-C, a terminal that closes and the system's request to end, turned into the cancellation of what is under way.
///
/// What is cancelled cleans up after itself. A second signal ends the process at once.
final class Interruption {
    /// 128 and the number of SIGINT, as shells count.
    static let exitCode: Int32 = 130

    private let sources: [any DispatchSourceSignal]

    init(_ cancel: @escaping @Sendable () -> Void) {
        sources = [SIGINT, SIGTERM, SIGHUP, SIGQUIT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                cancel()
                // From here on the system's own handling applies: the second signal ends the process.
                signal(number, SIG_DFL)
            }
            source.resume()
            return source
        }
    }

    func stop() {
        for source in sources { source.cancel() }
    }
}
