/// Finds the word that was probably meant.
package enum Spelling {
    /// - Returns: the nearest word, if it is at most a third of its length away.
    package static func nearest(to text: String, among words: some Sequence<String>) -> String? {
        guard text.utf8.count <= 64 else { return nil }
        return
            words
            .map { (word: $0, distance: distance(Array(text.lowercased().utf8), Array($0.lowercased().utf8))) }
            .filter { $0.distance <= max(1, $0.word.utf8.count / 3) }
            .min { ($0.distance, $0.word) < ($1.distance, $1.word) }?
            .word
    }

    /// The Levenshtein distance: how many insertions, deletions and replacements turn one into the other.
    private static func distance(_ from: [UInt8], _ to: [UInt8]) -> Int {
        var previous = Array(0...to.count)
        for (row, byte) in from.enumerated() {
            var current = [row + 1]
            for (column, other) in to.enumerated() {
                current.append(
                    min(previous[column] + (byte == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[to.count]
    }
}
