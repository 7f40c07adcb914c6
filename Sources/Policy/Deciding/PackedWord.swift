import Vocabulary

/// A word of a closed list as one bit, so that a list of words is a mask.
///
/// The bits are spelled out: they must not depend on how an enumeration is laid out in memory, and a word that is
/// added to the vocabulary does not compile until it has its bit here.
protocol PackedWord: Word {
    var position: UInt64 { get }
}

extension PackedWord {
    var bit: UInt64 { 1 << position }

    static func mask(_ words: some Sequence<Self>) -> UInt64 {
        var mask: UInt64 = 0
        for word in words { mask |= word.bit }
        return mask
    }
}

extension Action: PackedWord {
    var position: UInt64 {
        switch self {
        case .contribute: 0
        case .submit: 1
        case .record: 2
        case .list: 3
        case .readLog: 4
        case .approve: 5
        case .consent: 6
        case .activate: 7
        case .suspend: 8
        case .resume: 9
        case .retrieve: 10
        case .viewOnPremises: 11
        case .verify: 12
        case .request: 13
        case .answerRequest: 14
        case .attendMeasure: 15
        case .excludeFromMeasure: 16
        case .scheduleTestimony: 17
        case .attendTestimony: 18
        case .produceInCourt: 19
        case .disclose: 20
        case .reissue: 21
        case .onwardTransfer: 22
        case .return: 23
        case .destroy: 24
        }
    }
}

extension EvidenceCategory: PackedWord {
    var position: UInt64 {
        switch self {
        case .document: 0
        case .deviceImage: 1
        case .mobileExtraction: 2
        case .chatExport: 3
        case .providerData: 4
        case .openSourceCapture: 5
        case .financialRecord: 6
        case .employmentContract: 7
        case .migrationRecord: 8
        case .identityOrTravelDocument: 9
        case .photograph: 10
        case .videoRecording: 11
        case .audioRecording: 12
        case .interviewRecording: 13
        case .witnessStatement: 14
        case .victimIdentificationForm: 15
        case .lossStatement: 16
        case .medicalReport: 17
        case .transcript: 18
        case .translation: 19
        case .intercept: 20
        case .covertProduct: 21
        case .biometric: 22
        case .expertReport: 23
        case .courtRecord: 24
        case .custodyForm: 25
        case .physicalObjectRecord: 26
        }
    }
}

extension VictimIdentity: PackedWord {
    var position: UInt64 {
        switch self {
        case .none: 0
        case .indirect: 1
        case .direct: 2
        }
    }
}

extension ItemFlag: PackedWord {
    var position: UInt64 {
        switch self {
        case .privileged: 0
        case .childAbuseMaterial: 1
        case .confidential: 2
        }
    }
}

extension HandlingCode: PackedWord {
    var position: UInt64 {
        switch self {
        case .h0: 0
        case .h1: 1
        case .h2: 2
        case .h3: 3
        }
    }
}

extension Channel: PackedWord {
    var position: UInt64 {
        switch self {
        case .domestic: 0
        case .police: 1
        case .mla: 2
        case .jit: 3
        case .consular: 4
        case .spontaneous: 5
        }
    }
}

extension CopyKind: PackedWord {
    var position: UInt64 {
        switch self {
        case .evidentiary: 0
        case .working: 1
        }
    }
}

extension RosterRole: PackedWord {
    var position: UInt64 {
        switch self {
        case .teamLeader: 0
        case .member: 1
        case .seconded: 2
        case .visiting: 3
        case .centralAuthority: 4
        }
    }
}

extension RosterRole {
    /// A mask of roles, which whoever is a leader or a member fulfils if it holds both.
    static func test(_ roles: Set<RosterRole>) -> UInt64 {
        mask(roles) | (roles.isSuperset(of: [.teamLeader, .member]) ? SpecialBit.leadsSomewhere : 0)
    }
}

extension Purpose: PackedWord {
    var position: UInt64 {
        switch self {
        case .investigation: 0
        case .prosecution: 1
        case .trial: 2
        case .relatedCharge: 3
        case .otherOffence: 4
        case .exculpatory: 5
        case .victimProtection: 6
        case .dangerToLife: 7
        case .assetRecovery: 8
        case .compensation: 9
        case .immigration: 10
        }
    }
}

extension Offence: PackedWord {
    var position: UInt64 {
        switch self {
        case .traffickingInPersons: 0
        case .forcedCriminality: 1
        case .forcedLabour: 2
        case .debtBondage: 3
        case .unlawfulConfinement: 4
        case .kidnapping: 5
        case .torture: 6
        case .homicide: 7
        case .sexualExploitation: 8
        case .childSexualExploitation: 9
        case .smugglingOfMigrants: 10
        case .illegalRecruitment: 11
        case .onlineFraud: 12
        case .moneyLaundering: 13
        case .organisedCrime: 14
        case .documentFraud: 15
        case .corruption: 16
        case .obstructionOfJustice: 17
        }
    }
}
