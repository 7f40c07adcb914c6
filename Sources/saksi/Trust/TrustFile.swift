import Foundation
import Seal
import Vocabulary

/// The trust list that commands rely on.
extension Session {
    /// The path that the option gives, else the profile.
    func trustPath(_ option: String?) throws -> String {
        let profile = try profile()
        let path = try profile.needed(option ?? profile.trust, setting: "trust", option: "--trust FILE")
        guard FileManager.default.fileExists(atPath: path) else {
            throw CommandError(
                .commandFileMissing, "The trust list “\(path.shownInMessage)” is not there.",
                next: "Get trust.yaml and the files beside it from your authority, and compare: "
                    + "saksi certs check --fingerprints --trust FILE")
        }
        return path
    }

    /// The trust list that the option names, else that of the profile.
    func trust(_ option: String?) throws -> TrustStore {
        let path = try trustPath(option)
        let store: TrustStore
        do { store = try TrustStore(loading: path, at: now) } catch { throw TrustListFault.of(error, path) }
        if option == nil, let told = try remember(store.list, at: path) { output.note("Note: \(told).") }
        return store
    }

    /// Holds the list of the profile against the one that was in use before.
    /// - Returns: what a person should know of it.
    func remember(_ list: TrustList, at path: String) throws(SealError) -> String? {
        try TrustMemory(of: path, in: stateFolder)
            .check(version: list.version, digest: list.digest, roots: list.roots)
    }

    /// The same, or nil if there is neither.
    func trustIfGiven(_ option: String?) throws -> TrustStore? {
        try option ?? profile().trust == nil ? nil : trust(option)
    }
}

/// A trust list that was changed is a matter of trust, and says nothing about the evidence at hand.
enum TrustListFault {
    static func of(_ error: SealError, _ path: String) -> any Failure {
        guard error.code.exit == .evidence else { return error }
        return CommandError(
            .commandTrustList, "The trust list “\(path.shownInMessage)” does not fit its signatures: \(error.reason)",
            next: "Get trust.yaml and the files beside it again from your authority, and compare the fingerprints.")
    }
}

extension ErrorCode {
    static let commandTrustList = ErrorCode("command.trust-list.damaged", .trust)
}

extension TrustList {
    /// The digests of the roots of all parties, those for time-stamping included.
    fileprivate var roots: [Digest] { parties.values.flatMap { $0.roots + $0.timestampingRoots }.map(\.digest) }
}
