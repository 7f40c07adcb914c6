import Vocabulary

extension YAMLNode {
    /// An error at this node with a code of this module.
    func failure(_ code: ErrorCode, _ reason: String, next: String) -> VocabularyError {
        VocabularyError(code, "\(place): \(reason)", next: next)
    }

    /// The items of a list, or the one value that stands for it; never none.
    func items() throws(VocabularyError) -> [YAMLNode] {
        let items = listOrOne()
        guard !items.isEmpty else {
            throw failure(
                "The list is empty, so nothing could ever match it.", next: "Name something, or remove the key.")
        }
        guard items.count <= 2_000 else { throw failure("The list is too long.", next: "Shorten it.") }
        return items
    }

    func words<Value: Word>(_ type: Value.Type) throws(VocabularyError) -> Set<Value> {
        var values: Set<Value> = []
        for item in try items() {
            guard values.insert(try item.word(type)).inserted else {
                throw item.failure("This \(type.noun) stands here a second time.", next: "Keep one of the two.")
            }
        }
        return values
    }

    func parsedSet<Value: ParsedText>(_ type: Value.Type) throws(VocabularyError) -> Set<Value> {
        var values: Set<Value> = []
        for item in try items() {
            guard values.insert(try item.parsed(type)).inserted else {
                throw item.failure("This value stands here a second time.", next: "Keep one of the two.")
            }
        }
        return values
    }

    /// A party that the document knows.
    func party(among parties: Set<Party>) throws(VocabularyError) -> Party {
        let party = try parsed(Party.self)
        guard parties.contains(party) else {
            throw failure(
                "“\(party)” is not a party of this document.",
                next: "Parties: \(parties.sorted().map(\.text).joined(separator: ", ")).")
        }
        return party
    }

    /// Text for people, in one line and without characters that act on a terminal or disguise what is written.
    func sentence() throws(VocabularyError) -> String {
        let text = try text()
        if let hidden = text.unicodeScalars.first(where: \.isHiddenInText) {
            let code = String(hidden.value, radix: 16, uppercase: true)
            throw failure(
                "The text holds the invisible character U+\(String(repeating: "0", count: max(0, 4 - code.count)))\(code).",
                next: "Remove it; for a text over several lines write “>-” before it.")
        }
        return text
    }

    /// Text in one or several languages.
    func localized() throws(VocabularyError) -> LocalizedText {
        var fields = try fields("text")
        var texts: [TextLanguage: String] = [:]
        for language in TextLanguage.allCases {
            guard let node = fields.optional(language.rawValue) else { continue }
            let text = try node.sentence()
            guard text.utf8.count <= 8_192 else { throw node.failure("The text is too long.", next: "Shorten it.") }
            texts[language] = text
        }
        try fields.finish()
        guard !texts.isEmpty else { throw failure("The text is in no language.", next: "Add a line “en: …”.") }
        return LocalizedText(byLanguage: texts)
    }

    /// A short name such as `kh-victim-desk`.
    func shortName() throws(VocabularyError) -> String {
        let name = try text()
        guard name.utf8.count <= 64,
            name.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D })
        else {
            throw failure(
                "“\(name.shownInMessage)” is not a short name.",
                next: "Use small letters, digits and hyphens: kh-victim-desk.")
        }
        return name
    }
}
