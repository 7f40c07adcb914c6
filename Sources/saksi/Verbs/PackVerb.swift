import ArgumentParser
import EvidenceBundle
import Policy
import Seal
import Vocabulary

/// `saksi pack`: a folder of exhibits and the sheet that describes them become one signed bundle.
struct PackVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "Pack a folder of exhibits into one signed bundle.",
        discussion: """
            Every exhibit needs a category, and what protects: handling, flags and victim-identity. These come from \
            a sheet (CSV or YAML), or from --default for a folder of one kind; they are never guessed. Without \
            them, a sheet to fill in is written.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The folder of exhibits.", valueName: "folder"), completion: .directory)
    var folder: String
    @Option(
        help: ArgumentHelp("The sheet that describes the exhibits.", valueName: "file"),
        completion: .file(extensions: ["csv", "yaml", "yml"]))
    var sheet: String?
    @Option(
        name: .customLong("default"),
        help: ArgumentHelp(
            "A value for every exhibit whose row says nothing. Can be repeated.", valueName: "column=value"))
    var defaults: [String] = []
    @Option(help: ArgumentHelp("The agreement under which it is shared.", valueName: "id"))
    var agreement: String?
    @Option(
        name: .customLong("case"), help: ArgumentHelp("The case, such as KH-AHTJPP-2026-000123.", valueName: "number"))
    var caseNumber: String?
    @Option(help: ArgumentHelp("Another ministry's number of the case. Can be repeated.", valueName: "text"))
    var caseReference: [String] = []
    @OptionGroup var signer: IdentityOptions
    @OptionGroup var stamps: TimestampOptions
    @Option(
        help: ArgumentHelp("The folder of agreements; else that of the profile.", valueName: "folder"),
        completion: .directory)
    var agreements: String?
    @Option(help: ArgumentHelp("The bundle to write.", valueName: "file"), completion: .file(extensions: ["asice"]))
    var out: String?
    @Option(help: ArgumentHelp("A member or authority it is meant for. Can be repeated.", valueName: "id"))
    var recipient: [String] = []
    @Option(help: ArgumentHelp("The channel, where the agreement leaves it open.", valueName: "word"))
    var channel: String?
    @Flag(
        help: "Take the contents of archives (7z, tar, ISO, ZIP) as exhibits beside the archive, if they can be read.")
    var expand = false
    @Flag(
        name: [.customLong("leave-out-special"), .customLong("leave-out")],
        help: "Leave out links, devices and unreadable files; each is recorded.")
    var leaveOutSpecial = false

    func perform(_ session: Session) async throws -> any Answer {
        var given = SheetDefaults()
        for value in defaults { try given.add(value) }
        if sheet == nil, defaults.isEmpty { throw try SheetOffer(folder: folder, beside: out).failure() }
        let (order, terms) = try order(session, given)
        let out = try needed(out, "--out FILE", "the bundle to write")
        let credential = try session.credential(signer)
        if terms.parties[credential.identity.party] == nil {
            session.output.note(
                "Note: \(credential.identity.party) is no party to \(terms.id); a node will refuse what "
                    + "\(credential.identity) submits under it.")
        }
        let packer = Packer(
            credential: credential, tool: BundleRecord.Tool(name: "saksi", version: Program.version),
            offset: try session.profile().offset ?? .indochina, timekeeper: session.time,
            randomness: session.randomness,
            stamps: try session.timestamps(stamps, for: credential, trust: try session.trustIfGiven(nil)))
        do {
            let packed = try await session.following("Packing \(folder.lastName)") { meter in
                try await packer.pack(order, to: out, progress: meter.follow)
            }
            return PackAnswer(packed, next: session.command("submit", out, "--receipt", out + ".receipt"))
        } catch let error as BundleError where error.code == .sheetMissingValue && sheet == nil {
            throw try SheetOffer(folder: folder, beside: out).failure(error)
        }
    }

    private func order(_ session: Session, _ given: SheetDefaults) throws -> (PackOrder, Agreement) {
        let id = try AgreementID(
            parsing: try needed(agreement, "--agreement ID", "the agreement under which it is shared"))
        let number = try CaseNumber(parsing: try needed(caseNumber, "--case NUMBER", "the case it belongs to"))
        let terms = try session.agreements(agreements).agreement(id)
        if !terms.term.covers(session.now) {
            session.output.note("Note: \(id) is not in force today; a node will refuse what is submitted under it.")
        }
        var order = PackOrder(
            folder: folder,
            agreement: BundleRecord.AgreementReference(id: id, version: terms.version, digest: terms.digest),
            channel: try chosenChannel(terms),
            case: BundleRecord.CaseReference(number: number, references: caseReference.isEmpty ? nil : caseReference))
        order.sheet = try sheet.map { path throws(BundleError) in try Sheet(reading: path) }
        order.defaults = given
        order.recipients = try recipient.map { try Recipient(parsing: $0) }
        order.leavesOut = leaveOutSpecial
        order.expands = expand
        return (order, terms)
    }

    /// The agreement says by which channel material under it comes; an option can only fill what it leaves open.
    private func chosenChannel(_ terms: Agreement) throws -> Channel {
        let asked = try channel.map { try Channel(parsing: $0) }
        if let own = terms.channel {
            guard asked == nil || asked == own else {
                throw CommandError(
                    .commandAgreementChannel, "\(terms.id) is for the channel “\(own)”, not for “\(asked ?? own)”.",
                    next: "Leave --channel out, or name the agreement of the other channel.")
            }
            return own
        }
        guard let asked else {
            throw CommandError(
                .commandAgreementChannel, "\(terms.id) does not say by which channel material under it comes.",
                next: "Name it with --channel, or choose the agreement that rests on it.")
        }
        return asked
    }

    private func needed(_ value: String?, _ option: String, _ meaning: String) throws(CommandError) -> String {
        guard let value else {
            throw CommandError(
                .commandUsage, "\(option) is missing: \(meaning).", next: "Add it. All options: saksi pack --help")
        }
        return value
    }
}

/// What was packed.
struct PackAnswer: Answer {
    let file: String
    let bundle: BundleID
    let digest: Digest
    let agreement: AgreementID
    let agreementVersion: Int
    let channel: Channel
    let caseNumber: CaseNumber
    let packer: Identity
    let exhibits: Int
    let size: Int64
    let leftOut: [BundleRecord.LeftOut]
    private let next: String

    private enum CodingKeys: String, CodingKey {
        case file, bundle, digest, agreement, agreementVersion, channel, caseNumber, packer, exhibits, size, leftOut
    }

    init(_ packed: PackedBundle, next: String) {
        self.next = next
        file = packed.path
        bundle = packed.record.bundle
        digest = packed.digest
        agreement = packed.record.agreement.id
        agreementVersion = packed.record.agreement.version
        channel = packed.record.channel
        caseNumber = packed.record.case.number
        packer = packed.record.packer
        exhibits = packed.exhibits
        size = packed.size
        leftOut = packed.record.leftOut ?? []
    }

    func write(to page: inout Page) {
        page.line("Packed \(exhibits.counted("exhibit")) into \(file.shownInMessage) (\(ProgressText.bytes(size))).")
        page.field("bundle", bundle.text)
        page.field("digest", digest.text)
        page.field("case", caseNumber.text)
        page.field("agreement", "\(agreement), version \(agreementVersion), channel \(channel)")
        page.field("signed by", packer.text)
        for left in leftOut { page.field("left out", "\(left.name.shownInMessage): \(left.reason.shownInMessage)") }
        page.line("Next: \(next)")
    }
}
