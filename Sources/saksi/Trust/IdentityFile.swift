import Foundation
import Seal
import Vocabulary

/// The file with somebody's certificates and private key: PEM, or PKCS#12 with a passphrase.
enum IdentityFile {
    /// - Parameter passphrase: asked for only if the file needs one.
    static func read(
        _ path: String, passphrase: () throws(CommandError) -> Secret<String>
    ) throws -> Credential {
        let bytes = try InputFile.read(path)
        guard isPEM(bytes) else { return try Credential(pkcs12: bytes, passphrase: try passphrase()) }
        do {
            return try Credential(pem: bytes)
        } catch  where error.code == .keyPassphrase {
            return try Credential(pem: bytes, passphrase: try passphrase())
        }
    }

    private static func isPEM(_ bytes: [UInt8]) -> Bool {
        // PKCS#12 is DER and begins with the tag of a SEQUENCE.
        bytes.first != 0x30
    }
}

extension Session {
    /// The identity that the options name, else that of the profile.
    func credential(_ options: IdentityOptions) throws -> Credential {
        try credential(options.identity, passphraseFile: options.passphraseFile)
    }

    /// The identity that the option names, else that of the profile.
    func credential(_ option: String?, passphraseFile: String? = nil) throws -> Credential {
        let profile = try profile()
        let path = try profile.needed(option ?? profile.identity, setting: "identity", option: "--identity FILE")
        return try IdentityFile.read(path) { () throws(CommandError) in
            // The passphrase of the profile belongs to the identity of the profile.
            try passphrase(of: path, file: passphraseFile ?? (option == nil ? profile.passphraseFile : nil))
        }
    }

    private func passphrase(of path: String, file: String?) throws(CommandError) -> Secret<String> {
        if let file {
            let text = String(decoding: try InputFile.read(file, limit: 4096), as: UTF8.self)
            return Secret(text.trimmingCharacters(in: .newlines))
        }
        if mayAsk, let typed = Terminal.askSecretly("Passphrase for \(path.shownInMessage): ") { return Secret(typed) }
        throw CommandError(
            .commandPassphrase,
            "The identity file “\(path.shownInMessage)” needs a passphrase, and nobody can be asked.",
            next:
                "Run the command on a terminal, or give --passphrase-file FILE, or name a passphrase-file in the profile."
        )
    }
}
