import Vocabulary

/// What holds for an action under every agreement.
extension Action {
    /// It is always about an item: where none is given, nothing is known of it.
    var needsItem: Bool {
        switch self {
        case .contribute, .submit, .retrieve, .viewOnPremises, .verify, .produceInCourt, .disclose, .reissue,
            .onwardTransfer, .return, .destroy:
            true
        default: false
        }
    }

    /// It uses material, so what for must be stated.
    var needsPurpose: Bool {
        switch self {
        case .retrieve, .viewOnPremises, .request, .produceInCourt, .disclose, .reissue, .onwardTransfer: true
        default: false
        }
    }

    /// It gives or uses something new, so the case must be one that the agreement was made for. Custody, return and
    /// disclosure go on when a charge changes.
    var testsOffence: Bool {
        switch self {
        case .contribute, .submit, .retrieve, .viewOnPremises, .request, .answerRequest, .attendMeasure,
            .scheduleTestimony, .attendTestimony, .reissue, .onwardTransfer:
            true
        default: false
        }
    }

    /// It moves material under the agreement's channel. What came by another channel needs a reissue, never silently.
    var testsChannel: Bool {
        switch self {
        case .contribute, .submit, .retrieve, .viewOnPremises, .onwardTransfer, .produceInCourt: true
        default: false
        }
    }

    /// It is new access, which a suspension stops. Proofs, duties to return, arranged hearings, pending requests and
    /// court deadlines go on.
    var stopsWhenSuspended: Bool {
        switch self {
        case .contribute, .submit, .retrieve, .viewOnPremises, .request, .attendMeasure, .scheduleTestimony, .reissue,
            .onwardTransfer, .destroy, .activate:
            true
        default: false
        }
    }

    /// A danger to life is notified and answered even while the agreement is suspended.
    var servesDangerToLife: Bool {
        switch self {
        case .contribute, .submit, .retrieve, .viewOnPremises, .request: true
        default: false
        }
    }

    /// It is about an item that the node holds, whose existence is itself told only to those who may list it.
    var isAboutHeldItem: Bool {
        switch self {
        case .contribute, .submit: false
        default: true
        }
    }
}

extension Purpose {
    /// Of these three the offence decides whether they serve the agreement.
    var servesOffence: Bool { self == .investigation || self == .prosecution || self == .trial }
}
