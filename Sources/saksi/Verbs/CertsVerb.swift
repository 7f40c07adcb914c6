import ArgumentParser

/// `saksi certs`: whom the exchange trusts, and how long still.
struct CertsVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certs", abstract: "Check certificates and the trust list; make a set for demonstrations.",
        subcommands: [CertsCheck.self, CertsMint.self])
}
