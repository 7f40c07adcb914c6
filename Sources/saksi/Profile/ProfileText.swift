import ArgumentParser
import Foundation
import Vocabulary

/// The profile as a file to start from: every key with a line that says what it is.
enum ProfileText {
    private static let keys: [(key: String, example: String, says: String)] = [
        ("node", "https://127.0.0.1:7443", "The node of your own party."),
        ("node-identity", "kh/node/phnom-penh", "Its name, which its certificate must prove."),
        ("identity", "kh/ahtjpp-0101.pem", "Your certificate chain and private key: PEM, or PKCS#12 (.p12)."),
        ("passphrase-file", "passphrase.txt", "Only if the key has a passphrase that nobody can be asked for."),
        ("trust", "trust.yaml", "The trust list. Compare its fingerprints first: saksi certs check --fingerprints"),
        ("agreements", "Agreements", "The folder of the signed agreements."),
        ("offset", "+07:00", "How far the clocks here are ahead of UTC."),
        ("offence", "trafficking-in-persons", "The conduct your cases are about, if it is always the same."),
    ]

    static var template: String { filled([:]) }

    /// - Parameter values: by key; a key without a value stays as a comment.
    static func filled(_ values: [String: String]) -> String {
        let blocks = keys.map { key, example, says in
            "# \(says)\n" + (values[key].map { "\(key): \($0)" } ?? "# \(key): \(example)")
        }
        return (["# saksi profile. Relative paths count from the folder of this file."] + blocks)
            .joined(separator: "\n\n") + "\n"
    }
}

/// Values for a new profile, as options.
struct ProfileValues: ParsableArguments {
    @Option(help: ArgumentHelp("The node, https://host:port.", valueName: "address"))
    var node: String?
    @Option(help: ArgumentHelp("The node's name, such as kh/node/phnom-penh.", valueName: "name"))
    var nodeIdentity: String?
    @Option(help: ArgumentHelp("Your certificate and key.", valueName: "file"), completion: .file())
    var identity: String?
    @Option(
        help: ArgumentHelp("The file that holds the passphrase of the key.", valueName: "file"), completion: .file())
    var passphraseFile: String?
    @Option(help: ArgumentHelp("The trust list.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var trust: String?
    @Option(help: ArgumentHelp("The folder of the agreements.", valueName: "folder"), completion: .directory)
    var agreements: String?
    @Option(help: ArgumentHelp("How far clocks are ahead of UTC.", valueName: "+07:00"))
    var offset: String?

    /// Paths are written in full: they were meant from the present folder, not from the profile's.
    var lines: [String: String] {
        func full(_ path: String?) -> String? { path.map { Self.quoted(URL(fileURLWithPath: $0).path) } }
        let values: [String: String?] = [
            "node": node, "node-identity": nodeIdentity, "identity": full(identity),
            "passphrase-file": full(passphraseFile), "trust": full(trust), "agreements": full(agreements),
            "offset": offset,
        ]
        return values.compactMapValues { $0 }
    }

    /// A path as a YAML value, whatever characters it has.
    private static func quoted(_ text: String) -> String {
        "'" + text.replacingOccurrences(of: "'", with: "''") + "'"
    }
}
