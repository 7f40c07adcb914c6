import EvidenceBundle
import Foundation
import Vocabulary

/// Files that parties hold, looked for by their bytes alone: what they are called and where they lie says nothing.
struct FoundFiles: Sendable {
    /// By SHA-256.
    private(set) var paths: [Digest: String] = [:]
    private(set) var looked = 0
    /// Those that are none of the wanted ones.
    private(set) var others: [String] = []

    /// - Throws: `exchange.rebuild.folder` if one of the folders cannot be read. A file that cannot be read is passed over.
    init(_ wanted: Set<Digest>, in folders: [String]) throws {
        for folder in folders {
            guard let all = FileManager.default.enumerator(atPath: folder) else {
                throw ExchangeError(
                    .rebuildFolder, "The folder “\(folder.shownAsPath)” is not there, or cannot be read.",
                    next: "Correct --files.")
            }
            while let name = all.nextObject() as? String {
                guard all.fileAttributes?[.type] as? FileAttributeType == .typeRegular else { continue }
                let path = "\(folder)/\(name)"
                looked += 1
                guard let digest = try? Self.digest(of: path) else { continue }
                if wanted.contains(digest) { paths[digest] = path } else { others.append(path) }
            }
        }
    }

    private static func digest(of path: String) throws -> Digest {
        let file = try EvidenceBundle.OpenFile(reading: path)
        var stream = DigestStream()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        var offset: Int64 = 0
        while true {
            let count = try file.read(into: &buffer, count: buffer.count, at: offset)
            guard count > 0 else { return stream.finish() }
            stream.update(count == buffer.count ? buffer : Array(buffer[..<count]))
            offset += Int64(count)
        }
    }

    /// Those of the others that say that they are one of these bundles.
    func claiming(_ bundles: Set<BundleID>) -> [RebuildReport.WrongFile] {
        others.compactMap { path in
            guard let record = try? UnverifiedBundle(path: path).inspect().record, bundles.contains(record.bundle)
            else { return nil }
            return RebuildReport.WrongFile(path: path.shownAsPath, bundle: record.bundle)
        }
    }
}
