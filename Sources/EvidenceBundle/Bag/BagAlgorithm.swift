import Crypto
import Vocabulary

/// The algorithms that manifests of bags are made with. Only SHA-256 and SHA-512 are relied on in bundles of ours.
enum BagAlgorithm: String, CaseIterable, Sendable {
    case md5, sha1, sha224, sha256, sha384, sha512

    /// - Parameter name: as in `manifest-sha256.txt`; hyphens and capitals do not matter.
    init?(_ name: String) {
        self.init(rawValue: name.lowercased().filter { $0 != "-" })
    }

    /// Whether finding two contents with one digest is within reach: such a manifest finds accidents, not attacks.
    var isBroken: Bool { self == .md5 || self == .sha1 }

    var byteCount: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha224: 28
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// The digests of a file by several algorithms, read once.
    static func digests(_ algorithms: Set<BagAlgorithm>, of file: OpenFile) throws(BundleError) -> [BagAlgorithm:
        [UInt8]]
    {
        var streams = algorithms.map { ($0, Stream($0)) }
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var position: Int64 = 0
        while true {
            if Task.isCancelled { throw Conveyor.cancelled }
            let count = try file.read(into: &buffer, count: buffer.count, at: position)
            if count == 0 { break }
            position += Int64(count)
            unsafe buffer.withUnsafeBytes { bytes in
                let part = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<count])
                for index in streams.indices { unsafe streams[index].1.update(part) }
            }
        }
        return Dictionary(uniqueKeysWithValues: streams.map { ($0.0, $0.1.finish()) })
    }

    private enum Stream {
        case md5(Insecure.MD5), sha1(Insecure.SHA1), sha224(SHA224), sha256(SHA256), sha384(SHA384), sha512(SHA512)

        init(_ algorithm: BagAlgorithm) {
            self =
                switch algorithm {
                case .md5: .md5(Insecure.MD5())
                case .sha1: .sha1(Insecure.SHA1())
                case .sha224: .sha224(SHA224())
                case .sha256: .sha256(SHA256())
                case .sha384: .sha384(SHA384())
                case .sha512: .sha512(SHA512())
                }
        }

        mutating func update(_ bytes: UnsafeRawBufferPointer) {
            func fed<Hash: HashFunction>(_ hash: Hash) -> Hash {
                var hash = hash
                unsafe hash.update(bufferPointer: bytes)
                return hash
            }
            switch self {
            case .md5(let hash): self = .md5(fed(hash))
            case .sha1(let hash): self = .sha1(fed(hash))
            case .sha224(var hash):
                unsafe hash.update(bytes)
                self = .sha224(hash)
            case .sha256(let hash): self = .sha256(fed(hash))
            case .sha384(let hash): self = .sha384(fed(hash))
            case .sha512(let hash): self = .sha512(fed(hash))
            }
        }

        func finish() -> [UInt8] {
            switch self {
            case .md5(let hash): Array(hash.finalize())
            case .sha1(let hash): Array(hash.finalize())
            case .sha224(let hash): hash.finish()
            case .sha256(let hash): Array(hash.finalize())
            case .sha384(let hash): Array(hash.finalize())
            case .sha512(let hash): Array(hash.finalize())
            }
        }
    }
}
