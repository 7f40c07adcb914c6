import ArgumentParser

/// `saksi agreement`: the files under which evidence is shared, and their signatures.
struct AgreementVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agreement", abstract: "Read, check, compare, sign and activate agreements and laws.",
        subcommands: [
            AgreementShow.self, AgreementRead.self, AgreementCheckVerb.self, AgreementTest.self, AgreementDiff.self,
            AgreementWhoCan.self, AgreementExport.self, AgreementSign.self, AgreementCheckSignatures.self,
            AgreementActivate.self, AgreementSuspend.self, AgreementResume.self,
        ])
}
