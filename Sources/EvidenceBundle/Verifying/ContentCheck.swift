import Vocabulary

extension Verifier {
    /// The digest and the CRC of every entry, on all cores.
    /// - Returns: whether all fit.
    mutating func checkContents(of bundle: UnverifiedBundle, _ progress: Progress.Callback?) async -> Bool {
        let entries = bundle.measurable
        let run = ContentRun(file: bundle.file, entries: entries, expected: signed)
        let faults: [BundleError]
        do throws(BundleError) {
            faults = try await run.faults(progress)
        } catch {
            failed("contents", error)
            return false
        }
        for fault in faults.prefix(100) { failed("contents", fault) }
        guard faults.isEmpty, entries.count == bundle.entries.count else { return false }
        let bytes = entries.reduce(0) { $0 + $1.size }
        passed(
            "contents",
            "SHA-256 of \(signed.count.counted("file")) and CRC-32 of \(entries.count) fit, \(bytes.counted("byte"))")
        return true
    }
}

/// Measures the entries of a container in parallel.
struct ContentRun: Sendable {
    let file: OpenFile
    /// None of which overlaps another, or reaches beyond the file.
    let entries: [ContainerEntry]
    let expected: [EntryPath: Digest]

    func faults(_ progress: Progress.Callback?) async throws(BundleError) -> [BundleError] {
        let meter = Meter(total: entries.reduce(0) { $0 + $1.size }, callback: progress)
        var rest = entries
        var faults: [BundleError] = []
        // One file that outweighs all others is shared between two cores; otherwise each core takes its own files.
        if let largest = entries.max(by: { $0.size < $1.size }), largest.size > meter.total / 2,
            largest.size > Int64(4 * Conveyor.block)
        {
            rest.removeAll { $0 == largest }
            faults += try await measureAlone(largest, meter)
        }
        let shares = Self.shares(rest)
        do {
            faults += try await withThrowingTaskGroup(of: [BundleError].self) { group in
                for share in shares { group.addTask { try await measure(share, meter) } }
                var found: [BundleError] = []
                for try await faults in group { found += faults }
                return found
            }
        } catch let error as BundleError {
            throw error
        } catch {
            throw Conveyor.cancelled
        }
        return faults.sorted { $0.reason < $1.reason }
    }

    /// Shares of about equal work, in the order of the file.
    private static func shares(_ entries: [ContainerEntry]) -> [[ContainerEntry]] {
        let workers = max(1, min(8, ProcessorCount.online))
        let overhead: Int64 = 1 << 14
        let total = entries.reduce(0) { $0 + $1.size + overhead }
        var shares: [[ContainerEntry]] = [[]]
        var weight: Int64 = 0
        for entry in entries {
            if weight > total / Int64(workers), shares.count < workers {
                shares.append([])
                weight = 0
            }
            shares[shares.count - 1].append(entry)
            weight += entry.size + overhead
        }
        return shares
    }

    /// One core reads and takes the CRC of a block while another hashes the block before.
    private func measureAlone(_ entry: ContainerEntry, _ meter: Meter) async throws(BundleError) -> [BundleError] {
        var stream = DigestStream()
        var checksum = Checksum()
        var current = [UInt8](repeating: 0, count: Self.largeBlock)
        var next = current
        var done: Int64 = 0
        var count = try fill(&current, entry, from: done, &checksum)
        while count > 0 {
            if Task.isCancelled { throw Conveyor.cancelled }
            let (state, block, filled) = (stream, current, count)
            async let hashed = Self.hash(state, block, filled)
            done += Int64(filled)
            meter.took(filled, entry)
            count = try fill(&next, entry, from: done, &checksum)
            stream = await hashed
            swap(&current, &next)
        }
        return compare(entry, stream.finish(), checksum.value)
    }

    private static let largeBlock = 4 << 20

    /// Reads in small steps, so that the CRC finds the bytes in the cache.
    private func fill(
        _ buffer: inout [UInt8], _ entry: ContainerEntry, from done: Int64, _ checksum: inout Checksum
    ) throws(BundleError) -> Int {
        let wanted = Int(min(Int64(buffer.count), entry.size - done))
        var filled = 0
        while filled < wanted {
            let range = filled..<min(filled + (1 << 17), wanted)
            guard try file.read(into: &buffer, range: range, at: entry.contents + done + Int64(filled)) == range.count
            else { throw shortened }
            checksum.update(buffer, range)
            filled = range.upperBound
        }
        return filled
    }

    @concurrent private static func hash(_ stream: DigestStream, _ bytes: [UInt8], _ count: Int) async -> DigestStream {
        var stream = stream
        unsafe bytes.withUnsafeBytes { unsafe stream.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        return stream
    }

    @concurrent private func measure(_ share: [ContainerEntry], _ meter: Meter) async throws(BundleError)
        -> [BundleError]
    {
        var buffer = [UInt8](repeating: 0, count: Conveyor.block)
        var faults: [BundleError] = []
        for entry in share {
            if Task.isCancelled { throw Conveyor.cancelled }
            var stream = DigestStream()
            var checksum = Checksum()
            var done: Int64 = 0
            while done < entry.size {
                let count = try file.read(
                    into: &buffer, count: Int(min(Int64(buffer.count), entry.size - done)), at: entry.contents + done)
                guard count > 0 else { throw shortened }
                checksum.update(buffer, count: count)
                unsafe buffer.withUnsafeBytes { unsafe stream.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
                done += Int64(count)
                meter.took(count, entry)
            }
            faults += compare(entry, stream.finish(), checksum.value)
        }
        return faults
    }

    private var shortened: BundleError {
        BundleError(
            .truncated, "“\(file.path.shownInMessage)” became shorter while it was read.",
            next: "Copy or retrieve the file again, to a disk that nothing else writes to.")
    }

    private func compare(_ entry: ContainerEntry, _ digest: Digest, _ checksum: UInt32) -> [BundleError] {
        var faults: [BundleError] = []
        if let signed = expected[entry.path], signed != digest {
            faults.append(
                BundleError(
                    .digestMismatch, "“\(entry.path.text.shownInMessage)” is not what was signed: its SHA-256 differs.",
                    next: ContainerReader.askAgain))
        }
        if checksum != entry.checksum {
            faults.append(
                BundleError(
                    .checksumMismatch, "“\(entry.path.text.shownInMessage)” does not have the CRC-32 of its header.",
                    next: ContainerReader.askAgain))
        }
        return faults
    }
}
