import Courier
import Custody
import Seal
import Vocabulary
import Wire

/// Cosigns the newest checkpoint that a node shows of a log, if it continues what was signed last.
struct PullCosigning: Sendable {
    let node: NodeSession
    let key: SignerKey
    let folder: CosignedFolder
    /// Whether somebody says that the key never signed this log.
    let isFirst: Bool

    /// What was signed and handed in.
    struct Signed: Sendable {
        let log: LogOrigin
        let cosigner: Identity
        let size: Int
        /// Whether it is larger than what was signed before.
        let isNew: Bool
    }

    /// `docs/spec/custody-log.md`, “Cosigning without a server”: look, decide, store, and only then show the signature.
    /// - Throws: `cosign.misconduct` for a checkpoint that does not go with what was signed last; both are kept.
    /// - Parameter mirrored: signed in the place of the newest one, which may be larger again.
    func run(_ agreement: AgreementID, _ mirrored: SignedCheckpoint? = nil) async throws -> Signed {
        let log = try node.log(of: agreement)
        let cosigner = try cosigner(for: log)
        let keys = try PinnedLog(log, trust: node.trust).keys
        let last = try last(log, keys)
        let newest: SignedCheckpoint
        if let mirrored {
            newest = mirrored
        } else {
            newest = try SignedCheckpoint(
                parsing: try await node.client.send(.get, Routes.log.path(agreement) + "/checkpoint").body)
        }
        let request = try await node.growth(from: last?.checkpoint.size ?? 0, to: newest, under: agreement)
        let judgement = try Cosigning.judge(request, keys: keys, last: last)
        if let contradiction = judgement.contradiction {
            let kept = folder.keep(contradiction, in: node.session)
            throw CommandError(
                .cosignMisconduct, contradiction.sentence.capitalisedFirst + ".",
                next: "Nothing was signed. \(kept.sentence) Tell your central authority.")
        }
        switch judgement.outcome {
        case .refuse(let refusal): throw refusal.failure
        case .cosign(let consistent):
            // The same once more: what was sent may have got lost, and nothing has to be signed for it.
            if let last, last.checkpoint == newest.checkpoint {
                // Nor does it follow from reading it back that the disk has confirmed it.
                try folder.save(last, of: log)
                try await handIn(newest, with: last, by: cosigner, under: agreement)
                return Signed(log: log, cosigner: cosigner, size: last.checkpoint.size, isNew: false)
            }
            let note = try consistent.cosigned(by: key, at: node.session.now)
            try folder.save(note, of: log)
            try await handIn(newest, with: note, by: cosigner, under: agreement)
            return Signed(log: log, cosigner: cosigner, size: note.checkpoint.size, isNew: true)
        }
    }

    /// What this key signed last; nil only if it never did, and somebody says so.
    private func last(_ log: LogOrigin, _ keys: LogKeys) throws -> SignedCheckpoint? {
        guard let last = try folder.last(log) else {
            guard isFirst else {
                throw CommandError(
                    .cosignFirst,
                    "Nothing of the log \(log) was ever signed with the folder “\(folder.path.shownInMessage)”.",
                    next:
                        "If this key never signed it anywhere, say --begin. If it did, the folder is lost: begin with a new key."
                )
            }
            return nil
        }
        guard !isFirst else {
            throw CommandError(
                .cosignBegun,
                "The log \(log) was signed with the folder “\(folder.path.shownInMessage)” before: it is no beginning.",
                next: "Say --begin once for each log, and never again: leave it out, also of a timer or a unit.")
        }
        try Cosigning.check(kept: last, by: key.verifier, keys: keys)
        return last
    }

    /// Whose key it is, as the trust list says.
    private func cosigner(for log: LogOrigin) throws -> Identity {
        guard
            let cosigner = node.trust.list.cosigners.values.first(where: { $0.verifierKey == key.verifier.text })?
                .identity
        else {
            throw CommandError(
                .cosignKey, "The trust list names no cosigner with this key.",
                next: "Give the cosigner's own key, or have the trust list name it: \(key.verifier.text)")
        }
        guard cosigner.party != log.party else {
            throw CommandError(
                .cosignOwnLog,
                "The log \(log) is of the party of \(cosigner), and so its signature would count for nobody.",
                next: "A cosigner of another party has to sign for it.")
        }
        return cosigner
    }

    /// - Parameter newest: as the node gave it, with lines of log keys that the trust list here may not know yet.
    private func handIn(
        _ newest: SignedCheckpoint, with signed: SignedCheckpoint, by cosigner: Identity, under agreement: AgreementID
    ) async throws {
        let note = newest.adding(signed.signatures(by: key.verifier))
        let taken = try await node.client.send(
            .post, Routes.cosignatures.path(agreement), body: note.bytes, contentType: "text/plain; charset=utf-8"
        ).record(CosignaturesTaken.self, noun: "answer to the cosignature")
        guard taken.cosigners.contains(cosigner) else {
            throw OnlineError(
                .onlineNodeAnswer, "The node did not take the signature of \(cosigner).",
                next:
                    "It is kept here, and is sent again by the same command. Ask the operator whether both sides have the current trust list."
            )
        }
    }
}

extension String {
    /// A sentence that began in the middle of another.
    var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
