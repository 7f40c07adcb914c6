import Vocabulary

/// Writes a container in one pass: headers, contents, central directory.
///
/// CRC and sizes that are not known beforehand are written back into the local header, so there are no data descriptors.
final class ContainerWriter {
    private let file: NewFile
    private(set) var entries: [ContainerEntry] = []
    private var underWay: (path: EntryPath, declared: Int64?, offset: Int64, start: Int64)?

    /// - Parameter size: about how large it will become.
    init(_ path: String, size: Int64 = 0) throws(BundleError) {
        file = try NewFile(path)
        try file.reserve(size)
        try write(try EntryPath(parsing: ZIPForm.mimetypeName), Array(ZIPForm.mimetype.utf8))
    }

    var length: Int64 { file.length }

    /// An entry whose contents are in memory.
    /// - Parameters:
    ///   - count: how many of the bytes; all if absent.
    ///   - checksum: if it is known already.
    func write(
        _ path: EntryPath, _ contents: [UInt8], count: Int? = nil, checksum: UInt32? = nil
    ) throws(BundleError) {
        let entry = ContainerEntry(
            path: path, size: Int64(count ?? contents.count), checksum: checksum ?? Checksum.of(contents),
            offset: file.length)
        try file.append(entry.localHeader)
        try file.append(contents, count: count ?? contents.count)
        entries.append(entry)
    }

    /// Starts an entry whose contents come piece by piece.
    /// - Parameter size: needed where the contents may exceed 4 GiB.
    func begin(_ path: EntryPath, size: Int64?) throws(BundleError) {
        let entry = ContainerEntry(path: path, size: size ?? 0, checksum: 0, offset: file.length)
        try file.append(entry.localHeader)
        underWay = (path, size, entry.offset, file.length)
    }

    func append(_ bytes: [UInt8], count: Int? = nil) throws(BundleError) {
        try file.append(bytes, count: count ?? bytes.count)
    }

    /// The contents of the entry under way, from a source that is read block by block.
    /// - Returns: nil if the source ended too early.
    func stream(
        size: Int64, read: (inout [UInt8], Range<Int>, Int64) throws(BundleError) -> Int,
        each: (Int) throws(BundleError) -> Void
    ) async throws(BundleError) -> NewFile.Streamed {
        try await file.stream(size: size, read: read, each: each)
    }

    /// Ends the entry and writes its CRC and sizes back.
    func end(checksum: UInt32) throws(BundleError) {
        guard let (path, declared, offset, start) = underWay else { return }
        let size = file.length - start
        guard size == declared ?? size, declared != nil || size < Int64(ZIPForm.deferred) else {
            throw BundleError(
                .entryTooLarge, "“\(path)” did not get the size that was announced.", next: "Please report this.")
        }
        let entry = ContainerEntry(path: path, size: size, checksum: checksum, offset: offset)
        let back = entry.writtenBack
        try file.patch(back.bytes, at: back.at)
        entries.append(entry)
        underWay = nil
    }

    /// Writes the central directory, makes the file durable and gives it its name.
    func finish() throws(BundleError) {
        let start = file.length
        for entry in entries { try file.append(entry.directoryHeader) }
        let tail = ContainerTail(entries: entries.count, offset: start, size: file.length - start)
        try file.append(tail.endRecords)
        try file.commit()
    }
}
