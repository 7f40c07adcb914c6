/// Finds the word that was probably meant.
package enum Spelling {
    /// - Returns: the nearest word, if it is at most a third of its length away.
    package static func nearest(to text: String, among words: some Sequence<String>) -> String? {
        allNearest(to: text, among: words).first
    }

    /// - Returns: all that are equally near, sorted.
    static func allNearest(to text: String, among words: some Sequence<String>) -> [String] {
        guard text.utf8.count <= 64 else { return [] }
        let near =
            words
            .map { (word: $0, distance: distance(Array(text.lowercased().utf8), Array($0.lowercased().utf8))) }
            .filter { $0.distance <= max(1, $0.word.utf8.count / 3) }
        let least = near.map(\.distance).min()
        return near.filter { $0.distance == least }.map(\.word).sorted()
    }

    /// How many insertions, deletions, replacements and exchanges of neighbours turn one into the other.
    private static func distance(_ from: [UInt8], _ to: [UInt8]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...to.count)
        for (row, byte) in from.enumerated() {
            var current = [row + 1]
            for (column, other) in to.enumerated() {
                var best = min(
                    previous[column] + (byte == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, byte == to[column - 1], other == from[row - 1] {
                    best = min(best, beforePrevious[column - 1] + 1)
                }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[to.count]
    }
}
