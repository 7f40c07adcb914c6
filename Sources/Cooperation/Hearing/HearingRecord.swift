package import Vocabulary

/// The record of a video-link hearing, as the side writes it that keeps the file. See docs/spec/testimony.md.
package struct HearingRecord: Hashable, Sendable, Codable {
    package let form: Form
    package let session: SessionID
    package let agreement: AgreementID
    package let caseNumber: CaseNumber
    package let request: FileReference?
    /// Whose record this is.
    package let side: HearingSide
    package let presiding: AuthorityID
    package let assisting: AuthorityID
    package let mode: HearingMode
    package let basis: HearingBasis
    package let sites: [HearingSite]
    package let testCall: TestCall
    package let system: VideoSystem
    package let personHeard: PersonHeard
    package let consent: HearingConsent
    package let rights: [RightNotified]
    package let privileges: [PrivilegeClaim]
    package let interpreters: [HearingInterpreter]
    package let protectiveMeasures: [ProtectiveMeasure]
    package let room: RoomCare
    package let sight: [Sight]
    package let exhibitsShown: [ShownExhibit]
    package let recording: HearingRecording
    package let view: SiteView
    package let minutes: HearingMinutes?
    package let transmission: Transmission
    package let smallRoom: [SmallRoomCheck]

    /// Names the form and its version.
    package enum Form: String, Word {
        case one = "saksi-hearing-record-1"

        package static let noun = "form"
    }

    /// How far the hearing has come, as far as its record shows.
    package var state: HearingState {
        guard let minutes else { return .closed }
        return minutes.signedBy.isEmpty ? .minuted : .signed
    }

    /// The authority whose record this is.
    package var authority: AuthorityID { side == .presiding ? presiding : assisting }
}

/// The other site's own account of the same session: what it saw, in the same words.
package struct HearingAccount: Hashable, Sendable, Codable {
    package let form: Form
    package let session: SessionID
    package let agreement: AgreementID
    package let caseNumber: CaseNumber
    package let side: HearingSide
    package let authority: AuthorityID
    package let zone: Zone
    /// The digest of the record's canonical bytes, if the site had them before it wrote its own.
    package let record: Digest?
    package let view: SiteView

    package enum Form: String, Word {
        case one = "saksi-hearing-account-1"

        package static let noun = "form"
    }
}
