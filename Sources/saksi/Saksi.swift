import ArgumentParser

/// The root of the command line.
struct Saksi: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "saksi",
        abstract: "Share evidence across a border so that any court can check it.",
        discussion: """
            A folder of exhibits becomes one signed bundle (pack). It is sent to a node, which decides under an \
            agreement and answers with a receipt (submit). The counterpart retrieves it (retrieve), and anybody \
            can check it without a network (verify).

            Every command takes --json, and --help explains it. Exit codes: 0 done; 1 evidence does not verify; \
            2 wrong use; 3 refused by policy; 4 waiting for an approval; 5 try again later; 6 certificate or trust; \
            7 storage; 8 a log that contradicts what it signed; 70 a fault in saksi itself; 130 interrupted.
            """,
        version: Program.version,
        groupedSubcommands: [
            CommandGroup(name: "Evidence, offline", subcommands: offline),
            CommandGroup(name: "With a node", subcommands: online),
            CommandGroup(name: "Trust and set-up", subcommands: setup),
        ])

    private static let offline: [any ParsableCommand.Type] = [
        PackVerb.self, SignVerb.self, InspectVerb.self, VerifyVerb.self, OpenVerb.self, ExportVerb.self,
    ]
    private static let online: [any ParsableCommand.Type] = OnlineVerbs.all
    private static let setup: [any ParsableCommand.Type] = [
        CertsVerb.self, AgreementVerb.self, ProfileVerb.self, DoctorVerb.self,
    ]
}
