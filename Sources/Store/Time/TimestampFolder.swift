package import Vocabulary

/// What a time-stamping authority may have given out so far, by what its folder says.
package struct IssuedTimestamps: Hashable, Sendable {
    /// No number from here on was given out.
    package let number: UInt64
    /// Every time that was given out lies before it, or less than a second behind it.
    package let time: Instant

    package init(number: UInt64, time: Instant) {
        self.number = number
        self.time = time
    }
}

/// The folder of a time-stamping authority: one process at a time, and one small file in it, `issued`, with a number and
/// an instant in one line. It is written before anything that it does not cover is given out.
package final class TimestampFolder: Sendable {
    /// What was found when the folder was opened; the authority goes on behind it.
    package let start: IssuedTimestamps
    /// Whether nothing was noted there yet.
    package let isNew: Bool
    private let folder: Folder
    private let lock: Descriptor

    private static let name = "issued"

    /// - Parameter onFatal: told once, when a sync failed: the process must end.
    /// - Throws: `storage.folder-in-use` while another process has it open; `storage.register-damaged` if what lies
    ///   there is not what was written.
    package init(
        _ path: String, faults: Faults = .none, onFatal: @escaping @Sendable (StoreError) -> Void = { _ in }
    ) throws(StoreError) {
        let folder = Folder(path: path, disk: Disk(faults: faults, onFatal: onFatal))
        try folder.make()
        try folder.protect()
        guard let lock = try Descriptor.locked("\(path)/lock", on: folder.disk) else {
            throw StoreError(
                .folderInUse, "The folder of the time-stamping authority is in use by another process.",
                next: "Stop the other process first: numbers would be given twice.")
        }
        for name in try folder.names() where name.hasSuffix(Folder.unfinished) { try folder.remove(name) }
        let found = try Self.read(folder)
        start = found ?? IssuedTimestamps(number: 1, time: Instant(secondsSince1970: 0))
        isNew = found == nil
        self.folder = folder
        self.lock = lock
    }

    /// Notes down what may be given out from now on. Returns when the disk has confirmed it.
    package func note(_ issued: IssuedTimestamps) throws(StoreError) {
        try DurableFile(folder: folder, name: Self.name).write(Array("\(issued.number) \(issued.time)\n".utf8))
    }

    /// - Returns: nil only if there is no such file.
    private static func read(_ folder: Folder) throws(StoreError) -> IssuedTimestamps? {
        guard let bytes = try folder.read(name) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = UInt64(parts[0]), number > 0, String(number) == parts[0],
            let last = parts[1].last, last == "\n",
            let time = try? Instant(parsing: String(parts[1].dropLast()))
        else {
            throw StoreError(
                .registerDamaged, "The file “issued” of the time-stamping authority is damaged.",
                next: "Write a number above every serial number that was given out, a space, the time of now as "
                    + "2026-05-04T02:13:05.000Z and a line feed into it.")
        }
        return IssuedTimestamps(number: number, time: time)
    }
}
