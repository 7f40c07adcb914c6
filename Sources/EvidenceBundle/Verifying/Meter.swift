import Glibc
import Synchronization

/// Adds up what several tasks have read, and tells the caller.
final class Meter: Sendable {
    let total: Int64
    private let done = Atomic<Int64>(0)
    private let callback: Progress.Callback?

    init(total: Int64, callback: Progress.Callback?) {
        self.total = total
        self.callback = callback
    }

    func took(_ count: Int, _ entry: ContainerEntry) {
        guard let callback else { return }
        let now = done.add(Int64(count), ordering: .relaxed).newValue
        callback(Progress(bytes: now, total: total, name: entry.path.text))
    }
}

enum ProcessorCount {
    static let online = Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
}
