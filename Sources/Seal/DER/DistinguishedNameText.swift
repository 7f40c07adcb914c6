import SwiftASN1
import Vocabulary

/// A distinguished name as a person reads it: `CN=…, O=…, C=KH`. For showing only: nothing decides by it.
enum DistinguishedNameText {
    private static let labels: [ASN1ObjectIdentifier: String] = [
        KnownOID.commonName: "CN", [2, 5, 4, 4]: "SN", [2, 5, 4, 5]: "SERIALNUMBER", [2, 5, 4, 6]: "C",
        [2, 5, 4, 7]: "L", [2, 5, 4, 8]: "ST", [2, 5, 4, 10]: "O", [2, 5, 4, 11]: "OU", [2, 5, 4, 12]: "T",
        KnownOID.email: "E",
    ]

    static func read(_ name: ASN1Node) throws -> String {
        try name.parts()
            .flatMap { try attributes($0) }
            .reversed()
            .map { "\(labels[$0.type] ?? $0.type.description)=\($0.text.shownInMessage)" }
            .joined(separator: ", ")
    }

    /// The values of the common names, for the vectors' rule that a common name must stand among the alternative names.
    static func commonNames(_ name: ASN1Node) throws -> [String] {
        try name.parts().flatMap { try attributes($0) }.filter { $0.type == KnownOID.commonName }.map(\.text)
    }

    private static func attributes(_ set: ASN1Node) throws -> [(type: ASN1ObjectIdentifier, text: String)] {
        let values = try set.elements()
        guard !values.isEmpty else { throw MalformedDER() }
        return try values.map { pair in
            let parts = try pair.parts()
            guard parts.count == 2 else { throw MalformedDER() }
            guard case .primitive(let bytes) = parts[1].content else { return (try parts[0].oid(), "…") }
            return (try parts[0].oid(), String(decoding: bytes, as: UTF8.self))
        }
    }
}
