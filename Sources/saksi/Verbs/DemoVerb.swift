import ArgumentParser
import Foundation
import Glibc
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
        // A reader that goes away must not end this program before it has put everything away.
        signal(SIGPIPE, SIG_IGN)
        let examples = try Installation.agreements(agreements)
        _ = try Installation.saksid()
        if let folder, !Self.hasFiles(folder) {
            throw DemoError(
                .demoFolder, "There is no folder “\(folder.shownInMessage)”, or there are no files in it.",
                next: "Name a folder with files in it.")
        }
        let stage = try DemoStage(keep: keep, randomness: session.randomness)
        defer { stage.leave() }
        return try await DemoStory(session, stage: stage, exhibits: folder).tell(agreements: examples)
    }

    private static func hasFiles(_ folder: String) -> Bool {
        guard folder.isFolder, let all = FileManager.default.enumerator(atPath: folder) else { return false }
        return all.contains { _ in (all.fileAttributes?[.type] as? FileAttributeType) == .typeRegular }
    }
}
