import ArgumentParser
import Custody
import Vocabulary

/// `saksi profile`: the settings that keep daily commands short.
struct ProfileVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Show the settings of the daily commands, or write a file to start from.",
        subcommands: [ProfileShow.self, ProfileInit.self, ProfileTemplate.self], defaultSubcommand: ProfileShow.self)
}

struct ProfileShow: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show which settings hold, and from which file.")

    @OptionGroup var global: GlobalOptions

    func perform(_ session: Session) async throws -> any Answer {
        Settings(try session.profile())
    }

    struct Settings: Answer {
        let file: String
        let node: String?
        let nodeIdentity: Identity?
        let identity: String?
        let trust: String?
        let agreements: String?
        let offset: UTCOffset?
        let offence: OffenceCode?

        init(_ profile: Profile) {
            file = profile.file
            node = profile.node
            nodeIdentity = profile.nodeIdentity
            identity = profile.identity
            trust = profile.trust
            agreements = profile.agreements
            offset = profile.offset
            offence = profile.offence
        }

        func write(to page: inout Page) {
            page.field("profile", file)
            let rows: [(String, String?)] = [
                ("node", node), ("node-identity", nodeIdentity?.text), ("identity", identity), ("trust", trust),
                ("agreements", agreements), ("offset", offset?.text), ("offence", offence?.text),
            ]
            for (name, value) in rows { page.field(name, value ?? "(not set)") }
        }
    }
}

struct ProfileTemplate: Verb {
    static let configuration = CommandConfiguration(commandName: "template", abstract: "Print a profile to start from.")

    @OptionGroup var global: GlobalOptions

    func perform(_ session: Session) async throws -> any Answer {
        Template(template: ProfileText.template)
    }

    struct Template: Answer {
        let template: String

        func write(to page: inout Page) {
            page.block(template)
        }
    }
}

struct ProfileInit: Verb {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a profile to start from, where daily commands look for it.",
        discussion:
            "What is given here is filled in; the rest stays as comments. An existing profile is never replaced.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var values: ProfileValues

    func perform(_ session: Session) async throws -> any Answer {
        let text = ProfileText.filled(values.lines)
        // What we write must be what we read.
        _ = try Profile(reading: Array(text.utf8), at: session.profileFile)
        try OutputFile.write(Array(text.utf8), to: session.profileFile, makingFolders: true)
        return Written(file: session.profileFile)
    }

    struct Written: Answer {
        let file: String

        func write(to page: inout Page) {
            page.line("Wrote \(file).")
            page.line("Next: look through it, then run: saksi doctor")
        }
    }
}
