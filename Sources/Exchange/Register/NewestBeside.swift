/// What takes about so many bytes in an answer.
package protocol SizedInAnswer: Sendable {
    var bytes: Int { get }
}

/// What stands beside a bundle or an answer about it: the newest, in about so many bytes; all are in the list.
package struct NewestBeside<Listed: SizedInAnswer>: Sendable {
    static var mostBytes: Int { 64 << 10 }

    package private(set) var shown: [Listed] = []
    /// Whether the list has more about the same.
    package private(set) var hasMore = false

    var bytes: Int { shown.reduce(0) { $0 + $1.bytes } }

    mutating func add(_ listed: Listed) {
        hasMore = hasMore || !shown.isEmpty && bytes + listed.bytes > Self.mostBytes
        if !hasMore { shown.append(listed) }
    }
}

package typealias OverridesBeside = NewestBeside<ListedOverride>
package typealias CourtOrdersBeside = NewestBeside<ListedCourtOrder>
