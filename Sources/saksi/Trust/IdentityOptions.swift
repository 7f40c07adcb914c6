import ArgumentParser

/// Whose certificate and key to use.
struct IdentityOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Certificates and key, PEM or .p12; else those of the profile.", valueName: "file"),
        completion: .file(extensions: ["pem", "p12"]))
    var identity: String?

    @Option(
        help: ArgumentHelp("A file that holds the passphrase of the key.", valueName: "file"), completion: .file())
    var passphraseFile: String?
}
