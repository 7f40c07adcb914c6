/// Who a certificate speaks for: the URI in its subject alternative name,
/// `saksi://kh/ahtjpp/0101` for a member and `saksi://kh/node/phnom-penh` for a node.
package struct Identity: ParsedText {
    /// What sort of actor it is. The names `node`, `cosigner` and `tsa` are reserved and never authorities.
    package enum Kind: String, Sendable, CaseIterable {
        case member, node, cosigner, tsa

        fileprivate static let reserved: [String: Kind] = ["node": .node, "cosigner": .cosigner, "tsa": .tsa]
    }

    package let party: Party
    /// The authority of a member; the reserved word of the others.
    package let authority: String
    package let name: String
    package let kind: Kind

    /// - Parameter text: the path without its scheme, `kh/ahtjpp/0101`.
    package init(parsing text: String) throws(VocabularyError) {
        let segments = text.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.count == 3, segments.allSatisfy({ Form.isSegment($0) }), segments[0].utf8.count == 2,
            let party = try? Party(parsing: segments[0].uppercased())
        else {
            throw Self.malformed(text, expected: "an identity: party/authority/member, such as kh/ahtjpp/0101")
        }
        self.party = party
        authority = String(segments[1])
        name = String(segments[2])
        kind = Kind.reserved[authority] ?? .member
    }

    // Its kind follows from its authority, and what differs most is compared first.
    package static func == (left: Self, right: Self) -> Bool {
        left.name == right.name && left.authority == right.authority && left.party.text == right.party.text
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(authority)
        hasher.combine(name)
    }

    /// - Parameter uri: `saksi://kh/ahtjpp/0101`, with nothing before or behind it.
    package init(uri: String) throws(VocabularyError) {
        guard uri.hasPrefix(Self.scheme) else {
            throw Self.malformed(uri, expected: "an identity URI, such as saksi://kh/ahtjpp/0101")
        }
        try self.init(parsing: String(uri.dropFirst(Self.scheme.count)))
    }

    package static let scheme = "saksi://"
    package var text: String { "\(party.lowercased)/\(authority)/\(name)" }
    package var uri: String { Self.scheme + text }
}
