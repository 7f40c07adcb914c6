import ArgumentParser
import Cooperation
import Vocabulary

/// `saksi testimony submit`: the record, signed, sent and recorded.
struct TestimonySubmit: Verb {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Sign and send the record of a hearing.",
        discussion: TestimonySending.discussion)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var sending: TestimonySending

    func perform(_ session: Session) async throws -> any Answer {
        try await sending.send(session) { document throws(OnlineError) in
            guard case .account = document else { return }
            throw OnlineError(
                .onlineHearing, "This is the other site's own account, not the record of the hearing.",
                next: "Send it with: saksi testimony account")
        }
    }
}

/// `saksi testimony account`: what the other site saw, signed, sent and recorded.
struct TestimonyAccount: Verb {
    static let configuration = CommandConfiguration(
        commandName: "account", abstract: "Sign and send your own site's account of a hearing.",
        discussion: TestimonySending.discussion)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var sending: TestimonySending

    func perform(_ session: Session) async throws -> any Answer {
        try await sending.send(session) { document throws(OnlineError) in
            guard case .record = document else { return }
            throw OnlineError(
                .onlineHearing, "This is the record of the hearing, not the account of the other site.",
                next: "Send it with: saksi testimony submit")
        }
    }
}
