import ArgumentParser
import Policy
import Seal
import Vocabulary

/// `saksi agreement show`: what an agreement or law says, clause by clause.
struct AgreementShow: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an agreement or law: headings, members, every clause with its rule, and who signed.",
        discussion: """
            Under the text of each clause stands the rule that is enforced, read back in sentences. The rule binds; \
            compare the two before you sign.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The agreement or law.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var path: String
    @Option(help: ArgumentHelp("The trust list; else that of the profile.", valueName: "file"), completion: .file())
    var trust: String?
    @Option(help: ArgumentHelp("en, km, th or vi, where the file has it.", valueName: "language"))
    var language = "en"

    func perform(_ session: Session) async throws -> any Answer {
        let language = try TextLanguage(parsing: language)
        let document = try PolicyDocument(reading: try InputFile.read(path), file: path)
        let findings =
            try session.trustIfGiven(trust)
            .map { SignatureFindings.of(path, document, trust: $0, now: session.now) }
            ?? [
                .notChecked(
                    "signatures", "there is no trust list", next: "Give --trust FILE, or name it in the profile.")
            ]
        return AgreementPage(document, language: language, now: session.now, findings: findings)
    }
}

/// An agreement or law for reading.
struct AgreementPage: Answer {
    struct ClauseLine: Encodable, Sendable {
        let number: ClauseNumber
        let effect: Clause.Effect
        let actions: [Action]
        let says: String
        /// The rule in a sentence.
        let rule: String
    }

    let id: AgreementID
    let title: String
    let source: String?
    let kind: String
    let version: Int
    let digest: Digest
    let parties: [Party]
    let basis: [AgreementID]
    let channel: Channel?
    /// Nil for a roster, whose days are those of its agreement.
    let from: CalendarDay?
    let until: CalendarDay?
    let zone: Zone?
    let inForce: Bool?
    /// What the headings and the roster decide, in sentences.
    let headings: [String]
    let clauses: [ClauseLine]
    let signatures: [Finding]

    /// Showing a file is done even where nobody has signed it: the page says so.
    var exit: ExitStatus { .done }

    init(_ document: PolicyDocument, language: TextLanguage, now: Instant, findings: [Finding]) {
        let term: Term?
        switch document {
        case .agreement(let agreement):
            title = agreement.title.text(in: language)
            source = agreement.source?.text(in: language)
            kind = agreement.kind.rawValue
            parties = agreement.partyList
            basis = agreement.basis
            channel = agreement.channel
            term = agreement.term
        case .law(let law):
            title = law.title.text(in: language)
            source = law.source?.text(in: language)
            kind = "law"
            parties = [law.party]
            basis = []
            channel = nil
            term = law.term
        case .roster(let roster):
            title = "the members of \(roster.agreement)"
            source = nil
            kind = "roster"
            parties = []
            basis = []
            channel = nil
            term = nil
        }
        id = document.id
        version = document.version
        digest = document.digest
        from = term?.from
        until = term?.until
        zone = term?.zone
        let readBack = ReadBack(document)
        headings = readBack.headings
        inForce = term?.covers(now)
        clauses = readBack.clauses.map {
            ClauseLine(
                number: $0.clause.number, effect: $0.clause.effect, actions: $0.clause.actions.sorted(),
                says: $0.clause.says.text(in: language), rule: $0.sentence)
        }
        signatures = findings
    }

    func write(to page: inout Page) {
        page.line("\(id), version \(version): \(title)")
        page.field("kind", kind)
        if let from, let zone, let inForce {
            page.field("parties", parties.map(\.text).joined(separator: ", "))
            page.field(
                "dates",
                "from \(from)" + (until.map { " until \($0), both days inclusive" } ?? ", without end")
                    + ", in \(zone)")
            page.field("today", inForce ? "within its dates" : "not within its dates")
        }
        page.field("digest", digest.text)
        if let source { page.field("source", source) }
        page.heading("Headings")
        for line in headings { page.line("  \(line)") }
        if !clauses.isEmpty { page.heading("Clauses") }
        for clause in clauses {
            page.line("  \(clause.number)  “\(clause.says)”")
            page.line("        \(clause.rule)")
        }
        page.heading("Signatures")
        for finding in signatures { finding.write(to: &page) }
    }
}
