package import Custody
import Policy
import Seal
import Store
package import Vocabulary

/// The custody of one bundle, provable without this node.
package struct CustodyOfBundle: Sendable {
    package struct Entry: Sendable {
        package let index: Int
        package let bytes: [UInt8]
        package let proof: InclusionProof
    }

    package let checkpoint: SignedCheckpoint
    package let entries: [Entry]
    /// DER of every certificate that the entries name.
    package let certificates: [[UInt8]]
}

extension ExchangeNode {
    /// The events about a bundle that the caller may see, in the order of the log, with proofs: all, if they may list all
    /// of it; else those that tell nothing of what they may not list.
    package func custody(
        of bundle: BundleID, under id: AgreementID, for caller: CallingMember
    ) async throws -> CustodyOfBundle {
        try await elsewhere { [self] in
            let active = try await agreement(id, for: caller)
            let confirmation = try await confirmation(of: active)
            let (held, visible) = try visibleBundle(bundle, under: active, for: caller)
            var seen = SeenEvents(
                SeenBundle(bundle: held, visible: visible), for: caller.member.identity, on: active.ledger.origin.node)
            let newest = try active.log.checkpoint()
            var shown: [(index: Int, bytes: [UInt8])] = []
            var signers: Set<Digest> = []
            for row in try folder.register.events(of: bundle, in: active.ledger.key)
            where row.entry < newest.checkpoint.size {
                guard let bytes = try folder.register.entry(active.ledger.key, row.entry),
                    case .event(let event) = try RawEntry(parsing: bytes), seen.shows(event.event)
                else { continue }
                signers.formUnion(event.event.signers)
                shown.append((Int(row.entry), bytes))
            }
            // In a busy log the newest checkpoint is never cosigned yet: the newest that is, and covers all of it, proves more.
            let checkpoint = try active.log.checkpoint(covering: shown.last?.index ?? 0, for: confirmation).checkpoint
            let entries = try shown.map { entry in
                CustodyOfBundle.Entry(
                    index: entry.index, bytes: entry.bytes,
                    proof: try active.log.inclusion(of: entry.index, in: checkpoint))
            }
            let certificates = try active.log.certificates(behind: signers).map(\.der)
            return CustodyOfBundle(checkpoint: checkpoint, entries: entries, certificates: certificates)
        }
    }

    /// The newest signed checkpoint with its cosignatures, to every member of the agreement at this moment, or at its end.
    package func checkpoint(under id: AgreementID, for caller: CallingMember) async throws -> [UInt8] {
        try await agreement(id, forPresent: caller).log.cosignedCheckpoint().bytes
    }

    /// A tile. Hashes are for whom the checkpoint is; entries need the action `read-log`.
    package func tile(_ path: TilePath, under id: AgreementID, for caller: CallingMember) async throws -> [UInt8] {
        let active = try await agreement(id, forPresent: caller)
        if path.level == nil, deciding(under: active, for: caller).decide(.readLog).outcome != .permit {
            throw ExchangeError.notThere
        }
        return try active.log.tile(path)
    }
}

extension LogReading {
    /// These certificates and, up to the roots, those that may have issued them; all from the log.
    func certificates(behind leaves: Set<Digest>) throws -> [Certificate] {
        let held = try register.certificates(key).compactMap { certificate($0.digest) }
        var open = held.filter { leaves.contains($0.digest) }
        var found: Set<Digest> = leaves
        var needed = open
        while let certificate = open.popLast() {
            let issuers = held.filter { $0.mayHaveIssued(certificate) && found.insert($0.digest).inserted }
            needed += issuers
            open += issuers
        }
        return needed
    }
}
