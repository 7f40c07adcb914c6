import Custody
import Vocabulary

extension NodeSession {
    /// What a node would have sent to a cosigner: the proof that its log only grew, made here from tiles that it has to show
    /// anybody alike.
    /// - Parameter size: where the proof begins; from nothing, and where nothing was added, none is due.
    func growth(
        from size: Int, to newest: SignedCheckpoint, under agreement: AgreementID
    ) async throws -> AddCheckpoint {
        guard size > 0, size < newest.checkpoint.size else {
            return try AddCheckpoint(oldSize: size, proof: [], checkpoint: newest)
        }
        return try await withTiles(under: agreement) { try AddCheckpoint(from: size, to: newest, tiles: $0) }
    }

    /// Gives the tiles of a log to who computes with them, each fetched when it is first asked for: the work is begun anew
    /// each time that one was missing.
    func withTiles<Value>(
        under agreement: AgreementID, _ body: (@escaping TileSource) throws -> Value
    ) async throws -> Value {
        try await LogFetching(of: agreement, on: self).withTiles(body)
    }
}
