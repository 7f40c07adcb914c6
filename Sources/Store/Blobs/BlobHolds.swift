package import Vocabulary

/// Who is about to have which blob named by a row.
///
/// A blob has its place before the commit that names it. If that commit is refused, the blob goes again, unless a row
/// names it or somebody else, who brings the same bytes, is about to.
package actor BlobHolds {
    private let blobs: Blobs
    private let register: Register
    private var holders: [Digest: Int] = [:]

    init(_ blobs: Blobs, named register: Register) {
        self.blobs = blobs
        self.register = register
    }

    /// Before the blob gets its place.
    package func hold(_ digest: Digest) {
        holders[digest, default: 0] += 1
    }

    /// After the commit, or instead of it. What cannot be removed now is set aside at the next start.
    package func letGo(_ digest: Digest) {
        let others = (holders[digest] ?? 1) - 1
        holders[digest] = others > 0 ? others : nil
        guard others <= 0, (try? register.names(digest)) == false else { return }
        try? blobs.remove(digest)
    }
}
