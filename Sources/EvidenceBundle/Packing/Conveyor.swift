import Vocabulary

/// Carries contents through block by block: while one core hashes a block, the other hands it on and reads the next.
enum Conveyor {
    static let block = 1 << 20

    struct Measured: Sendable {
        let digest: Digest
        let checksum: UInt32
    }

    /// - Parameters:
    ///   - size: how many bytes there must be.
    ///   - shortened: what to say if the file ends earlier; else that it changed while it was packed.
    ///   - each: gets every block in order, and how many of its bytes count.
    static func run(
        _ file: OpenFile, from offset: Int64, size: Int64, shortened: BundleError? = nil,
        each: ([UInt8], Int) throws(BundleError) -> Void
    ) async throws(BundleError) -> Measured {
        try await run(size: size, shown: file.path, shortened: shortened) { (buffer, done) throws(BundleError) in
            try file.read(into: &buffer, count: Int(min(Int64(block), size - done)), at: offset + done)
        } each: { (bytes, count) throws(BundleError) in
            try each(bytes, count)
        }
    }

    /// - Parameter read: fills the buffer from its start, given how much was read before; 0 at the end.
    static func run(
        size: Int64, shown: String, shortened: BundleError? = nil,
        read: (inout [UInt8], Int64) throws(BundleError) -> Int,
        each: ([UInt8], Int) throws(BundleError) -> Void
    ) async throws(BundleError) -> Measured {
        var stream = DigestStream()
        var checksum = Checksum()
        let room = Int(min(Int64(block), max(size, 1)))
        var current = [UInt8](repeating: 0, count: room)
        var next = [UInt8](repeating: 0, count: size > Int64(block) ? room : 1)
        var count = size == 0 ? 0 : try read(&current, 0)
        var done: Int64 = 0
        while count > 0 {
            if Task.isCancelled { throw cancelled }
            let bytes = current
            let filled = count
            done += Int64(filled)
            if done == size {
                stream = hash(stream, bytes, filled)
                checksum.update(bytes, count: filled)
                try each(bytes, filled)
                count = 0
            } else {
                let state = stream
                async let hashed = hashElsewhere(state, bytes, filled)
                checksum.update(bytes, count: filled)
                try each(bytes, filled)
                count = try read(&next, done)
                stream = await hashed
                swap(&current, &next)
            }
        }
        guard done == size else {
            throw shortened
                ?? BundleError(
                    .sourceChanged, "“\(shown.shownInMessage)” became shorter while it was read.",
                    next: "Close the program that writes to it, then run the same command again.")
        }
        return Measured(digest: stream.finish(), checksum: checksum.value)
    }

    static let cancelled = BundleError(
        .cancelled, "Stopped before it was complete; nothing was left behind.", next: "Run the same command again.")

    private static func hash(_ stream: DigestStream, _ bytes: [UInt8], _ count: Int) -> DigestStream {
        var stream = stream
        unsafe bytes.withUnsafeBytes { unsafe stream.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        return stream
    }

    @concurrent private static func hashElsewhere(_ stream: DigestStream, _ bytes: [UInt8], _ count: Int) async
        -> DigestStream
    {
        hash(stream, bytes, count)
    }
}
