package import Custody
import EvidenceBundle
import Policy
import Store
package import Vocabulary

/// A consent as the people of its party see it.
package struct ListedConsent: Sendable {
    package let event: EventID
    /// Of the envelope, by which its withdrawal names it.
    package let digest: Digest
    package let giver: Identity
    package let given: Instant
    package let bundle: BundleMention?
    package let exhibits: [ExhibitMention]?
    package let terms: GivenConsent
    package let offence: OffenceCode?
    package let caseNumber: CaseNumber?
    package let isWithdrawn: Bool
}

extension ExchangeNode {
    /// Commits a member's signed consent of their party, or the withdrawal of one.
    ///
    /// A withdrawal ends what could still be released, and what was released on it and is not fetched yet; what was fetched
    /// stays where it is.
    package func consent(
        _ statement: Statement, under id: AgreementID, by caller: CallingMember
    ) async throws -> RecordedEvent {
        try await elsewhere { [self] in
            try await acting(under: id, by: caller) { active in
                let verified = try await VerifiedStatement(
                    statement, from: caller, in: active.ledger.origin, as: [.consentGiven, .consentWithdrawn],
                    trust: trust, now: now)
                return try await verified.event.event.type == .consentGiven
                    ? give(verified, under: active, by: caller) : withdraw(verified, under: active, by: caller)
            }
        }
    }

    private func give(
        _ verified: VerifiedStatement, under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> RecordedEvent {
        let grant = try grant(verified, under: active, by: caller)
        guard let terms = grant.event.consent else { throw Given.damaged }
        try Self.check(terms, at: now)
        return try await commit(grant, under: active, by: caller) { [self] in
            try consenting(grant, under: active, by: caller, at: $0)
        } changing: { now in
            try Self.check(terms, at: now)
            return GrantChange { rows, placement in
                rows.consents = [
                    ConsentRow(
                        event: verified.event.digest, agreement: active.agreement.id, party: caller.member.party,
                        bundle: grant.event.bundle?.digest, given: min(grant.event.at, placement.time),
                        expires: terms.expires, entry: Int64(placement.indices[0]))
                ]
            }
        }
    }

    private static func check(_ terms: GivenConsent, at instant: Instant) throws(ExchangeError) {
        guard terms.expires.map({ $0 > instant }) ?? true else {
            throw ExchangeError(
                .statementMismatch, "The consent had expired when it came.",
                next: "Consent again, for as long as needed.")
        }
    }

    private func withdraw(
        _ verified: VerifiedStatement, under active: ActiveAgreement, by caller: CallingMember
    ) async throws -> RecordedEvent {
        let event = verified.event.event
        // A consent of another party is as one that is not there.
        guard event.saysNothingOfTheNode, let named = event.previous?.first,
            let row = try folder.register.consent(named.digest), row.agreement == active.agreement.id,
            row.party == caller.member.party
        else { throw ExchangeError.notThere }
        let given = try active.log.event(at: Int(row.entry))
        guard given.mention == named, event.bundle == given.event.bundle, event.exhibits == given.event.exhibits else {
            throw ExchangeError(
                .statementMismatch, "The withdrawal does not name the consent as it was given.",
                next: "Run `saksi consent --list --agreement \(active.agreement.id)`; it shows each as it was given.")
        }
        let grant = StatedAct(statement: verified, held: nil, exhibits: [])
        return try await commit(grant, under: active, by: caller) { [self] now in
            let deciding = deciding(under: active, for: caller, at: now)
            return [
                try RecordedDecision(
                    deciding.decide(.consent, about: try event.case.map { try deciding.cases.known($0) }),
                    from: randomness)
            ]
        } changing: { [self] _ in
            guard try folder.register.consent(row.event)?.withdrawn == nil else {
                throw ExchangeError(
                    .consentOver, "The consent was withdrawn before.", next: "There is nothing left to do.")
            }
            return GrantChange(alone: [[RecordedDecision].alone(row.event)]) { rows, placement in
                rows.withdrawnConsents = [row.event: Int64(placement.indices[0])]
            }
        }
    }

    private func consenting(
        _ grant: StatedAct, under active: ActiveAgreement, by caller: CallingMember, at instant: Instant
    ) throws -> [RecordedDecision] {
        let deciding = deciding(under: active, for: caller, at: instant)
        let declared = Declaration(offence: try grant.event.declaredOffence)
        let number = grant.held?.row.caseNumber ?? grant.event.case
        let known = try number.map { try deciding.cases.known($0, declared: declared.offence) }
        let decisions =
            try grant.held.map {
                try deciding.decide(
                    .consent, declaring: declared, about: known, on: grant.exhibits.map(\.record), of: $0
                )
                .decisions
            } ?? [deciding.decide(.consent, declaring: declared, about: known)]
        return try decisions.map { try RecordedDecision($0, from: randomness) }
    }

    /// The consents that the caller's party gave under an agreement, as far as the caller may list all that they name;
    /// those about no bundle are for who is on the roster today.
    package func consents(under id: AgreementID, for caller: CallingMember) async throws -> [ListedConsent] {
        try await elsewhere { [self] in
            let active = try await agreement(id, for: caller)
            let isOnRoster = active.agreement.roster.entry(of: caller.member, at: now) != nil
            var seen = seenBundles(under: active, for: caller)
            return try folder.register.consents(id, of: caller.member.party).compactMap { row in
                let event = try active.log.event(at: Int(row.entry))
                guard let terms = event.event.consent else { return nil }
                if let bundle = event.event.bundle {
                    guard let held = try seen.bundle(bundle.id),
                        event.event.exhibits == nil || held.covers(event.event.exhibits)
                    else { return nil }
                } else if !isOnRoster {
                    return nil
                }
                return ListedConsent(
                    event: event.event.event, digest: row.event, giver: event.event.actor, given: row.given,
                    bundle: event.event.bundle, exhibits: event.event.exhibits, terms: terms,
                    offence: event.event.offence, caseNumber: event.event.case, isWithdrawn: row.withdrawn != nil)
            }
        }
    }
}
