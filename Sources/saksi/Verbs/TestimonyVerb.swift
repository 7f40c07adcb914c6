import ArgumentParser

/// `saksi testimony`: the record of a video-link hearing, and the other site's own account.
struct TestimonyVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "testimony", abstract: "Keep the record of a video-link hearing, from both sites.",
        discussion: """
            saksi carries no video. The side that keeps the file writes the record, the other site its own account; \
            each is signed, sent as a bundle, and stands in the custody log. Neither is changed by the other.
            """,
        subcommands: [
            TestimonyTemplate.self, TestimonySubmit.self, TestimonyAccount.self, TestimonyList.self, TestimonyShow.self,
        ])
}
