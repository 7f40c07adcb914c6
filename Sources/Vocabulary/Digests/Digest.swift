import Crypto

/// A SHA-256 digest, written `sha256:` and 64 hexadecimal digits.
///
/// Held in place, not in an array of its own: the trees of a log combine and compare millions of them.
package struct Digest: ParsedText {
    fileprivate let storage: Storage

    /// The 32 bytes, in their order in memory.
    fileprivate struct Storage: Hashable, Sendable, BitwiseCopyable {
        let words: (UInt64, UInt64, UInt64, UInt64)

        static func == (one: Storage, other: Storage) -> Bool { one.words == other.words }

        func hash(into hasher: inout Hasher) {
            hasher.combine(words.0)
            hasher.combine(words.1)
            hasher.combine(words.2)
            hasher.combine(words.3)
        }
    }

    /// 32 bytes.
    package var bytes: [UInt8] { unsafe withUnsafeBytes(of: storage) { unsafe Array($0) } }

    package init(parsing text: String) throws(VocabularyError) {
        guard text.hasPrefix(Self.prefix) else { throw Self.malformedDigest(text) }
        try self.init(hexadecimal: text.dropFirst(Self.prefix.count))
    }

    /// - Parameter hexadecimal: 64 lower-case digits, as in a BagIt manifest.
    package init(hexadecimal: some StringProtocol) throws(VocabularyError) {
        guard let bytes = Hexadecimal.decode(hexadecimal) else { throw Self.malformedDigest(String(hexadecimal)) }
        try self.init(bytes: bytes)
    }

    /// - Throws: `VocabularyError` unless there are exactly 32 bytes.
    package init(bytes: [UInt8]) throws(VocabularyError) {
        guard bytes.count == SHA256.byteCount else { throw Self.malformedDigest(Hexadecimal.encode(bytes)) }
        storage = unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(as: Storage.self) }
    }

    /// The digest of bytes held in memory.
    package init(of bytes: some Sequence<UInt8>) {
        var stream = DigestStream()
        stream.update(Array(bytes))
        self = stream.finish()
    }

    /// SHA-256 of a byte and two digests behind each other: the node of a tree. In one piece, since a tree has millions.
    package init(of mark: UInt8, _ left: Digest, _ right: Digest) {
        self = unsafe withUnsafeTemporaryAllocation(byteCount: 65, alignment: 8) { buffer in
            unsafe buffer.storeBytes(of: mark, as: UInt8.self)
            unsafe buffer.storeBytes(of: left.storage, toByteOffset: 1, as: Storage.self)
            unsafe buffer.storeBytes(of: right.storage, toByteOffset: 33, as: Storage.self)
            var hash = SHA256()
            unsafe hash.update(bufferPointer: UnsafeRawBufferPointer(buffer))
            return Digest(hash.finalize())
        }
    }

    /// Digests that stand behind each other, 32 bytes each.
    /// - Returns: nil unless they fill the bytes.
    package static func list(_ bytes: [UInt8]) -> [Digest]? {
        guard bytes.count % SHA256.byteCount == 0 else { return nil }
        return unsafe bytes.withUnsafeBytes { buffer in
            stride(from: 0, to: buffer.count, by: SHA256.byteCount).map {
                unsafe Digest(buffer.loadUnaligned(fromByteOffset: $0, as: Storage.self))
            }
        }
    }

    private init(_ storage: Storage) { self.storage = storage }

    package init(ofText text: String) {
        self.init(of: Array(text.utf8))
    }

    fileprivate init(_ digest: SHA256.Digest) {
        storage = unsafe digest.withUnsafeBytes { unsafe $0.loadUnaligned(as: Storage.self) }
    }

    private static let prefix = "sha256:"
    package var text: String { Self.prefix + hexadecimal }
    package var hexadecimal: String { Hexadecimal.encode(bytes) }

    private static func malformedDigest(_ text: String) -> VocabularyError {
        VocabularyError(
            .digestForm, "“\(text.shownInMessage)” is not a SHA-256 digest.",
            next: "A digest is written sha256: followed by 64 lower-case hexadecimal digits.")
    }
}

/// A digest taken piece by piece, with flat memory.
package struct DigestStream: Sendable {
    private var hash = SHA256()

    package init() {}

    package mutating func update(_ bytes: [UInt8]) {
        hash.update(data: bytes)
    }

    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        unsafe hash.update(bufferPointer: bytes)
    }

    package func finish() -> Digest {
        Digest(hash.finalize())
    }
}
