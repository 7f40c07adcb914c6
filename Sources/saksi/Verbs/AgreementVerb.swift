import ArgumentParser

/// `saksi agreement`: the files under which evidence is shared, and their signatures.
struct AgreementVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agreement", abstract: "Read, sign and check the files of agreements and laws.",
        subcommands: [AgreementShow.self, AgreementSign.self, AgreementCheckSignatures.self])
}
