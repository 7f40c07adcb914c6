package import Vocabulary

/// The head of a log: who it is, how long it is, and the root over all entries (C2SP tlog-checkpoint).
package struct Checkpoint: Hashable, Sendable {
    package let origin: String
    package let size: Int
    package let root: Digest
    /// Lines that a log added; ours add none, and a checkpoint of ours that has some is refused.
    package let extensions: [String]

    package init(origin: LogOrigin, size: Int, root: Digest) {
        self.origin = origin.text
        self.size = size
        self.root = root
        extensions = []
    }

    /// - Parameter text: the text of the note, with its final newline.
    package init(parsing text: String) throws(CustodyError) {
        try self.init(form: text)
        guard !isOfNothingWithRoot else { throw Self.ofNothingWithRoot }
    }

    /// As somebody wrote it, also with a root of an empty log that no empty log has: for who refuses that only once it is
    /// known who signed it.
    init(form text: String) throws(CustodyError) {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.popLast() == "", lines.count >= 3, lines.allSatisfy({ !$0.isEmpty }) else {
            throw Self.malformed("has fewer than three lines, or an empty one")
        }
        guard let size = DecimalNumber.parse(lines[1]), size <= TilePath.mostEntries else {
            throw Self.malformed("has no proper size")
        }
        guard let bytes = Base64.decode(lines[2]), let root = try? Digest(bytes: bytes) else {
            throw Self.malformed("has no proper root hash")
        }
        origin = String(lines[0])
        self.size = size
        self.root = root
        extensions = lines.dropFirst(3).map(String.init)
    }

    var isOfNothingWithRoot: Bool { size == 0 && root != Merkle.emptyRoot }

    static var ofNothingWithRoot: CustodyError {
        CustodyError(
            .custodyCheckpointRoot, "The checkpoint is of an empty log and has a root all the same.",
            next: "Ask the node for it again.")
    }

    package var text: String {
        "\(origin)\n\(size)\n\(Base64.encode(root.bytes))\n" + extensions.map { $0 + "\n" }.joined()
    }

    static func malformed(_ what: String) -> CustodyError {
        CustodyError(.custodyCheckpointForm, "The checkpoint \(what).", next: "Ask the node for it again.")
    }
}

/// Decimal numbers without signs and leading zeros.
enum DecimalNumber {
    static func parse(_ text: some StringProtocol) -> Int? {
        guard let value = Int(text), value >= 0, String(value) == text else { return nil }
        return value
    }
}
