import Vocabulary

/// Reads `then`. An obligation that is not known here is an error: it could not be kept.
enum ObligationReader {
    static func read(_ node: YAMLNode) throws(VocabularyError) -> Obligations {
        var fields = try node.fields("list of obligations")
        var obligations = Obligations()
        if let list = fields.optional("redact") { obligations.redact = try list.words(Redaction.self).sorted() }
        if let list = fields.optional("notify") { obligations.notify = try names(list) }
        if let list = fields.optional("mark") { obligations.mark = try texts(list) }
        if let list = fields.optional("seal") { obligations.seal = try names(list) }
        if let day = fields.optional("delete-by") { obligations.deleteBy = try day.parsed(CalendarDay.self) }
        if let detail = fields.optional("log") { obligations.log = try detail.word(LogDetail.self) }
        try fields.finish()
        guard !obligations.isEmpty else {
            throw node.failure("The list of obligations is empty.", next: "Name an obligation, or remove the key.")
        }
        return obligations
    }

    private static func names(_ node: YAMLNode) throws(VocabularyError) -> [String] {
        var names: Set<String> = []
        for item in try node.items() { names.insert(try item.shortName()) }
        return names.sorted()
    }

    private static func texts(_ node: YAMLNode) throws(VocabularyError) -> [String] {
        var texts: Set<String> = []
        for item in try node.items() {
            let text = try item.sentence()
            guard text.utf8.count <= 400 else {
                throw item.failure("The mark is too long for a page.", next: "Shorten it.")
            }
            texts.insert(text)
        }
        return texts.sorted()
    }
}
