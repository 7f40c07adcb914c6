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
        /// The rule in sentences.
        let rule: [String]
    }

    struct MemberLine: Encodable, Sendable {
        let member: MemberID
        let role: RosterRole
        let secondedTo: Party?
        let from: CalendarDay
        let until: CalendarDay?
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
    let from: CalendarDay
    let until: CalendarDay?
    let zone: Zone
    let inForce: Bool
    let headings: [HeadingReadBack.Line]
    let members: [MemberLine]
    let clauses: [ClauseLine]
    let signatures: [Finding]

    /// Showing a file is done even where nobody has signed it: the page says so.
    var exit: ExitStatus { .done }

    init(_ document: PolicyDocument, language: TextLanguage, now: Instant, findings: [Finding]) {
        let term: Term
        let clauses: [Clause]
        switch document {
        case .agreement(let agreement):
            title = agreement.title.text(in: language)
            source = agreement.source?.text(in: language)
            kind = agreement.kind.rawValue
            parties = agreement.partyList
            basis = agreement.basis
            channel = agreement.channel
            members = agreement.roster.entries.map {
                MemberLine(
                    member: $0.member, role: $0.role, secondedTo: $0.secondedTo, from: $0.term.from,
                    until: $0.term.until)
            }
            (term, clauses) = (agreement.term, agreement.clauses)
        case .law(let law):
            title = law.title.text(in: language)
            source = law.source?.text(in: language)
            kind = "law"
            parties = [law.party]
            basis = []
            channel = nil
            members = []
            (term, clauses) = (law.term, law.clauses)
        }
        id = document.id
        version = document.version
        digest = document.digest
        from = term.from
        until = term.until
        zone = term.zone
        headings = HeadingReadBack(document).lines
        inForce = term.covers(now)
        self.clauses = clauses.map {
            ClauseLine(
                number: $0.number, effect: $0.effect, actions: $0.actions.sorted(), says: $0.says.text(in: language),
                rule: ClauseReadBack($0).sentences)
        }
        signatures = findings
    }

    func write(to page: inout Page) {
        page.line("\(id), version \(version): \(title)")
        page.field("kind", kind)
        page.field("parties", parties.map(\.text).joined(separator: ", "))
        page.field(
            "dates",
            "from \(from)" + (until.map { " until \($0), both days inclusive" } ?? ", without end") + ", in \(zone)")
        page.field("today", inForce ? "within its dates" : "not within its dates")
        page.field("digest", digest.text)
        for line in headings { page.field(line.heading, line.text) }
        if let source { page.field("source", source) }
        if !members.isEmpty {
            page.heading("Members")
            for member in members {
                page.line(
                    "  \(member.member), \(member.role)\(member.secondedTo.map { " to \($0)" } ?? ""), from \(member.from)"
                        + (member.until.map { " until \($0)" } ?? ""))
            }
        }
        page.heading("Clauses")
        for clause in clauses {
            page.line("  \(clause.number)  “\(clause.says)”")
            for sentence in clause.rule { page.line("        \(sentence)") }
        }
        page.heading("Signatures")
        for finding in signatures { finding.write(to: &page) }
    }
}
