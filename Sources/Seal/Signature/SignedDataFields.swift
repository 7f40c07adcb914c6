import SwiftASN1

/// SignedData (RFC 5652, section 5.1), taken apart and not judged.
struct SignedDataFields {
    let version: Int
    let digestAlgorithms: [ASN1Node]
    let content: [ASN1Node]
    private(set) var certificates: [ASN1Node] = []
    private(set) var hasLists = false
    let signers: [ASN1Node]
    /// Whether the certificates stand in the order of a SET, as DER has it; OpenSSL's time-stamps do not.
    private(set) var certificatesAreOrdered = true

    /// - Parameter der: ContentInfo (RFC 5652, section 3), with nothing behind it.
    init(_ der: [UInt8]) throws {
        let outer = try DER.parse(der).parts()
        guard outer.count == 2, try outer[0].oid() == KnownOID.signedData, outer[1].isTagged(0) else {
            throw MalformedDER()
        }
        var parts = try outer[1].unwrapped().parts()[...]
        guard let version = parts.popFirst(), let digests = parts.popFirst(), let content = parts.popFirst(),
            let signers = parts.popLast()
        else { throw MalformedDER() }
        self.version = try version.count()
        digestAlgorithms = try digests.elements()
        self.content = try content.parts()
        self.signers = try signers.elements()
        if let next = parts.first, next.isTagged(0) {
            certificates = try next.parts(.context(0))
            certificatesAreOrdered = (try? next.elements(.context(0))) != nil
            parts.removeFirst()
        }
        if let next = parts.first, next.isTagged(1) {
            hasLists = true
            parts.removeFirst()
        }
        guard parts.isEmpty else { throw MalformedDER() }
    }
}
