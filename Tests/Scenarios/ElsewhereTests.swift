import Dispatch
import Testing

@testable import Exchange

/// Heavy work of a request and the event loop that the request came in on.
@Suite("Work that leaves the event loop")
struct ElsewhereTests {
    /// Stands for the event loop of a connection, as the gateway makes it the executor of its requests.
    private final class Loop: TaskExecutor {
        private let queue = DispatchQueue(label: "loop")
        private static let mark = DispatchSpecificKey<Bool>()

        init() { queue.setSpecific(key: Self.mark, value: true) }

        func enqueue(_ job: consuming ExecutorJob) {
            let job = UnownedJob(job)
            queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
        }

        static var isHere: Bool { DispatchQueue.getSpecific(key: mark) ?? false }
    }

    @concurrent
    private func request() async throws -> (before: Bool, during: Bool, after: Bool) {
        let before = Loop.isHere
        let during = try await elsewhere { Loop.isHere }
        return (before, during, Loop.isHere)
    }

    @Test("Reading, deciding and hashing happen elsewhere, and the answer is written on the loop again")
    func leaves() async throws {
        let places = try await withTaskExecutorPreference(Loop()) { try await request() }
        #expect(places.before)
        #expect(!places.during)
        #expect(places.after)
    }
}
