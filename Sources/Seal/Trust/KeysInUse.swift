import Vocabulary

/// Whose each key of a trust list is, whatever name stands in front of it. What a cosigner signs does not say who signs:
/// under two names one line would be two cosigners.
struct KeysInUse {
    private var owners: [[UInt8]: Identity] = [:]

    /// Two nodes can have one key; nobody has a key that ended again.
    mutating func add(_ key: PublishedKey, of owner: Identity, at node: YAMLNode) throws {
        let other = owners.updateValue(owner, forKey: key.publicKey)
        guard other != owner else {
            throw node.failure(
                "This key stands here twice.", next: "Write each key once; a key that ended is never used again.")
        }
        guard other.map({ $0.kind == .node && owner.kind == .node }) ?? true else {
            throw node.failure(
                "This is the key of \(other?.text ?? "") as well, whatever name stands in front.",
                next: "Have each make a key of their own.")
        }
    }
}
