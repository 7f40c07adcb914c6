package import Vocabulary

/// What somebody says happened, before anybody signed or checked it. Only what the event needs.
///
/// See docs/spec/custody-log.md, “The event”. Optional fields are left out when there is nothing to say.
package struct CustodyEvent: Hashable, Sendable, Codable {
    package var event: EventID
    package var type: EventType
    package var log: LogOrigin
    /// SHA-256 of each signer's certificate, in the order of the signatures.
    package var signers: [Digest]

    /// Who acted.
    package var actor: Identity
    /// When, as the actor says.
    package var at: Instant
    /// The offset from UTC where it was said.
    package var offset: UTCOffset
    package var clock: ClockSource

    package var agreement: AgreementID?
    package var `case`: CaseNumber?
    package var bundle: BundleMention?
    package var exhibits: [ExhibitMention]?
    package var counterpart: Counterpart?
    package var purpose: Purpose?
    package var offence: OffenceCode?
    /// Whose territory the operation takes place on, and whose court or authority will use the material: as the actor
    /// declares.
    package var place: Party?
    package var forum: Party?
    package var clauses: [ClauseCitation]?
    package var decision: DecisionMention?
    package var release: ReleaseID?
    package var session: SessionID?
    package var medium: Medium?
    package var location: SiteCode?
    package var seal: SealNumber?
    /// Salted digests: of an order or warrant, of the state of a thing, of a remark. The texts stay with whoever wrote them.
    package var authorization: Digest?
    package var condition: Digest?
    package var note: Digest?
    /// Salted commitments to the content before and after.
    package var digestBefore: Digest?
    package var digestAfter: Digest?
    /// The events that this one answers or corrects.
    package var previous: [EventMention]?
    package var attested: Attestation?
    package var activation: Activation?
    package var approval: GivenApproval?
    package var consent: GivenConsent?
    package var override: GivenOverride?
    package var courtOrder: StatedCourtOrder?
    package var key: KeyMention?
    package var recorded: RecordedRange?

    package init(
        event: EventID, type: EventType, log: LogOrigin, signers: [Digest], actor: Identity, at: Instant,
        offset: UTCOffset, clock: ClockSource
    ) {
        self.event = event
        self.type = type
        self.log = log
        self.signers = signers
        self.actor = actor
        self.at = at
        self.offset = offset
        self.clock = clock
        agreement = log.agreement
    }
}
