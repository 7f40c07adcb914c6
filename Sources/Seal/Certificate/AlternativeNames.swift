import SwiftASN1

/// The names of a subject (or issuer) alternative name extension (RFC 5280, section 4.2.1.6).
struct AlternativeNames: Sendable {
    var uris: [String] = []
    var dns: [String] = []
    var emails: [String] = []
    /// 4 or 16 bytes each.
    var addresses: [[UInt8]] = []
    /// Directory names, encoded.
    var directories: [[UInt8]] = []
    /// Kinds that nothing here reads: other names, X.400, EDI, registered identifiers.
    var others = 0

    var count: Int { uris.count + dns.count + emails.count + addresses.count + directories.count + others }

    init() {}

    /// - Parameter node: GeneralNames; at least one name, each of its form.
    init(_ node: ASN1Node) throws {
        let names = try node.parts()
        guard !names.isEmpty else { throw MalformedDER() }
        for name in names { try add(name) }
    }

    mutating func add(_ name: ASN1Node) throws {
        switch name.identifier {
        case .context(1): emails.append(try Self.text(name))
        case .context(2): dns.append(try Self.text(name))
        case .context(4): directories.append(Array(try name.unwrapped().encodedBytes))
        case .context(6): uris.append(try Self.text(name))
        case .context(7): addresses.append(Array(try name.value(.context(7))))
        case .context(0), .context(3), .context(5), .context(8): others += 1
        default: throw MalformedDER()
        }
    }

    /// A name in a constraint: as above, but a domain may be empty, and stands for all.
    mutating func addConstraint(_ name: ASN1Node) throws {
        if name.identifier == .context(2), try name.value(.context(2)).isEmpty {
            dns.append("")
        } else {
            try add(name)
        }
    }

    /// IA5String: printable ASCII, not empty; control characters have no business in a name.
    private static func text(_ node: ASN1Node) throws -> String {
        let bytes = try node.value(node.identifier)
        guard !bytes.isEmpty, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { throw MalformedDER() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Addresses as people write them.
enum AddressText {
    static func text(_ bytes: [UInt8]) -> String {
        guard bytes.count == 16 else { return bytes.map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        // RFC 5952: the first longest run of at least two zero groups becomes “::”.
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start + 1)
        }
        func join(_ part: ArraySlice<UInt16>) -> String { part.map { String($0, radix: 16) }.joined(separator: ":") }
        return best.isEmpty
            ? join(groups[...]) : join(groups[..<best.lowerBound]) + "::" + join(groups[best.upperBound...])
    }
}
