import ArgumentParser
import Policy
import Vocabulary

/// `saksi agreement diff`: what access changes between two versions, in sentences.
struct AgreementDiff: Verb {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Say what access changes between two versions of an agreement.",
        discussion: """
            Found by going through every case that the clauses of both versions tell apart, not by comparing texts. Each \
            version is read with the files in its own folder; a roster whose agreement is not there, with those of the \
            new version. The two are compared on the days of the new one; where the \
            old one has ended by then, as if it went on.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The version before.", valueName: "old"), completion: .file(extensions: ["yaml"]))
    var old: String
    @Argument(help: ArgumentHelp("The version after.", valueName: "new"), completion: .file(extensions: ["yaml"]))
    var new: String

    func perform(_ session: Session) async throws -> any Answer {
        let (before, after) = (try PolicyFile(old, orBeside: new), try PolicyFile(new))
        let difference = try AgreementDifference(from: try before.scope(), to: try after.scope())
        return Changes(
            agreement: after.document.id, points: difference.points, note: difference.note,
            changes: difference.changes.map {
                Line(action: $0.action, members: $0.members, text: $0.sentence, clauses: $0.clauses)
            })
    }

    struct Line: Encodable, Sendable {
        let action: Action?
        let members: [MemberID]
        let text: String
        let clauses: [ClauseReference]
    }

    struct Changes: Answer {
        let agreement: AgreementID
        let points: Int
        let note: String?
        let changes: [Line]

        func write(to page: inout Page) {
            page.line("\(agreement): \(points.counted("case")) compared")
            if let note { page.line(note) }
            for change in changes {
                let clauses = change.clauses.map(\.description).joined(separator: ", ")
                page.line("  \(change.text)" + (clauses.isEmpty ? "" : " [\(clauses)]"))
            }
            page.verdict(
                changes.isEmpty ? "Nobody gains or loses anything." : "Changes: \(changes.count).", .plain)
        }
    }
}
