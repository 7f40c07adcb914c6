import ArgumentParser

/// `saksi custody`: who had it, and what happened to it.
struct CustodyVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "custody", abstract: "Show the hands a bundle passed through, or record what was done with it.",
        subcommands: [CustodyShow.self, CustodyRecord.self])
}
