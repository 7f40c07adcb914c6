import ArgumentParser
import EvidenceBundle
import Vocabulary

/// `saksi export`: the contents of a bundle in a form that other programs read.
struct ExportVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Unpack a bundle as a BagIt bag, whose digests are checked on the way.",
        discussion: "The signer is not judged here: run “saksi verify” for that.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The bundle.", valueName: "bundle"), completion: .file(extensions: ["asice"]))
    var path: String
    @Option(
        help: ArgumentHelp("The folder to make; it must not be there yet.", valueName: "folder"), completion: .directory
    )
    var bagit: String

    func perform(_ session: Session) async throws -> any Answer {
        guard !path.isFolder else { throw OpenVerb.folder(path) }
        let bundle = try UnverifiedBundle(path: path)
        try await session.following("Exporting \(path.lastName)") { meter in
            try await bundle.export(bag: bagit, progress: meter.follow)
        }
        return Exported(bag: bagit, next: session.command("verify", bagit))
    }

    struct Exported: Answer {
        let bag: String
        let next: String

        private enum CodingKeys: String, CodingKey { case bag }

        func write(to page: inout Page) {
            page.line("Wrote the bag “\(bag.shownInMessage)”. Every digest was checked; who signed was not.")
            page.line("Next: \(next)")
            page.line("Any other program for BagIt reads it too; in the folder: sha256sum -c manifest-sha256.txt")
        }
    }
}
