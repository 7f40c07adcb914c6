import ArgumentParser
import EvidenceBundle
import Vocabulary

/// `saksi open`: the exhibits of a bundle that verifies, as files.
struct OpenVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Verify a bundle, and only then unpack its exhibits into a folder.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The bundle.", valueName: "bundle"), completion: .file(extensions: ["asice"]))
    var path: String
    @Option(help: ArgumentHelp("The trust list; else that of the profile.", valueName: "file"), completion: .file())
    var trust: String?
    @Option(
        help: ArgumentHelp(
            "The receipt that the node gave: certificates are judged at its time.", valueName: "file"),
        completion: .file())
    var receipt: String?
    @Option(
        help: ArgumentHelp("The folder to make; it must not be there yet.", valueName: "folder"), completion: .directory
    )
    var out: String
    @Option(help: ArgumentHelp("Only the exhibit of this number. Can be repeated.", valueName: "number"))
    var item: [Int] = []

    func perform(_ session: Session) async throws -> any Answer {
        let items = try item.map { try ExhibitNumber($0) }
        guard !path.isFolder else { throw Self.folder(path) }
        _ = try session.trustPath(trust)
        let judging = try await Judging(path, trust: trust, receipt: receipt, session)
        let verification = try await judging.verify(path, session)
        guard let verified = verification.bundle else { return VerifyAnswer(report: verification.report) }
        judging.note(session)
        try await session.following("Opening \(path.lastName)") { meter in
            try await verified.open(to: out, items: items.isEmpty ? nil : Set(items), progress: meter.follow)
        }
        return Opened(
            folder: out, bundle: verified.record.bundle, digest: verified.digest,
            exhibits: verified.exhibits.filter { items.isEmpty || items.contains($0.number) })
    }

    /// A folder is not a damaged bundle.
    static func folder(_ path: String) -> CommandError {
        CommandError(
            .commandUsage, "“\(path.shownInMessage)” is a folder, not a bundle.",
            next: "Name the bundle file (.asice). A bag in a folder is checked with: saksi verify FOLDER")
    }

    /// The name on the disk, and the one it had where it was packed if that was another.
    fileprivate static func name(_ exhibit: ExhibitRecord) -> String {
        let name = exhibit.path.inPayload.shownInMessage
        return name == exhibit.shownName ? name : "\(name) (was “\(exhibit.shownName)”)"
    }

    struct Opened: Answer {
        let folder: String
        let bundle: BundleID
        let digest: Digest
        let exhibits: [ExhibitRecord]

        func write(to page: inout Page) {
            let count = exhibits.count.counted("exhibit is", "exhibits are")
            page.line("The bundle verifies. \(count) in \(folder.shownInMessage):")
            for exhibit in exhibits.prefix(20) { ExhibitLine.write(exhibit, named: OpenVerb.name(exhibit), to: &page) }
            if exhibits.count > 20 { page.line("  and \(exhibits.count - 20) more") }
            page.line("These files are working copies. The evidence is the bundle itself: keep it as it is.")
        }
    }
}
