package import Custody
import Vocabulary

/// Pairs of checkpoints that do not go together: `misconduct/<SHA-256 of the origin>/<kind>-<id>.json`, each written once.
///
/// Whoever holds a log's key can make up any number of them, and every node can bring old checkpoints of a log: so there is
/// an end to what is kept. What proves misconduct stays; of what proves nothing the oldest makes room.
package struct KeptPairs: Sendable {
    let folder: Folder

    /// So many pairs of one kind are kept of one log.
    static let most = 256

    package enum Outcome: Hashable, Sendable {
        /// It is new, and on the disk.
        /// - Parameter hasReplaced: whether the oldest of its kind had to go.
        case kept(KeptPair, hasReplaced: Bool)
        /// It is there already, and stays as it is.
        case known
        /// So many proofs are there that this one more is not kept.
        case full
    }

    func keep(_ contradiction: Contradiction, receivedAt: Instant) throws(StoreError) -> Outcome {
        let place = folder.inner(Self.name(of: contradiction.origin))
        let prefix = contradiction.kind.rawValue + "-"
        let name = "\(prefix)\(contradiction.id.hexadecimal).json"
        if place.holds(name) { return .known }
        let kept = try place.names().filter { $0.hasPrefix(prefix) && !$0.hasSuffix(Folder.unfinished) }
        if contradiction.kind.isProof, kept.count >= Self.most { return .full }
        guard let document = try? contradiction.document(receivedAt: receivedAt) else {
            throw StoreError(.writeFailed, "A pair of checkpoints could not be written.", next: "Please report this.")
        }
        try place.make()
        try DurableFile(folder: place, name: name).write(document)
        let old = try oldest(kept.count - Self.most + 1, of: kept, in: place)
        for name in old { try place.remove(name) }
        return .kept(
            KeptPair(kind: contradiction.kind, log: Self.name(of: contradiction.origin), name: name),
            hasReplaced: !old.isEmpty)
    }

    private func oldest(_ count: Int, of names: [String], in place: Folder) throws(StoreError) -> [String] {
        guard count > 0 else { return [] }
        var dated: [(written: Int64, name: String)] = []
        for name in names { dated.append((try place.written(name), name)) }
        return dated.sorted { ($0.written, $0.name) < ($1.written, $1.name) }.prefix(count).map(\.name)
    }

    /// Where the pairs of each log lie.
    func places() throws(StoreError) -> [Folder] { [folder] + (try logs().map { folder.inner($0) }) }

    private func logs() throws(StoreError) -> [String] {
        try folder.names().filter { (try? Digest(hexadecimal: $0)) != nil }
    }

    func all() throws(StoreError) -> [KeptPair] {
        var found: [KeptPair] = []
        for log in try logs() {
            for name in try folder.inner(log).names() {
                guard let kind = Contradiction.Kind.allCases.first(where: { name.hasPrefix($0.rawValue + "-") }) else {
                    continue
                }
                found.append(KeptPair(kind: kind, log: log, name: name))
            }
        }
        return found
    }

    func read(_ pair: KeptPair) throws(StoreError) -> Contradiction {
        guard let bytes = try folder.inner(pair.log).read(pair.name),
            let contradiction = try? Contradiction(document: bytes)
        else {
            throw StoreError(
                .pairDamaged, "The kept pair of checkpoints \(pair.file.shownInMessage) is damaged.",
                next: "Keep the disk, and bring the file back from a copy.")
        }
        return contradiction
    }

    /// The name by which everything about a log is kept.
    static func name(of origin: String) -> String { Digest(ofText: origin).hexadecimal }
}

/// Where a pair of checkpoints is kept.
package struct KeptPair: Hashable, Sendable {
    package let kind: Contradiction.Kind
    /// SHA-256 of the origin.
    fileprivate let log: String
    fileprivate let name: String

    /// Below the cosigner's data folder.
    package var file: String { "misconduct/\(log)/\(name)" }
}
