import Vocabulary

/// Reads the key `custody`.
enum CustodyReader {
    static func read(_ node: YAMLNode) throws(VocabularyError) -> CustodyTerms {
        var fields = try node.fields("rule of custody")
        var cosigners = try fields.required("cosigners").fields("rule for cosigners")
        let count = try cosigners.required("at-least")
        let atLeast = try count.integer(in: 0...32)
        let group = try cosigners.required("of").word(CustodyTerms.Group.self)
        guard group == .otherParties || atLeast == 1 else {
            throw count.failure(
                .policyFileMeaning, "Of each party one cosigner counts, so \(atLeast) of each cannot be asked for.",
                next: "Write at-least: 1, or of: other-parties.")
        }
        try cosigners.finish()
        let stamping = try fields.optional("timestamp")?.word(CustodyTerms.Stamping.self)
        try fields.finish()
        return CustodyTerms(atLeast: atLeast, group: group, needsTimestamp: stamping == .required)
    }
}
