package import Vocabulary

/// What a side's part in the hearing rests on, and where that is written.
package struct LegalBasis: Hashable, Sendable, Codable {
    package let kind: BasisKind
    /// The order, the article, the clause.
    package let reference: Sentence
}

/// The legal basis of both sides. Without one for each there is no hearing.
package struct HearingBasis: Hashable, Sendable, Codable {
    package let presiding: LegalBasis
    package let assisting: LegalBasis
}

/// A room in which a part of the hearing takes place.
package struct HearingSite: Hashable, Sendable, Codable {
    package let site: SiteCode
    package let side: HearingSide
    package let kind: SiteKind
    package let zone: Zone
    package let technicalContact: MemberID
    package let backupLine: BackupLine
    /// Only a consulate needs it.
    package let hostStateConsent: Bool?
    /// Salted digest of the address, where it was sealed.
    package let addressCommitment: Digest?
}

package struct TestCall: Hashable, Sendable, Codable {
    package let at: StatedInstant
    package let result: TestResult
    package let note: Sentence?
}

package struct VideoSystem: Hashable, Sendable, Codable {
    package let product: Sentence
    package let encryption: LineEncryption
}

/// The person heard, by number and role.
package struct PersonHeard: Hashable, Sendable, Codable {
    package let person: PersonNumber
    package let role: HeardRole
    package let age: AgeBand
    package let site: SiteCode
    package let identifiedHow: IdentificationMethod
    package let identifiedBy: AuthorityID
    /// Salted digest of the identity, which is sealed.
    package let identityCommitment: Digest?
}

package struct HearingConsent: Hashable, Sendable, Codable {
    package let state: ConsentState
    package let language: LanguageCode
    /// By whom it was explained.
    package let explainedBy: PresentFunction
}

package struct PrivilegeClaim: Hashable, Sendable, Codable {
    package let privilege: PrivilegeKind
    package let decision: PrivilegeDecision
    package let decidedBy: HearingSide
}

package struct HearingInterpreter: Hashable, Sendable, Codable {
    package let person: PersonNumber
    package let from: LanguageCode
    package let to: LanguageCode
    package let mode: InterpretationMode
    package let site: SiteCode
    package let oath: OathForm
}

/// What was done so that nobody could influence the person heard.
package struct RoomCare: Hashable, Sendable, Codable {
    package let shownByPanning: Bool
    package let noPrompting: Bool
    package let separateEntrance: Bool
    package let waitingRoom: Bool
    package let privateLineToCounsel: Bool
}

/// Which sites the people at a site could see.
package struct Sight: Hashable, Sendable, Codable {
    package let site: SiteCode
    package let sees: [SiteCode]
}

package struct ShownExhibit: Hashable, Sendable, Codable {
    package let bundle: BundleID
    package let exhibit: ExhibitNumber
    package let digest: Digest
}

/// Whether the hearing was recorded; if so by which law, by whom and how.
package struct HearingRecording: Hashable, Sendable, Codable {
    package let permitted: Bool
    package let law: Sentence?
    package let by: HearingSide?
    package let format: Sentence?
}

package struct HearingMinutes: Hashable, Sendable, Codable {
    package let by: HearingSide
    package let signedBy: [MemberID]
    package let digest: Digest?
}
