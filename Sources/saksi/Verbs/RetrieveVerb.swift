import ArgumentParser
import EvidenceBundle
import Seal
import Vocabulary
import Wire

/// `saksi retrieve`: asks for a bundle for a purpose, fetches it, verifies it, and signs for it.
struct RetrieveVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "retrieve",
        abstract: "Ask for a bundle for a stated purpose, fetch and verify it, and sign for it.",
        discussion: """
            The request is signed by you and kept in the custody log, whatever the answer. What may be released arrives \
            as the packer's bundle, or as an extract of it signed by the node. If the link drops, the same command goes \
            on where it stopped. Exit status 3: refused, with the clause; 4: an approval is missing.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The bundle, as “saksi list” shows it.", valueName: "bundle"))
    var bundle: String
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(help: ArgumentHelp("What for, such as investigation, prosecution or trial.", valueName: "code"))
    var purpose: String
    @Option(name: .customLong("case"), help: ArgumentHelp("The case it is for.", valueName: "number"))
    var caseNumber: String
    @Option(help: ArgumentHelp("The conduct the case is about; else that of the profile.", valueName: "code"))
    var offence: String?
    @OptionGroup var declared: DeclaredPlace
    @Option(help: ArgumentHelp("Only this exhibit. Can be repeated.", valueName: "number"))
    var item: [Int] = []
    @Option(help: ArgumentHelp("The bundle to write.", valueName: "file"), completion: .file(extensions: ["asice"]))
    var out: String

    func perform(_ session: Session) async throws -> any Answer {
        let items = try item.map { try ExhibitNumber($0) }
        let order = RetrievalOrder(
            agreement: try AgreementID(parsing: agreement), bundle: try BundleID(parsing: bundle),
            caseNumber: try CaseNumber(parsing: caseNumber), purpose: try Purpose(parsing: purpose),
            items: items.isEmpty ? nil : items.sorted(), offence: try session.offence(offence),
            place: try declared.parties.place, forum: try declared.parties.forum)
        return try await session.online { node in
            let retrieved = try await Retrieving(node: node, order: order, path: out).run()
            let folder = out.hasSuffix(".asice") ? String(out.dropLast(6)) : out + ".opened"
            return RetrieveAnswer(
                retrieved, why: session.command(question(order)),
                next: [
                    session.command("open", out, "--out", folder),
                    session.command("custody", "show", order.bundle.text, "--agreement", order.agreement.text),
                ])
        }
    }

    /// The dry run of this very order: for another purpose, offence or place other clauses speak.
    private func question(_ order: RetrievalOrder) -> [String] {
        let options: [(String, String?)] = [
            ("purpose", order.purpose.rawValue), ("offence", offence), ("place", declared.place),
            ("forum", declared.forum),
        ]
        var words = ["why", "retrieve", order.bundle.text, "--agreement", order.agreement.text]
        for case (let name, let value?) in options { words += ["--\(name)", value] }
        for number in item { words += ["--item", "\(number)"] }
        return words
    }
}

/// What was released, what was held back, and what the recipient owes.
struct RetrieveAnswer: Answer {
    /// What its giver wrote at an exhibit.
    struct Condition: Encodable, Sendable {
        let exhibit: ExhibitNumber
        let conditions: String
    }

    let file: String
    let agreement: AgreementID
    let bundle: BundleID
    let bundleDigest: Digest
    let fileDigest: Digest
    let release: ReleaseID
    let purpose: Purpose
    let isExtract: Bool
    let exhibits: [ExhibitNumber]
    let heldBack: [ExhibitsDecision]
    let obligations: [String]
    let conditions: [Condition]
    let signers: [Identity]
    let acknowledgedAt: Int
    private let records: [ExhibitRecord]
    private let why: String
    private let next: [String]

    private enum CodingKeys: String, CodingKey {
        case file, agreement, bundle, bundleDigest, fileDigest, release, purpose, isExtract, exhibits, heldBack,
            obligations, conditions, signers,
            acknowledgedAt
    }

    /// - Parameter why: the command that tells more of what was held back.
    init(_ retrieved: Retrieved, why: String, next: [String]) {
        self.why = why
        self.next = next
        file = retrieved.path
        agreement = retrieved.order.agreement
        bundle = retrieved.order.bundle
        bundleDigest = retrieved.bundle.digest
        fileDigest = retrieved.grant.fileDigest
        release = retrieved.grant.release
        purpose = retrieved.order.purpose
        isExtract = retrieved.grant.isExtract
        exhibits = retrieved.grant.exhibits
        heldBack = retrieved.grant.heldBack
        obligations = retrieved.grant.obligations
        signers = [retrieved.bundle.discloser.identity]
        acknowledgedAt = retrieved.acknowledgedAt
        records = retrieved.bundle.exhibits
        conditions = records.compactMap { record in
            record.conditions.map { Condition(exhibit: record.number, conditions: $0) }
        }
    }

    func write(to page: inout Page) {
        let what = isExtract ? "an extract of the bundle, signed by the node" : "the bundle as its packer signed it"
        page.verdict("Received \(what): \(file.shownInMessage). It is verified, and you have signed for it.", .good)
        for record in records {
            page.field("exhibit \(record.number)", "\(record.category): \(record.shownName)")
            if let conditions = record.conditions { page.field("condition", conditions) }
        }
        page.field("packed by", signers.map(\.text).joined(separator: ", "))
        page.field("purpose", "\(purpose)")
        for obligation in obligations { page.field("comes with", obligation) }
        page.field("acknowledged", "entry \(acknowledgedAt) of the log")
        if !heldBack.isEmpty {
            page.line("Held back:")
            for held in heldBack { held.write(to: &page) }
            page.line("What its giver wrote down as conditions, if anything: \(why)")
        }
        for next in next { page.line("Next: \(next)") }
    }
}
