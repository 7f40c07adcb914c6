package import Vocabulary

/// A timestamped Ed25519 cosignature (C2SP tlog-cosignature, type 0x04): 8 bytes of time, 64 of signature.
struct Cosignature {
    /// POSIX seconds; a claim of the cosigner.
    let seconds: Int64
    let signature: [UInt8]

    /// The latest time that still fits in milliseconds.
    static let latest = Int64.max / 1000

    init?(_ value: [UInt8]) {
        guard value.count == 72 else { return nil }
        let time = value.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard time <= UInt64(Self.latest) else { return nil }
        seconds = Int64(time)
        signature = Array(value.dropFirst(8))
    }

    static func message(time: Int64, text: String) -> [UInt8] {
        Array("cosignature/v1\ntime \(time)\n\(text)".utf8)
    }
}

extension NoteSignature {
    /// A cosigner's statement that, at a time, this was the largest consistent tree that it had seen.
    /// Only for who checked consistency with what it cosigned before, and stored that first.
    package init(cosigning text: String, with key: SignerKey, at time: Instant) throws(CustodyError) {
        guard key.verifier.algorithm == .cosignature, time.secondsSince1970 >= 0 else {
            throw CustodyError(
                .custodyNoteKey, "The key “\(key.verifier.name.shownInMessage)” is not for cosigning.",
                next: "Give a cosigner's key.")
        }
        let seconds = time.secondsSince1970
        let stamp = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(seconds) >> (56 - 8 * $0)) }
        let signature = try key.signature(over: Cosignature.message(time: seconds, text: text))
        self.init(name: key.verifier.name, keyID: key.verifier.keyID, value: stamp + signature)
    }
}
