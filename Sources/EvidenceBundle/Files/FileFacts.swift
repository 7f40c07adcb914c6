import Glibc

/// What must not change about a file while it is packed.
package struct FileFacts: Hashable, Sendable {
    package enum Kind: Sendable { case regular, folder, link, other }

    package let kind: Kind
    package let size: Int64
    let inode: UInt64
    let device: UInt64
    let modifiedSeconds: Int
    let modifiedNanoseconds: Int

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .folder
            case S_IFLNK: .link
            default: .other
            }
        size = Int64(status.st_size)
        inode = UInt64(status.st_ino)
        device = UInt64(status.st_dev)
        modifiedSeconds = status.st_mtim.tv_sec
        modifiedNanoseconds = status.st_mtim.tv_nsec
    }
}
