package import Custody
import Policy
import Seal
import Store
package import Vocabulary

/// The custody of one bundle, provable without this node, or a page of it.
package struct CustodyOfBundle: Sendable {
    package struct Entry: Sendable {
        package let index: Int
        package let bytes: [UInt8]
        package let proof: InclusionProof
    }

    /// With the first page; the pages behind it are under the same one.
    package let checkpoint: SignedCheckpoint?
    package let origin: LogOrigin
    package let entries: [Entry]
    /// The entry after which the next page starts, if there is one.
    package let next: Int?
    /// DER of every certificate that the entries of this page name.
    package let certificates: [[UInt8]]
}

/// Where a page of custody starts that is not the first.
package struct CustodyPlace: Sendable {
    /// The entry behind which it starts.
    package let after: Int
    /// The size of the log that the first page has proofs under.
    package let size: Int

    package init(after: Int, size: Int) {
        self.after = after
        self.size = size
    }
}

extension ExchangeNode {
    /// The events about a bundle that the caller may see, in the order of the log, with proofs: all, if they may list all
    /// of it; else those that tell nothing of what they may not list.
    ///
    /// - Parameters:
    ///   - place: nil for the first page.
    ///   - limit: how many steps a page has at most.
    package func custody(
        of bundle: BundleID, under id: AgreementID, for caller: CallingMember, from place: CustodyPlace? = nil,
        limit: Int = 4096
    ) async throws -> CustodyOfBundle {
        try await elsewhere { [self] in
            let active = try await agreement(id, for: caller)
            let confirmation = try await confirmation(of: active)
            let (held, visible) = try visibleBundle(bundle, under: active, for: caller)
            let steps = StepsOfBundle(
                bundle: bundle, log: active.log, seen: SeenBundle(bundle: held, visible: visible),
                member: caller.member.identity, end: try active.log.checkpoint().checkpoint.size, limit: limit)
            guard let place else {
                // In a busy log the newest checkpoint is never cosigned yet: the newest that is, and covers all of it, proves more.
                let checkpoint = try active.log.checkpoint(
                    covering: try steps.last() ?? 0, for: confirmation, .newest
                ).checkpoint
                return try await steps.page(after: -1, size: checkpoint.checkpoint.size, with: checkpoint)
            }
            guard place.size <= steps.end else { throw ExchangeError.notThere }
            return try await steps.page(after: place.after, size: place.size, with: nil)
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
