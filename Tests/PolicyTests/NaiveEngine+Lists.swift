import Policy
import Vocabulary

extension NaiveEngine {
    // MARK: The lists of the specification

    static let needsItem: Set<Action> = [
        .contribute, .submit, .retrieve, .viewOnPremises, .verify, .produceInCourt, .disclose, .reissue,
        .onwardTransfer, .return, .destroy,
    ]
    static let needsPurpose: Set<Action> = [
        .retrieve, .viewOnPremises, .request, .produceInCourt, .disclose, .reissue, .onwardTransfer,
    ]
    static let testsOffence: Set<Action> = [
        .contribute, .submit, .retrieve, .viewOnPremises, .request, .answerRequest, .attendMeasure,
        .scheduleTestimony, .attendTestimony, .reissue, .onwardTransfer,
    ]
    static let testsChannel: Set<Action> = [
        .contribute, .submit, .retrieve, .viewOnPremises, .onwardTransfer, .produceInCourt,
    ]
    static let newAccess: Set<Action> = [
        .contribute, .submit, .retrieve, .viewOnPremises, .request, .attendMeasure, .scheduleTestimony, .reissue,
        .onwardTransfer, .destroy, .activate,
    ]
    static let rescues: Set<Action> = [.contribute, .submit, .retrieve, .viewOnPremises, .request]
}
