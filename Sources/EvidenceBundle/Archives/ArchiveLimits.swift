/// How much an archive may hold before it is taken for a bomb.
package struct ArchiveLimits: Sendable {
    /// Files.
    package var count = 100_000
    /// Bytes of all contents.
    package var bytes: Int64 = 1 << 40
    /// Folders above a file.
    package var depth = 32
    /// Bytes of a path.
    package var nameLength = 768
    /// Contents against the size of the archive; small archives get the benefit of `ratioFrom`.
    package var ratio: Int64 = 1000
    /// Bytes of contents from which the ratio counts.
    package var ratioFrom: Int64 = 64 << 20

    package init() {}
}
