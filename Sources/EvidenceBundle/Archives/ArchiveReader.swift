import CArchive
import Glibc
import Vocabulary

/// A handle of libarchive: reads ZIP, 7z, tar, ISO and what compresses them, from a file that is open already.
///
/// The raw pointer never leaves this file. libarchive only reads here; it never writes to the disk.
@safe struct ArchiveHandle: ~Copyable {
    struct Entry {
        enum Kind { case file, folder, link, special }
        let path: [UInt8]?
        let kind: Kind
        let isHardLink: Bool
        let isEncrypted: Bool
    }

    private let archive: OpaquePointer
    private let shown: String

    /// - Returns: nil if the file is no archive.
    init?(_ file: OpenFile, shown: String) throws(BundleError) {
        guard let made = unsafe archive_read_new() else {
            throw BundleError(.storageFailed, "libarchive gave no handle.", next: "Try again.")
        }
        unsafe archive = made
        self.shown = shown
        // By name, and never “all”: that one starts other programs for what libarchive cannot decompress itself.
        unsafe archive_read_support_filter_gzip(made)
        unsafe archive_read_support_filter_bzip2(made)
        unsafe archive_read_support_filter_compress(made)
        unsafe archive_read_support_filter_xz(made)
        unsafe archive_read_support_filter_lzma(made)
        unsafe archive_read_support_filter_lz4(made)
        unsafe archive_read_support_filter_zstd(made)
        unsafe archive_read_support_format_zip(made)
        unsafe archive_read_support_format_7zip(made)
        unsafe archive_read_support_format_tar(made)
        unsafe archive_read_support_format_iso9660(made)
        guard unsafe archive_read_open_fd(made, file.number, 1 << 16) == ARCHIVE_OK else { return nil }
    }

    deinit { unsafe archive_read_free(archive) }

    /// The next entry, or nil at the end.
    mutating func next() throws(BundleError) -> Entry? {
        var entry: OpaquePointer?
        switch unsafe archive_read_next_header(archive, &entry) {
        case ARCHIVE_EOF: return nil
        // A warning comes with names that the C locale cannot show; their UTF-8 is there all the same.
        case ARCHIVE_OK, ARCHIVE_WARN: break
        default: throw broken()
        }
        guard let entry = unsafe entry else { throw broken() }
        let text = unsafe archive_entry_pathname_utf8(entry) ?? archive_entry_pathname(entry)
        let name = unsafe text.map { unsafe Array($0.asBytes) }
        let kind: Entry.Kind =
            switch unsafe archive_entry_filetype(entry) {
            case UInt32(Glibc.S_IFREG): .file
            case UInt32(Glibc.S_IFDIR): .folder
            case UInt32(Glibc.S_IFLNK): .link
            default: .special
            }
        return Entry(
            path: name, kind: kind, isHardLink: unsafe archive_entry_hardlink(entry) != nil,
            isEncrypted: unsafe archive_entry_is_encrypted(entry) != 0)
    }

    /// Fills a part of the buffer; 0 at the end of the entry.
    mutating func read(into buffer: inout [UInt8], range: Range<Int>) throws(BundleError) -> Int {
        let got = unsafe buffer.withUnsafeMutableBytes { bytes in
            unsafe archive_read_data(archive, bytes.baseAddress?.advanced(by: range.lowerBound), range.count)
        }
        guard got >= 0 else { throw broken() }
        return got
    }

    private func broken() -> BundleError {
        let text = unsafe archive_error_string(archive).map { unsafe String(cString: $0) } ?? "unknown reason"
        return BundleError(
            .archiveForm, "The archive “\(shown)” cannot be read: \(text.shownInMessage).",
            next: "Take it apart by hand if its contents are needed.")
    }
}

extension UnsafePointer<CChar> {
    fileprivate var asBytes: [UInt8] {
        var bytes: [UInt8] = []
        var position = 0
        while unsafe self[position] != 0 {
            unsafe bytes.append(UInt8(bitPattern: self[position]))
            position += 1
        }
        return bytes
    }
}
