import Custody
import Store
package import Vocabulary

/// Who signs a log: which keys signed it so far, and which sign it next.
struct LogSigning: Sendable {
    let succession: KeySuccession
    /// With which the node's own checkpoints are read.
    let known: LogKeys
    /// The keys that sign the next commit: none if the node does not hold the one in force.
    let signers: [SignerKey]
    /// Whether the key of the configuration is the one in force.
    let isCurrent: Bool
    /// The key in force, as the log or its newest checkpoint says; nil for a log without entries.
    let inForce: VerifierKey?
}

extension LogReading {
    /// - Parameter keys: what the node has.
    func signing(by keys: NodeKeys) throws -> LogSigning {
        let succession = try succession()
        let configured = keys.log.verifier.named(origin)
        let former = keys.formerLog.map { ($0, $0.verifier.named(origin)) }
        let known =
            succession.terms.isEmpty
            ? LogKeys(
                origin: origin, entries: keys.logVerifiers.map { LogKeys.Entry(key: $0, sizes: 0...Int.max) })
            : succession.keys
        let inForce = try succession.current ?? signer(among: keys.logVerifiers)
        let isCurrent = inForce == nil || inForce == configured
        var signers: [SignerKey] = []
        if isCurrent {
            signers = [keys.log] + [former?.0].compactMap(\.self)
        } else if let former, former.1 == inForce {
            signers = [former.0]
        }
        return LogSigning(
            succession: succession, known: known, signers: signers, isCurrent: isCurrent, inForce: inForce)
    }

    /// Which of these keys signed the newest checkpoint; nil if none did, or there is none.
    private func signer(among candidates: [VerifierKey]) throws -> VerifierKey? {
        guard let saved = try register.log(origin.text), saved.size > 0 else { return nil }
        let checkpoint = try SignedCheckpoint(parsing: saved.checkpoint)
        return candidates.map { $0.named(origin) }
            .first { (try? checkpoint.verify(log: LogKeys(origin: origin, key: $0))) != nil }
    }

    /// Which key signs for which sizes, as the log's events say.
    func succession() throws -> KeySuccession {
        guard let saved = try register.log(origin.text), saved.size > 0 else { return KeySuccession(of: origin) }
        var succession = KeySuccession(of: origin)
        if origin.agreement != nil, let first = try event(at: 0).event.activation?.key { succession.begin(with: first) }
        for row in try register.events(ofType: EventType.keyRevoked.rawValue, in: key) {
            let revoked = try event(at: Int(row.entry)).event
            guard let old = revoked.key?.verifier else { continue }
            guard let mention = revoked.previous?.first, let added = try register.event(mention.event),
                added.log == key,
                let new = try event(at: Int(added.entry)).event.key?.verifier
            else {
                throw CustodyError(
                    .custodyKeySuccession, "\(origin) ends a log key at entry \(row.entry), and brings no new one in.",
                    next: "Stop the node and run `saksid audit`.")
            }
            try succession.take(
                KeySuccession.Change(
                    adding: new, at: Int(added.entry), revoking: old, size: revoked.key?.size,
                    in: try commit(of: row.entry)))
        }
        return succession
    }

    /// The commit that holds an entry.
    func commit(of entry: Int64) throws -> RecordedRange {
        var next = entry + 1
        while let bytes = try register.entry(key, next) {
            if case .event(let event) = try RawEntry(parsing: bytes), let recorded = event.event.recorded {
                return recorded
            }
            next += 1
        }
        throw ExchangeError.notThere
    }

    /// Where the log ends, as the register has it: the tiles must give the root of the checkpoint that the node signed.
    func head(by keys: LogKeys) throws -> Custody.LogHead {
        guard let saved = try register.log(origin.text), saved.size > 0 else { return Custody.LogHead(empty: origin) }
        let checkpoint = try SignedCheckpoint(parsing: saved.checkpoint)
        _ = try checkpoint.verify(log: keys, cosigners: [])
        return try Custody.LogHead(
            resuming: checkpoint.checkpoint, of: origin, lastTime: saved.time, tiles: tile)
    }

    /// The certificates that a `key-revoked` of this log names.
    func revokedCertificates() throws -> Set<Digest> {
        Set(
            try register.events(ofType: EventType.keyRevoked.rawValue, in: key).compactMap {
                try event(at: Int($0.entry)).event.key?.certificate
            })
    }
}

extension LogEntry {
    /// Whether it says that a key begins or ends.
    var isAboutKey: Bool {
        if case .event(let verified) = self { verified.event.key != nil } else { false }
    }
}

extension ExchangeError {
    /// The node's own log key is not the one with which the log is signed.
    static func unannounced(_ origin: LogOrigin, _ inForce: VerifierKey?) -> ExchangeError {
        ExchangeError(
            .logKeyUnannounced,
            "The log \(origin) is signed with \(inForce.map { "the key \($0.text)" } ?? "another key"), and no event replaces that by the “log-key” of the configuration.",
            next:
                "Give that key as “log-key”. To replace it, give it as “former-log-key”, and run: saksid key rotate; if it is lost or stolen: saksid key lost."
        )
    }
}

extension ErrorCode {
    package static let logKeyUnannounced = ErrorCode("exchange.log-key.unannounced", .trust)
}
