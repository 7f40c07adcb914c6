import Foundation
import Seal

/// What the file system says of a trust list, its revocation lists and the proofs of its log keys: enough to see that
/// one of them was replaced.
struct TrustFiles: Hashable {
    private let stamps: [Stamp?]

    private struct Stamp: Hashable {
        let file: UInt64
        let size: UInt64
        let modified: Date
    }

    init(of store: TrustStore) {
        let folder = (store.path as NSString).deletingLastPathComponent
        let lists = store.list.parties.values.flatMap(\.listFiles).sorted()
        let proofs = store.list.nodes.values.flatMap(\.logKeys).flatMap(\.proofs)
            .flatMap { [$0.file, $0.certificateFile] }.sorted()
        stamps = ([store.path] + (lists + proofs).map { (folder as NSString).appendingPathComponent($0) }).map(
            Self.stamp)
    }

    private static func stamp(_ path: String) -> Stamp? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let file = attributes[.systemFileNumber] as? UInt64, let size = attributes[.size] as? UInt64,
            let modified = attributes[.modificationDate] as? Date
        else { return nil }
        return Stamp(file: file, size: size, modified: modified)
    }
}
