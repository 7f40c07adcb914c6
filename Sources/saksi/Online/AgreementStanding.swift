import Courier
import Custody
import Vocabulary
import Wire

extension Session {
    /// Signs that an agreement is suspended or goes on, and has the node commit it.
    func state(_ type: EventType, of id: AgreementID, because reason: String) async throws -> AgreementStanding {
        let words = KeptWords(note: reason, condition: nil, authorization: nil, randomness: randomness)
        return try await online { node in
            let log = try node.log(of: id)
            let act = try node.act(type, in: log) { words.fill(&$0) }
            let result = try await node.client.send(.post, Routes.events.path(id), body: try act.body)
                .record(EventResult.self, noun: "proof of the event")
            let index = try PinnedLog(log, trust: node.trust).checkCommitted(act, proof: result.receipt)
            return AgreementStanding(
                agreement: id, isSuspended: type == .agreementSuspended, event: act.event.event, index: index,
                words: words)
        }
    }
}

/// How an agreement stands after a signed statement about it.
struct AgreementStanding: Answer {
    let agreement: AgreementID
    let isSuspended: Bool
    let event: EventID
    /// The place in the log.
    let index: Int
    let words: KeptWords

    func write(to page: inout Page) {
        page.verdict(
            isSuspended
                ? "\(agreement) is suspended: nothing new is given under it until it is resumed."
                : "\(agreement) goes on from now.", .good)
        page.line("  Signed by you, and proved to stand in the log as entry \(index): event \(event)")
        page.line(
            "Keep these lines with your file. The log has only the digest; without the salt nobody can prove the words:"
        )
        for (_, kept) in words.all {
            page.field("reason", kept.text.shownInMessage)
            page.field("salt", kept.salt.text)
            page.field("digest", kept.digest.text)
        }
        page.line(
            isSuspended
                ? "Next: saksi agreement resume \(agreement) --reason TEXT"
                : "Next: saksi list --agreement \(agreement)")
    }
}
