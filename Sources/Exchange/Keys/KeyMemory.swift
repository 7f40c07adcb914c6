import Custody
import Store
import Vocabulary

/// The last checkpoint that each former key of a log signed, beside the register in the data folder: the register keeps
/// the newest one alone, and the proof that the old key introduced the new one needs this.
struct KeyMemory {
    private let folder: DataFolder
    private static let name = "log-keys.json"

    private struct Kept: Codable {
        /// Signed notes, by the log's origin, in the order of their sizes.
        var checkpoints: [String: [String]]
    }

    init(in folder: DataFolder) {
        self.folder = folder
    }

    private func kept() throws -> Kept {
        guard let bytes = try folder.read(Self.name) else { return Kept(checkpoints: [:]) }
        return try CanonicalJSON.decode(Kept.self, from: bytes, noun: "note of the log keys", limit: 1 << 24)
    }

    /// Keeps the checkpoint of a log that has just replaced its key as planned. Nothing else enters before this has run: a
    /// start does it before it serves.
    func settle(_ origin: LogOrigin) throws {
        guard let saved = try folder.register.log(origin.text), saved.size > 0 else { return }
        let log = LogReading(origin: origin, key: saved.key, register: folder.register)
        let terms = try log.succession().terms
        guard let new = terms.last, new.entry != nil, new.isProven, new.from == Int(saved.size) + 1 else { return }
        var kept = try kept()
        let note = String(decoding: saved.checkpoint, as: UTF8.self)
        guard !kept.checkpoints[origin.text, default: []].contains(note) else { return }
        kept.checkpoints[origin.text, default: []].append(note)
        try folder.write(try CanonicalJSON.encode(kept), to: Self.name)
    }

    /// The proofs that each key introduced the next, as far as it could.
    func handovers(of log: LogReading) throws -> [KeyHandover] {
        let notes = try kept().checkpoints[log.origin.text] ?? []
        let checkpoints = try notes.map { try SignedCheckpoint(parsing: Array($0.utf8)) }
        return try log.succession().terms.compactMap { term in
            guard let entry = term.entry, term.isProven,
                let checkpoint = checkpoints.first(where: { $0.checkpoint.size == term.from - 1 })
            else { return nil }
            let event = try log.event(at: entry)
            let proof = try InclusionProof(index: entry, size: checkpoint.checkpoint.size, tiles: log.tile)
            return try KeyHandover(try Receipt(event: event, proof: proof, checkpoint: checkpoint), of: event)
        }
    }
}
