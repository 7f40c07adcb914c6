/// An agency of a party: `kh/moj`.
package struct AuthorityID: ParsedText {
    package let party: Party
    package let name: String

    package init(parsing text: String) throws(VocabularyError) {
        let segments = text.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.count == 2, segments.allSatisfy({ Form.isSegment($0) }), segments[0].utf8.count == 2,
            !["node", "cosigner", "tsa"].contains(segments[1]),
            let party = try? Party(parsing: segments[0].uppercased())
        else {
            throw Self.malformed(text, expected: "an authority: party/authority, such as kh/moj")
        }
        self.init(party: party, name: String(segments[1]))
    }

    init(party: Party, name: String) {
        self.party = party
        self.name = name
    }

    package var text: String { "\(party.lowercased)/\(name)" }
}
