import Foundation
import Seal
import Vocabulary

/// The trust list that commands rely on.
extension Session {
    /// The trust list that the option names, else that of the profile.
    func trust(_ option: String?) throws -> TrustStore {
        let profile = try profile()
        return try loadTrust(try profile.needed(option ?? profile.trust, setting: "trust", option: "--trust FILE"))
    }

    /// The same, or nil if there is neither.
    func trustIfGiven(_ option: String?) throws -> TrustStore? {
        guard let path = try option ?? profile().trust else { return nil }
        return try loadTrust(path)
    }

    private func loadTrust(_ path: String) throws -> TrustStore {
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandError(
                .commandFileMissing, "The trust list “\(path.shownInMessage)” is not there.",
                next: "Get trust.yaml and the files beside it from your authority, and compare: "
                    + "saksi certs check --fingerprints --trust FILE")
        }
        return try TrustStore(loading: path, at: now)
    }
}
