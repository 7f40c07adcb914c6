/// What somebody may do, or be refused.
package enum Action: String, Word {
    case contribute
    case submit
    case record
    case list
    case readLog = "read-log"
    case approve
    case consent
    case activate
    case suspend
    case resume
    case retrieve
    case viewOnPremises = "view-on-premises"
    case verify
    case request
    case answerRequest = "answer-request"
    case attendMeasure = "attend-measure"
    case excludeFromMeasure = "exclude-from-measure"
    case scheduleTestimony = "schedule-testimony"
    case attendTestimony = "attend-testimony"
    case produceInCourt = "produce-in-court"
    case disclose
    case reissue
    case onwardTransfer = "onward-transfer"
    case `return`
    case destroy

    package static let noun = "action"
}
