import ServiceLifecycle
import Vocabulary

/// Ends the process if it has not ended by itself some time after it was told to.
///
/// What does not finish in time is cancelled first; this is for what does not heed that. Nothing that was acknowledged
/// is lost: the next start recovers, as after every other end.
struct StopBound: Service {
    /// How long running requests may take; ten more and the process ends.
    let seconds: Int

    func run() async throws {
        try await gracefulShutdown()
        let seconds = seconds
        Task.detached {
            try await Task.sleep(for: .seconds(seconds + 10))
            Ending.fatal(
                NodeError(
                    .nodeStop, "The node was told to stop and did not within \(seconds + 10) seconds, so it was ended.",
                    next: "Start it again; it recovers by itself."))
        }
    }
}
