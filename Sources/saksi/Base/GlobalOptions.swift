import ArgumentParser

/// The options that every verb takes.
struct GlobalOptions: ParsableArguments {
    @Flag(help: "Answer with one JSON document on standard output, errors included.")
    var json = false

    @Flag(help: "Never ask a question, even on a terminal.")
    var noInput = false

    @Option(
        help: ArgumentHelp("The profile file: node, identity, trust list.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var profile: String?
}
