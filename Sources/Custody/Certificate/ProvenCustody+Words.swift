import Vocabulary

/// What a page prints of a record besides values of one spelling.
extension ProvenCustody {
    /// The codes of the languages in which clauses and pages are.
    package static let languages: Set<String> = ["en", "km", "th", "vi"]
    /// Bytes of a clause in one language.
    package static let longestClause = 8_192

    /// What is wrong with its words; nil if nothing is.
    var wordsObjection: String? {
        let program = writer.dropFirst(Self.program.count)
        guard writer.hasPrefix(Self.program), (1...32).contains(program.utf8.count),
            program.utf8.allSatisfy({ Self.versionCharacters.contains($0) })
        else { return "Its writer is not “saksi” and a version." }
        guard ([language] + (beside.map { [$0] } ?? [])).allSatisfy(Self.languages.contains) else {
            return "It names a language that there is not."
        }
        guard let clauses else { return nil }
        let citations = clauses.map { ClauseCitation(of: $0.of, clause: $0.clause) }
        let isOrdered = zip(citations, citations.dropFirst()).allSatisfy { ($0.of, $0.clause) < ($1.of, $1.clause) }
        guard !clauses.isEmpty, isOrdered else { return "Its clauses are not in order, each once." }
        guard Set(citations).isSubset(of: steps.flatMap { $0.event.clauses ?? [] }) else {
            return "It quotes a clause that no step cites."
        }
        for clause in clauses {
            guard !clause.says.isEmpty, clause.says.keys.allSatisfy(Self.languages.contains),
                clause.says.values.allSatisfy(Self.isSentence)
            else { return "The words of clause \(clause.clause) of \(clause.of) are not text for people." }
        }
        return nil
    }

    /// What is wrong with the copy that it speaks of; nil if nothing is.
    var copyObjection: String? {
        guard let copy else { return nil }
        guard copy.size > 0, copy.isExtract == (copy.bundle != bundle.digest) else {
            return "The copy that it speaks of is neither this bundle nor an extract of it."
        }
        return nil
    }

    private static let program = "saksi "
    /// Letters, digits, `+`, `-`, `.`.
    private static let versionCharacters = Set("0123456789+-.abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)

    /// As files of agreements hold it: one line, and nothing that acts on a terminal or disguises what is written.
    private static func isSentence(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= longestClause
            && !text.unicodeScalars.contains(where: \.isHiddenInText)
    }
}
