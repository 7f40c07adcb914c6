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
        try await elsewhere { [self] in
            try await acting(under: id, by: caller) {
                try await decideRelease(bundle, under: $0, asking: statement, by: caller)
            }
        }
    }

    private func decideRelease(
        _ bundle: BundleID, under active: ActiveAgreement, asking statement: Statement, by caller: CallingMember
    ) async throws -> Grant {
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
        let question = ReleaseQuestion(
            bundle: held, wanted: wanted, isWhole: event.exhibits == nil && visible.count == held.exhibits.count,
            purpose: purpose, declared: try event.declared)
        try deciding(under: active, for: caller).check(question.declared)
        let first = try ruling(on: question, under: active, by: caller, at: now)
        guard !first.exhibits.isEmpty else {
            throw try await refuse(first, asked, question, under: active, by: caller)
        }
        let content = try await content(of: first.exhibits, from: held, under: active, for: caller)
        do {
            let grant = try await commit(first, content, asked, question, under: active, by: caller)
            await folder.holds.letGo(content.digest)
            return grant
        } catch {
            // An extract that was made for nothing goes with the refusal.
            await folder.holds.letGo(content.digest)
            throw error
        }
    }

    private func commit(
        _ first: Ruling, _ content: ReleaseContent, _ asked: VerifiedStatement, _ question: ReleaseQuestion,
        under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> Grant {
        let id = ReleaseID(from: randomness)
        let held = question.bundle
        let agreement = active.agreement.id
        guard let permit = first.permits.first else { throw ExchangeError.notThere }
        let grants = try grantsNamed(by: first.permits, in: active)
        let released = try nodeEvents.make(.released, in: active.ledger.origin, at: now) { event in
            event.case = held.row.caseNumber
            event.bundle = BundleMention(id: held.row.id, digest: held.row.digest, file: content.digest)
            event.exhibits = content.isExtract ? Self.mentions(first.exhibits, in: held) : nil
            event.counterpart = Counterpart(caller.member.identity)
            event.purpose = question.purpose
            event.release = id
            event.clauses = first.permits.citations
            event.decision = permit.mention
            event.previous = [asked.event.mention] + grants
            event.medium = .network
        }
        let decided =
            [DecidedEvent(event: released, decisions: first.permits)]
            + (try refusals(first, on: question, asked: asked, under: active, by: caller))
        let hours = limits.releaseHours
        let committed = try await active.commit { [self] now in
            let again = try ruling(on: question, under: active, by: caller, at: now)
            // What may be released changed while it was being prepared: all is decided anew.
            guard again.exhibits == first.exhibits, again.permits.spent == first.permits.spent,
                again.permits.restOnTheSame(as: first.permits)
            else {
                throw PolicyChanged()
            }
            return Draft(
                objects: try asked.objects + nodeEvents.objects(), events: [asked.event] + decided.map(\.event),
                alone: decided.alone,
                rows: { placement in
                    var rows = decided.commit(
                        of: caller, on: held.row.id, under: agreement, at: placement.indices.dropFirst())
                    rows.releases = [
                        ReleaseRow(
                            id: id, agreement: agreement, bundle: held.row.id, member: caller.member.identity,
                            items: content.isExtract ? first.exhibits : nil, purpose: question.purpose,
                            decision: permit.id, issued: placement.time,
                            expires: placement.time.adding(seconds: Int64(hours) * 3600),
                            content: content.digest, size: content.size, entry: Int64(placement.indices[1]))
                    ]
                    return rows
                })
        }
        let pending = decided.first { $0.event.event.type == .decisionPending }?.event.event.event
        return Grant(
            release: id, bundle: held.row.id, bundleDigest: content.bundleDigest,
            expires: committed.placement.time.adding(seconds: Int64(hours) * 3600), exhibits: first.exhibits,
            heldBack: first.heldBack.map { answer in
                guard let pending, answer.verdict.outcome == .pending else { return answer }
                return answer.approvable(pending, under: agreement)
            }, obligations: first.obligations, isExtract: content.isExtract,
            size: content.size, fileDigest: content.digest, event: released.event.event,
            receipt: try recorded(released, in: committed, of: active).receipt.bytes,
            certificates: keys.events.chain.all.map(\.der))
    }

    /// Commits that nothing is released, and returns the refusal to throw.
    private func refuse(
        _ ruling: Ruling, _ asked: VerifiedStatement, _ question: ReleaseQuestion, under active: ActiveAgreement,
        by caller: CallingMember
    ) async throws -> any Failure {
        let refusals = try refusals(ruling, on: question, asked: asked, under: active, by: caller)
        let bundle = question.bundle.row.id
        let agreement = active.agreement.id
        _ = try await active.commit { [self] _ in
            Draft(
                objects: try asked.objects + nodeEvents.objects(), events: [asked.event] + refusals.map(\.event),
                rows: {
                    refusals.commit(of: caller, on: bundle, under: agreement, at: $0.indices.dropFirst())
                })
        }
        if let waiting = refusals.first(where: { $0.event.event.type == .decisionPending }),
            let first = waiting.decisions.first
        {
            let told = waiting.decisions.map { active.library.safeExplanation(of: $0.decision) }
            return Refusal(first.decision, explained: told, code: .releaseRefused)
                .approvable(waiting.event.event.event, under: agreement)
        }
        if let refusal = ruling.refusal { return refusal }
        let decisions = ruling.withheld.flatMap(\.decisions).map(\.decision)
        guard let first = decisions.first else { return ExchangeError.notThere }
        return Refusal(
            first, explained: decisions.map { active.library.safeExplanation(of: $0) }, code: .releaseRefused)
    }

    /// The events by which the approvals were given that these use up, and those that record the courts' orders that
    /// counted.
    private func grantsNamed(by permits: [RecordedDecision], in active: ActiveAgreement) throws -> [EventMention] {
        let approvals = try permits.spent.compactMap { try folder.register.approval($0)?.entry }
        let orders = try permits.ordered.compactMap { try folder.register.courtOrder($0)?.entry }
        return try (approvals.sorted() + orders.sorted()).map { try active.log.event(at: Int($0)).mention }
    }

    private static func mentions(_ numbers: [ExhibitNumber], in bundle: HeldBundle) -> [ExhibitMention] {
        let wanted = Set(numbers)
        return bundle.exhibits.filter { wanted.contains($0.record.number) }.map(\.mention)
    }
}
