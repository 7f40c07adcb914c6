import Glibc

/// How long the disk itself takes for what a small commit costs it.
struct SyncProbe {
    /// The median of many times writing 64 KiB at the end of a file and having the disk confirm them.
    let seconds: Double

    init(folder: String) throws {
        let path = "\(folder)/sync-probe"
        let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw BenchmarkFailure("\(path) could not be written.") }
        defer {
            close(file)
            unsafe unlink(path)
        }
        let bytes = [UInt8](repeating: 0x5A, count: 65_536)
        var times: [Double] = []
        for _ in 0..<64 {
            let begun = ContinuousClock.now
            guard unsafe write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
                throw BenchmarkFailure("\(path) could not be written.")
            }
            times.append((ContinuousClock.now - begun).inSeconds)
        }
        seconds = Rounds.median(times)
    }
}
