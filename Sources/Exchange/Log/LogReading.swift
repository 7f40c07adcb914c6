import Custody
import Policy
import Seal
import Store
import Vocabulary

/// Proofs and tiles of a log, read from the register. What it returns is true of durable data only.
struct LogReading: Sendable {
    let origin: LogOrigin
    let key: LogKey
    let register: Register
    let proofs = ProofMaker()

    /// The newest signed checkpoint, as the log alone signed it.
    func checkpoint() throws -> SignedCheckpoint {
        guard let saved = try register.log(origin.text) else { throw ExchangeError.notThere }
        return try SignedCheckpoint(parsing: saved.checkpoint)
    }

    /// Tiles of exactly the width that is asked for, and none that the newest checkpoint does not cover.
    func tile(_ path: TilePath) throws -> [UInt8] {
        guard let size = try register.log(origin.text)?.size,
            path.width <= TileLayout(size: Int(size)).width(of: path)
        else { throw ExchangeError.notThere }
        if path.level == nil {
            let first = Int64(path.index) * Int64(TilePath.fullWidth)
            return try EntryBundle.encode(register.entries(key, first..<(first + Int64(path.width))))
        }
        guard let level = path.level,
            let hashes = try register.tile(key, level: level, index: Int64(path.index)),
            hashes.count >= path.width * 32
        else { throw ExchangeError.notThere }
        return Array(hashes.prefix(path.width * 32))
    }

    func inclusion(of index: Int, in checkpoint: SignedCheckpoint) async throws -> InclusionProof {
        try await proofs.inclusion(of: index, size: checkpoint.checkpoint.size, tiles: tile)
    }

    /// The receipt of an event that stands at `index`, under the newest checkpoint with its cosignatures.
    func receipt(of event: VerifiedEvent, at index: Int) async throws -> Receipt {
        let checkpoint = try cosignedCheckpoint()
        return try Receipt(event: event, proof: await inclusion(of: index, in: checkpoint), checkpoint: checkpoint)
    }

    /// An event as the log holds it, with its signatures checked against the certificates of the log.
    func event(at index: Int) throws -> VerifiedEvent {
        guard let bytes = try register.entries(key, Int64(index)..<Int64(index + 1)).first,
            case .event(let event) = try RawEntry(parsing: bytes)
        else { throw ExchangeError.notThere }
        return try event.verify(for: origin, certificate: certificate)
    }

    /// What came into force in this log, one after the other: the entry, and what it names.
    func activations() throws -> [(entry: Int64, activation: Activation)] {
        try register.events(ofType: EventType.agreementActivated.rawValue, in: key).compactMap { row in
            let event = try event(at: Int(row.entry)).event
            // What a member hands in is not in force by itself.
            guard event.actor == origin.node, let activation = event.activation else { return nil }
            return (row.entry, activation)
        }
    }

    /// Where the agreement was suspended, and where it was resumed, one after the other.
    func pauses() throws -> [(entry: Int64, suspension: Suspension?)] {
        let suspended = try register.events(ofType: EventType.agreementSuspended.rawValue, in: key)
        let resumed = try register.events(ofType: EventType.agreementResumed.rawValue, in: key)
        return try
            (suspended.map { ($0.entry, Suspension(since: try commitTime(of: $0.entry))) }
            + resumed.map { ($0.entry, nil) }).sorted { $0.0 < $1.0 }
    }

    /// The node's time of the commit that holds an entry.
    func commitTime(of entry: Int64) throws -> Instant {
        try commit(of: entry).at
    }

    /// Whether a version of the agreement is or was in force here.
    func wasActivated(version: Int, digest: Digest) -> Bool {
        ((try? activations()) ?? []).contains { $0.activation.version == version && $0.activation.agreement == digest }
    }

    /// SHA-256 of the exact envelope at a place, which is what later events name it by.
    func envelopeDigest(at index: Int64) -> Digest? {
        (try? register.entry(key, index)).flatMap { $0 }.map { Digest(of: $0) }
    }

    /// The chain that signed an event, as DER, leaf first, without the root, from the certificates of the log.
    func chain(of event: VerifiedEvent) throws -> [[UInt8]] {
        guard let leaf = event.signers.first else { return [] }
        var chain = [leaf]
        let held = try register.certificates(key).compactMap { certificate($0.digest) }
        while let issuer = held.first(where: { $0.mayHaveIssued(chain[chain.count - 1]) && !chain.contains($0) }) {
            chain.append(issuer)
        }
        return chain.map(\.der)
    }

    /// A certificate that entered the log.
    func certificate(_ digest: Digest) -> Certificate? {
        guard let index = try? register.certificateEntry(key, digest),
            let bytes = try? register.entries(key, index..<(index + 1)).first,
            case .object(let object)? = try? RawEntry(parsing: bytes)
        else { return nil }
        return try? Certificate(der: object.der)
    }
}
