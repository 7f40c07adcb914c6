import Vocabulary

/// Reads the key `custody`. What no part of the system enforces yet is refused, not passed over: the parties would sign
/// what nobody does.
enum CustodyReader {
    static func read(_ node: YAMLNode) throws(VocabularyError) -> CustodyTerms {
        var fields = try node.fields("rule of custody")
        var cosigners = try fields.required("cosigners").fields("rule for cosigners")
        let count = try cosigners.required("at-least")
        let atLeast = try count.integer(in: 0...32)
        let group = try cosigners.required("of").word(CustodyTerms.Group.self)
        guard group == .otherParties || atLeast == 1 else {
            throw count.failure(
                .policyFileMeaning, "Each party has one cosigner, so \(atLeast) of each cannot be asked for.",
                next: "Write at-least: 1, or of: other-parties.")
        }
        try cosigners.finish()
        if let timestamp = fields.optional("timestamp") {
            try only("optional", notYet: ["required"], timestamp, "rule for time-stamps")
        }
        try fields.finish()
        return CustodyTerms(atLeast: atLeast, group: group)
    }

    private static func only(
        _ word: String, notYet: [String], _ node: YAMLNode, _ noun: String
    ) throws(VocabularyError) {
        let text = try node.text()
        if text == word { return }
        if notYet.contains(text) {
            throw node.failure(
                .policyFileNotSupported, "“\(text)” is not enforced yet, so it cannot stand in a signed file.",
                next: "Write \(word).")
        }
        throw node.failure(
            "“\(text.shownInMessage)” is not a known \(noun).",
            next: Spelling.nearest(to: text, among: [word]).map { "Did you mean “\($0)”?" } ?? "Write \(word).")
    }
}
