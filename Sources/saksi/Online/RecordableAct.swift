import Custody
import Vocabulary

/// What a person may record by hand: everything that no other command and no node records.
enum RecordableAct {
    /// The common ones; `docs/spec/custody-log.md` lists all.
    private static let examples = "examined, opened, transferred, sealed, stored, copied, produced-in-court, returned"

    /// - Throws: `online.event` if it is none, with the nearest words or the command that records it.
    static func type(_ word: String) throws(OnlineError) -> EventType {
        guard let type = EventType(rawValue: word) else {
            let near = Spelling.nearest(to: word, among: EventType.allCases.map(\.rawValue))
            throw OnlineError(
                .onlineEvent, "“\(word.shownInMessage)” is no type of custody event.",
                next: near.map { "Did you mean \($0)?" } ?? "Such as: \(examples). All: docs/spec/custody-log.md")
        }
        if let next = elsewhere(type) {
            throw OnlineError(.onlineEvent, "“\(type)” is not recorded by hand.", next: next)
        }
        return type
    }

    /// How it is recorded, where that is not by hand.
    private static func elsewhere(_ type: EventType) -> String? {
        switch type {
        case .submitted: "Use: saksi submit"
        case .releaseRequested, .received: "Use: saksi retrieve"
        case .agreementActivated: "Use: saksi agreement activate"
        case .agreementSuspended: "Use: saksi agreement suspend"
        case .agreementResumed: "Use: saksi agreement resume"
        case .approvalGiven: "Use: saksi approve"
        case .consentGiven, .consentWithdrawn: "Use: saksi consent"
        case .overrideGiven, .overrideWithdrawn: "Use: saksi override"
        case .courtOrderRecorded, .courtOrderEnded: "Use: saksi court-order"
        case .destroyed:
            "This version of saksi has no command for it."
        default:
            type.signing == .node
                ? "The node records it by itself. Choose what you did yourself, such as: \(examples)." : nil
        }
    }
}
