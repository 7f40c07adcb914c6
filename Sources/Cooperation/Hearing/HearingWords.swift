import Vocabulary

/// On which side of the hearing a site is: of the court that hears, or of the state that helps.
package enum HearingSide: String, Word {
    case presiding
    case assisting

    package static let noun = "side of a hearing"
}

/// Who puts the questions: the presiding court itself, or the assisting authority for it.
package enum HearingMode: String, Word {
    case direct
    case indirect

    package static let noun = "mode of hearing"
}

package enum SiteKind: String, Word {
    case court
    case prosecution
    case childRoom = "child-room"
    case shelter
    case consulate
    case prison
    case hospital

    package static let noun = "kind of site"
}

/// What a side's part in the hearing rests on.
package enum BasisKind: String, Word {
    case courtOrder = "court-order"
    case treaty
    case agreementClause = "agreement-clause"
    case domesticLaw = "domestic-law"

    package static let noun = "kind of legal basis"
}

/// How the sites could reach each other when the line failed.
package enum BackupLine: String, Word {
    case telephone
    case secondProvider = "second-provider"
    case none

    package static let noun = "back-up line"
}

package enum TestResult: String, Word {
    case passed
    case passedWithFaults = "passed-with-faults"
    case failed

    package static let noun = "result of a test call"
}

package enum LineEncryption: String, Word {
    case endToEnd = "end-to-end"
    case transport
    case none
    case notKnown = "not-known"

    package static let noun = "encryption of the line"
}

/// What the person heard is in the proceeding.
package enum HeardRole: String, Word {
    case victim
    case witness
    case expert
    case accused
    case civilParty = "civil-party"

    package static let noun = "role of the person heard"
}

package enum AgeBand: String, Word {
    case child
    case adult
    case notEstablished = "not-established"

    package static let noun = "age band"
}

package enum IdentificationMethod: String, Word {
    case identityDocument = "identity-document"
    case biometric
    case courtFile = "court-file"
    case vouchedByAuthority = "vouched-by-authority"
    case knownToCourt = "known-to-court"

    package static let noun = "way of identification"
}

package enum ConsentState: String, Word {
    case given
    case refused
    case withdrawn
    /// The person was summoned. A summons is not consent.
    case summoned

    package static let noun = "state of consent"
}

package enum RightNotified: String, Word {
    case interpreter
    case counsel
    case silence
    case notToIncriminateOneself = "not-to-incriminate-oneself"
    case supportPerson = "support-person"
    case protectiveMeasures = "protective-measures"
    case withdrawConsent = "withdraw-consent"
    case dataProtection = "data-protection"

    package static let noun = "right"
}

package enum PrivilegeKind: String, Word {
    case selfIncrimination = "self-incrimination"
    case family
    case professional
    case officialSecret = "official-secret"

    package static let noun = "privilege"
}

package enum PrivilegeDecision: String, Word {
    case upheld
    case rejected
    case reserved
    case withdrawn

    package static let noun = "decision on a privilege"
}

package enum InterpretationMode: String, Word {
    case consecutive
    case simultaneous
    case whispered
    case sign

    package static let noun = "mode of interpretation"
}

package enum OathForm: String, Word {
    case oath
    case affirmation
    /// The law lets this person be heard without: a child, for instance. The law is named.
    case unswornByLaw = "unsworn-by-law"

    package static let noun = "form of oath"
}

package enum ProtectiveMeasure: String, Word {
    case screen
    case face
    case voice
    case pseudonym
    case closedSession = "closed-session"
    case supportPerson = "support-person"
    case plainClothes = "plain-clothes"
    case breaks

    package static let noun = "protective measure"
}

/// What somebody does in the room.
package enum PresentFunction: String, Word {
    case judge
    case investigatingJudge = "investigating-judge"
    case prosecutor
    case clerk
    case defenceCounsel = "defence-counsel"
    case civilPartyLawyer = "civil-party-lawyer"
    case accused
    case personHeard = "person-heard"
    case interpreter
    case supportPerson = "support-person"
    case guardian
    case psychologist
    case policeOfficer = "police-officer"
    case custodyOfficer = "custody-officer"
    case consularOfficer = "consular-officer"
    case expert
    case technician
    case observer

    package static let noun = "function"
}

package enum InterruptionCause: String, Word {
    case soundLost = "sound-lost"
    case pictureLost = "picture-lost"
    case connectionLost = "connection-lost"
    case powerLost = "power-lost"
    case personUnwell = "person-unwell"
    case interpretation
    case disorder
    case other

    package static let noun = "cause of an interruption"
}

package enum TestimonyEffect: String, Word {
    case none
    case repeated
    case partlyLost = "partly-lost"

    package static let noun = "effect on the testimony"
}

package enum Resumption: String, Word {
    case sameLine = "same-line"
    case backupLine = "backup-line"
    case reserveRoom = "reserve-room"
    case notResumed = "not-resumed"

    package static let noun = "way of resuming"
}

package enum Transmission: String, Word {
    case exchange
    case courier
    case centralAuthority = "central-authority"
    case consular

    package static let noun = "way of transmission"
}

/// What a provincial court prepares with what it has.
package enum SmallRoomCheck: String, Word {
    case laptop
    case phoneHotspot = "phone-hotspot"
    case speaker
    case powerBackup = "power-backup"
    case rehearsal
    case reserveRoom = "reserve-room"
    case printedChecklist = "printed-checklist"
    case paperMinutes = "paper-minutes"

    package static let noun = "check of the small room"
}

/// Where a session stands.
package enum HearingState: String, Word {
    case requested, agreed, prepared, tested, opened, suspended, resumed, closed, minuted, signed, certified
    case declined, cancelled, failed

    package static let noun = "state of a hearing"
}
