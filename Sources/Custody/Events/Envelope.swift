package import Seal
package import Vocabulary

/// A signed event as bytes: DSSE, in the one spelling that docs/spec/custody-log.md gives, and at most 65,535 bytes.
///
/// Stored and hashed exactly as received. `keyid` is not part of this spelling: it could only mislead.
package struct Envelope: Hashable, Sendable {
    package let bytes: [UInt8]
    package let payload: [UInt8]
    /// In the order of the payload's `signers`.
    package let signatures: [[UInt8]]

    package static let payloadType = "application/vnd.saksi.event+json"
    package static let longest = EntryBundle.longestEntry

    package init(parsing bytes: [UInt8]) throws(CustodyError) {
        guard bytes.count <= Self.longest else { throw EntryBundle.tooLong(bytes.count) }
        var reader = EnvelopeReader(bytes)
        guard reader.skip(Self.opening), let payload = reader.base64(), reader.skip(Self.middle) else {
            throw Self.malformed("does not have the fields payload, payloadType, signatures in this order")
        }
        var signatures: [[UInt8]] = []
        repeat {
            guard reader.skip(Self.beforeSignature), let signature = reader.base64(), reader.skip(Self.afterSignature),
                signatures.count < 4
            else { throw Self.malformed("does not have one to four signatures, each with nothing but sig") }
            signatures.append(signature)
        } while reader.skip(",")
        guard reader.skip(Self.closing), reader.isAtEnd else {
            throw Self.malformed("does not end after its signatures")
        }
        self.bytes = bytes
        self.payload = payload
        self.signatures = signatures
    }

    /// Signs an event with every credential, in the order of its `signers`.
    package init(signing event: CustodyEvent, with credentials: [Credential]) throws(CustodyError) {
        guard event.signers == credentials.map(\.chain.leaf.digest) else {
            throw event.malformed("signers", "does not name the certificates that sign it")
        }
        try event.checkForm()
        guard let payload = try? CanonicalJSON.encode(event) else { throw Self.malformed("could not be written") }
        let message = Self.preAuthentication(payload)
        var signatures: [[UInt8]] = []
        for credential in credentials {
            do {
                signatures.append(try credential.signature(over: message))
            } catch {
                throw CustodyError(.custodyEventSignature, error.reason, next: error.nextStep)
            }
        }
        try self.init(payload: payload, signatures: signatures)
    }

    /// Joins a payload with signatures that were made elsewhere; nothing is checked but the form.
    package init(payload: [UInt8], signatures: [[UInt8]]) throws(CustodyError) {
        var bytes = Array(Self.opening.utf8) + Base64.encodedBytes(payload) + Array(Self.middle.utf8)
        for (place, signature) in signatures.enumerated() {
            if place > 0 { bytes.append(0x2C) }
            bytes += Array(Self.beforeSignature.utf8) + Base64.encodedBytes(signature) + Array(Self.afterSignature.utf8)
        }
        try self.init(parsing: bytes + Array(Self.closing.utf8))
    }

    /// SHA-256 of the exact bytes.
    package var digest: Digest { Digest(of: bytes) }

    /// What is signed: DSSE's pre-authentication encoding of type and payload.
    package static func preAuthentication(_ payload: [UInt8]) -> [UInt8] {
        Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
    }

    private static let opening = "{\"payload\":\""
    private static let middle = "\",\"payloadType\":\"\(payloadType)\",\"signatures\":["
    private static let beforeSignature = "{\"sig\":\""
    private static let afterSignature = "\"}"
    private static let closing = "]}"

    /// How an envelope starts, so that it can be told from the other kind of entry.
    static let start = Array(opening.utf8)

    static func malformed(_ what: String) -> CustodyError {
        CustodyError(
            .custodyEventForm, "The signed event \(what).",
            next: "Make it with saksi, or write it exactly as docs/spec/custody-log.md describes.")
    }
}

/// Walks over bytes of one fixed spelling; whatever differs is refused at once.
private struct EnvelopeReader {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    /// A string of canonical base64, up to its closing quote, which stays.
    mutating func base64() -> [UInt8]? {
        guard let end = rest.firstIndex(of: 0x22), end > rest.startIndex else { return nil }
        let text = rest[..<end]
        rest = rest[end...]
        return Base64.decode(text)
    }
}
