import Glibc
import Synchronization
import Vocabulary

/// The disk, as far as this process may still use it.
///
/// After a failed sync nobody knows what the disk holds, and a second sync may succeed without having written a
/// byte. So nothing is tried again: whoever runs the process is told to end it, and until then every call is refused.
final class Disk: Sendable {
    private let faults: Faults
    private let onFatal: @Sendable (StoreError) -> Void
    private let hasFailed = Atomic<Bool>(false)

    init(faults: Faults = .none, onFatal: @escaping @Sendable (StoreError) -> Void = { _ in }) {
        self.faults = faults
        self.onFatal = onFatal
    }

    /// - Throws: `storage.stopped` once a sync has failed.
    func check() throws(StoreError) {
        guard !hasFailed.load(ordering: .acquiring) else { throw .stopped }
    }

    /// To be called before each step that changes the disk, but for syncs.
    func before(_ step: Faults.Step, _ path: String) throws(StoreError) {
        try check()
        let fault = faults.before(step, path)
        guard fault == 0 else { throw .system(fault, .writeFailed, "Writing", path) }
    }

    /// Runs a sync; one that fails is the last.
    func sync(_ path: String, _ step: Faults.Step = .sync, _ call: () -> CInt = { 0 }) throws(StoreError) {
        try check()
        let fault = faults.before(step, path)
        let failure = fault == 0 ? call() : fault
        guard failure == 0 else { throw stopping(.syncFailed(failure, path)) }
    }

    /// Passes an error on, and stops everything if it says that a sync failed.
    func stopping(_ error: StoreError) -> StoreError {
        if error.code == .syncFailed, !hasFailed.exchange(true, ordering: .acquiringAndReleasing) { onFatal(error) }
        return error
    }
}
