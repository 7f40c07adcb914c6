import EvidenceBundle
import Foundation
import Vocabulary

/// What surrounds one run of a verb: where it speaks, what time it is, which profile holds.
struct Session: Sendable {
    let output: Output
    let time: any Timekeeper
    let randomness: any Randomness
    private let profilePath: String?
    private let noInput: Bool
    private let environment: [String: String]

    init(
        _ global: GlobalOptions, output: Output, time: any Timekeeper, randomness: any Randomness = SystemRandomness(),
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.output = output
        self.time = time
        self.randomness = randomness
        profilePath = global.profile
        noInput = global.noInput
        self.environment = environment
    }

    var now: Instant { time.now }

    /// Where the profile is read from, and where `profile init` writes it.
    var profileFile: String { profilePath ?? Profile.defaultFile(environment) }

    /// The profile that was named, or the default one. Without any, an empty profile.
    ///
    /// - Throws: `CommandError` if a named profile is not there; `VocabularyError` if it is not of its form.
    func profile() throws -> Profile {
        if profilePath == nil, !FileManager.default.fileExists(atPath: profileFile) { return Profile(at: profileFile) }
        return try Profile(reading: try InputFile.read(profileFile, limit: Profile.limit), at: profileFile)
    }

    /// A command to run next, as it can be copied into a shell, with the trust list, the identity and the profile that
    /// were named.
    func command(_ words: String..., trust: String? = nil, as signer: IdentityOptions? = nil) -> String {
        command(words, trust: trust, as: signer)
    }

    func command(_ words: [String], trust: String? = nil, as signer: IdentityOptions? = nil) -> String {
        var words = ["saksi"] + words
        if let trust { words += ["--trust", trust] }
        if let identity = signer?.identity { words += ["--identity", identity] }
        if let file = signer?.passphraseFile { words += ["--passphrase-file", file] }
        if let profilePath { words += ["--profile", profilePath] }
        return words.map(\.shellWord).joined(separator: " ")
    }

    /// Where what must be remembered between two runs lies.
    var stateFolder: String { StateFolder.path(environment) }

    /// Whether a question may be put to a person: a terminal on both ends, and no `--no-input` or `--json`.
    var mayAsk: Bool { !noInput && !output.json && Terminal.isInteractive }
}
