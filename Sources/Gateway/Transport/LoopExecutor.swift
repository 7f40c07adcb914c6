import NIOCore

/// Runs the asynchronous code of a connection on the event loop that owns its socket.
///
/// Without it every chunk hops between two threads, which costs more than encrypting it (docs/decisions/061).
final class LoopExecutor: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) {
        self.loop = loop
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute {
            unsafe job.runSynchronously(on: self.asUnownedTaskExecutor())
        }
    }
}
