import Custody
import EvidenceBundle
import Policy
import Seal
import Store
package import Vocabulary

/// A release that was granted and committed.
package struct Grant: Sendable {
    package let release: ReleaseID
    package let bundle: BundleID
    package let bundleDigest: Digest
    package let expires: Instant
    package let exhibits: [ExhibitNumber]
    package let heldBack: [Answer]
    package let obligations: [String]
    package let isExtract: Bool
    /// Of the file that will be sent: bytes, and SHA-256.
    package let size: Int64
    package let fileDigest: Digest
    package let event: EventID
    package let receipt: [UInt8]
    /// DER of the chain that signed the released event, leaf first, without the root.
    package let certificates: [[UInt8]]
}

extension ExchangeNode {
    /// Decides a signed request, and commits the release before a byte of it can be fetched.
    package func release(
        _ bundle: BundleID, under id: AgreementID, asking statement: Statement, by caller: CallingMember
    ) async throws -> Grant {
        let active = try await agreementForAct(id, of: caller)
        let asked = try await VerifiedStatement(
            statement, from: caller, in: active.ledger.origin, as: [.releaseRequested], trust: trust,
            now: now)
        let (held, visible) = try visibleBundle(bundle, under: active, for: caller)
        let event = asked.event.event
        guard event.bundle?.id == held.row.id, event.bundle?.digest == held.row.digest, let purpose = event.purpose,
            event.case == held.row.caseNumber
        else {
            throw ExchangeError(
                .statementMismatch, "The request names another bundle or case than the one it was sent for.",
                next: "Ask with the bundle, the digest and the case that `saksi list` shows.")
        }
        let wanted = try Self.select(naming: event.exhibits, among: visible)
        let question = ReleaseQuestion(bundle: held, wanted: wanted, purpose: purpose)
        let first = try ruling(on: question, under: active, by: caller, at: now)
        guard !first.exhibits.isEmpty else {
            throw try await refuse(first, asked, question, under: active, by: caller)
        }
        let content = try await content(of: first.exhibits, from: held, under: active, for: caller)
        return try await commit(first, content, asked, question, under: active, by: caller)
    }

    private func commit(
        _ first: Ruling, _ content: ReleaseContent, _ asked: VerifiedStatement, _ question: ReleaseQuestion,
        under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> Grant {
        let id = ReleaseID(from: randomness)
        let held = question.bundle
        let released = try nodeEvents.make(.released, in: active.ledger.origin, at: now) { event in
            event.case = held.row.caseNumber
            event.bundle = BundleMention(id: held.row.id, digest: held.row.digest, file: content.digest)
            event.exhibits = content.isExtract ? Self.mentions(first.exhibits, in: held) : nil
            event.counterpart = Counterpart(caller.member.identity)
            event.purpose = question.purpose
            event.release = id
            event.clauses = first.citations
            event.decision = first.decision.mention
            event.previous = [asked.event.mention]
            event.medium = .network
        }
        let expires = now.adding(seconds: Int64(limits.releaseHours) * 3600)
        let committed = try await active.ledger.commit { [self] now in
            let again = try ruling(on: question, under: active, by: caller, at: now)
            guard again.exhibits == first.exhibits else {
                throw ExchangeError(
                    .busy, "What may be released has changed while it was being prepared.",
                    next: "Run the same command again.")
            }
            return Draft(
                objects: try asked.objects + nodeEvents.objects(), events: [asked.event, released],
                rows: { placement in
                    Store.Commit(
                        releases: [
                            ReleaseRow(
                                id: id, agreement: active.agreement.id, bundle: held.row.id,
                                member: caller.member.identity, items: content.isExtract ? first.exhibits : nil,
                                purpose: question.purpose, decision: first.decision.id, issued: placement.time,
                                expires: expires, content: content.digest, size: content.size,
                                entry: Int64(placement.indices[1]))
                        ],
                        decisions: first.rows(of: caller, on: held.row, entry: placement.indices[1]))
                })
        }
        return Grant(
            release: id, bundle: held.row.id, bundleDigest: content.bundleDigest, expires: expires,
            exhibits: first.exhibits, heldBack: first.heldBack, obligations: first.obligations,
            isExtract: content.isExtract, size: content.size, fileDigest: content.digest,
            event: released.event.event, receipt: try recorded(released, in: committed, of: active).receipt.bytes,
            certificates: keys.events.chain.all.map(\.der))
    }

    /// Commits that nothing is released, and returns the refusal to throw.
    private func refuse(
        _ ruling: Ruling, _ asked: VerifiedStatement, _ question: ReleaseQuestion, under active: ActiveAgreement,
        by caller: CallingMember
    ) async throws -> any Failure {
        let held = question.bundle
        let denied = try nodeEvents.make(.decisionDenied, in: active.ledger.origin, at: now) { event in
            event.case = held.row.caseNumber
            event.bundle = held.mention
            event.counterpart = Counterpart(caller.member.identity)
            event.purpose = question.purpose
            event.previous = [asked.event.mention]
            event.decision = ruling.decision.mention
            event.clauses = ruling.citations
        }
        _ = try await active.ledger.commit { [self] _ in
            Draft(
                objects: try asked.objects + nodeEvents.objects(), events: [asked.event, denied],
                rows: { placement in
                    Store.Commit(decisions: ruling.rows(of: caller, on: held.row, entry: placement.indices[1]))
                })
        }
        return ruling.refusal
            ?? Refusal(
                ruling.decision.decision,
                explained: ([ruling.decision] + ruling.others).map { library.safeExplanation(of: $0.decision) },
                code: .releaseRefused)
    }

    private static func mentions(_ numbers: [ExhibitNumber], in bundle: HeldBundle) -> [ExhibitMention] {
        let wanted = Set(numbers)
        return bundle.exhibits.filter { wanted.contains($0.record.number) }.map(\.mention)
    }
}
