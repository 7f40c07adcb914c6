/// A person who may act under an agreement, by office and number and never by name: `kh/ahtjpp/0101`.
package struct MemberID: ParsedText {
    package let identity: Identity

    package init(parsing text: String) throws(VocabularyError) {
        try self.init(Identity(parsing: text))
    }

    /// - Throws: `VocabularyError` if the identity is a node, a cosigner or a time-stamping authority.
    package init(_ identity: Identity) throws(VocabularyError) {
        guard identity.kind == .member else {
            throw Self.malformed(identity.text, expected: "a member: party/authority/member, such as kh/ahtjpp/0101")
        }
        self.identity = identity
    }

    package var text: String { identity.text }
    package var party: Party { identity.party }
    package var authority: AuthorityID { AuthorityID(party: identity.party, name: identity.authority) }
}
