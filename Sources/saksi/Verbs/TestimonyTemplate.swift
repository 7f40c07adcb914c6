import ArgumentParser
import Cooperation
import Vocabulary

/// `saksi testimony template`: the form to fill in.
struct TestimonyTemplate: Verb {
    static let configuration = CommandConfiguration(
        commandName: "template", abstract: "Write the form of a hearing's record, or of the other site's account.",
        discussion: """
            Without --session a new session is named; the other site writes its account with --account and the same \
            --session. Without --out the form is printed.
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(name: .customLong("case"), help: ArgumentHelp("The case.", valueName: "number"))
    var caseNumber: String
    @Option(help: ArgumentHelp("The session, if it has been named already.", valueName: "id"))
    var session: String?
    @Option(help: ArgumentHelp("Your side: presiding or assisting.", valueName: "word"))
    var side: String?
    @Flag(help: "The form of the other site's own account.")
    var account = false
    @Option(help: ArgumentHelp("The file to write.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var out: String?

    func perform(_ session: Session) async throws -> any Answer {
        let agreement = try AgreementID(parsing: agreement)
        let number = try CaseNumber(parsing: caseNumber)
        guard !account || self.session != nil else {
            throw CommandError(
                .commandUsage, "--session is missing: an account is of the same session as the record.",
                next: "See it with: saksi testimony list --agreement \(agreement)")
        }
        let named = try self.session.map { try SessionID(parsing: $0) } ?? SessionID(from: session.randomness)
        let side = try side.map { try HearingSide(parsing: $0) } ?? (account ? .assisting : .presiding)
        let form =
            account
            ? HearingTemplate.account(session: named, agreement: agreement, caseNumber: number, side: side)
            : HearingTemplate.record(session: named, agreement: agreement, caseNumber: number, side: side)
        if let out { try OutputFile.write(Array(form.utf8), to: out) }
        return TemplateAnswer(
            session: named, file: out, form: form,
            next: out.map { session.command("testimony", account ? "account" : "submit", $0) })
    }
}

struct TemplateAnswer: Answer {
    let session: SessionID
    let file: String?
    let form: String
    private let next: String?

    private enum CodingKeys: String, CodingKey { case session, file, form }

    init(session: SessionID, file: String?, form: String, next: String?) {
        self.session = session
        self.file = file
        self.form = form
        self.next = next
    }

    func write(to page: inout Page) {
        guard let file, let next else {
            page.block(form)
            return
        }
        page.line("Wrote the form of session \(session) to \(file.shownInMessage).")
        page.line("Next: fill it in with any editor, then: \(next)")
    }
}
