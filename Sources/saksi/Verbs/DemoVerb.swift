import ArgumentParser
import Vocabulary

/// `saksi demo`: the whole way on this machine, in a minute.
struct DemoVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "demo", abstract: "Show the whole way on this machine, from packing to what a court can check.",
        discussion: """
            Makes certificates, starts a node on loopback, and tells each step with the command that does it. Without a \
            folder it makes sample exhibits. Nothing stays unless --keep names a folder.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("A folder of files to show it with.", valueName: "folder"), completion: .directory)
    var folder: String?
    @Option(help: ArgumentHelp("Keep everything in this new folder.", valueName: "folder"), completion: .directory)
    var keep: String?
    @Option(
        help: ArgumentHelp("The example agreements, where they are not beside the program.", valueName: "folder"),
        completion: .directory)
    var agreements: String?

    func perform(_ session: Session) async throws -> any Answer {
        let examples = try Installation.agreements(agreements)
        _ = try Installation.saksid()
        if let folder, !folder.isFolder {
            throw DemoError(
                .demoFolder, "There is no folder “\(folder.shownInMessage)”.", next: "Name a folder with files in it.")
        }
        let stage = try DemoStage(keep: keep, randomness: session.randomness)
        defer { stage.leave() }
        return try await DemoStory(session, stage: stage, exhibits: folder).tell(agreements: examples)
    }
}
