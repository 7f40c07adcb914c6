import ArgumentParser
import Vocabulary

/// Finds a misspelt command before the parser complains about what stands behind it.
enum CommandName {
    /// - Throws: `command.usage` with the nearest name, if the words lead to a command that does not exist.
    static func check(_ arguments: [String]) throws(CommandError) {
        var group = Group(Saksi.self)
        var path = "saksi"
        for word in arguments {
            guard !word.hasPrefix("-"), word != "help", !group.names.isEmpty else { return }
            guard let next = group.below(word) else {
                let hint = Spelling.nearest(to: word, among: group.names)
                throw CommandError(
                    .commandUsage, "“\(path)” has no command “\(word.shownInMessage)”.",
                    next: (hint.map { "Did you mean “\(path) \($0)”? " } ?? "") + "All commands: \(path) --help")
            }
            group = next
            path += " \(word)"
        }
    }

    private struct Group {
        let commands: [any ParsableCommand.Type]
        let names: [String]

        init<Command: ParsableCommand>(_ command: Command.Type) {
            commands = Command.configuration.subcommands
            names = commands.map { Self.name($0) }
        }

        func below(_ name: String) -> Group? {
            names.firstIndex(of: name).map { Self.group(commands[$0]) }
        }

        private static func name<Command: ParsableCommand>(_ command: Command.Type) -> String {
            command._commandName
        }

        private static func group<Command: ParsableCommand>(_ command: Command.Type) -> Group {
            Group(command)
        }
    }
}
