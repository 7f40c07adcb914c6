import ArgumentParser
import Custody
import Vocabulary
import Wire

/// What it takes to suspend an agreement, and to resume it.
struct StandingOptions: ParsableArguments {
    @Argument(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(help: ArgumentHelp("Why; it stays with you.", valueName: "text"))
    var reason: String
    @OptionGroup var signer: IdentityOptions
}

extension Session {
    /// Signs that an agreement is suspended or goes on, and has the node commit it.
    func state(_ type: EventType, _ options: StandingOptions) async throws -> AgreementStanding {
        let id = try AgreementID(parsing: options.agreement)
        let words = KeptWords(note: options.reason, condition: nil, authorization: nil, randomness: randomness)
        let isSuspended = type == .agreementSuspended
        return try await online(as: options.signer) { node in
            let log = try node.log(of: id)
            let act = try node.act(type, in: log) { words.fill(&$0) }
            let kept = try await node.commit(act, at: Routes.events.path(id), in: PinnedLog(log, trust: node.trust))
            return AgreementStanding(
                agreement: id, isSuspended: isSuspended, event: act.event.event, index: kept.index, words: words,
                next: isSuspended
                    ? command("agreement", "resume", id.text, "--reason", "TEXT", as: options.signer)
                    : command("list", "--agreement", id.text))
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
    let next: String

    private enum CodingKeys: String, CodingKey { case agreement, isSuspended, event, index, words }

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
        page.line("\(isSuspended ? "To resume it" : "Next"): \(next)")
    }
}
