import Foundation
import Policy
import Seal
import Vocabulary

/// A folder of agreement, instrument and law files, each with its signatures beside it.
///
/// As at a node, a policy file is what lies in the folder itself under a name that ends in `.yaml`, and a folder that
/// holds anything else is refused.
struct AgreementFolder: Sendable {
    struct Entry: Sendable {
        let path: String
        let document: PolicyDocument
    }

    let path: String
    let entries: [Entry]
    /// Files that could not be read, by their path.
    let unreadable: [(path: String, error: PolicyError)]

    private static let limit = 1 << 20

    init(reading path: String) throws(CommandError) {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw CommandError(
                .commandFileMissing, "The folder of agreements “\(path.shownInMessage)” is not there.",
                next: "Name the folder with --agreements DIR, or as “agreements” in the profile.")
        }
        guard let folder = SignedFolder(reading: path) else { throw Self.unreadable(path) }
        if let stranger = folder.strangers.first {
            throw CommandError(
                .commandAgreementFolder, SignedFolder.reason(against: stranger), next: SignedFolder.nextStep)
        }
        var entries: [Entry] = []
        var unreadable: [(path: String, error: PolicyError)] = []
        for name in folder.files {
            let file = "\(path)/\(name)"
            let bytes = try InputFile.read(file, limit: Self.limit)
            do throws(PolicyError) {
                entries.append(Entry(path: file, document: try PolicyDocument(reading: bytes, file: file)))
            } catch {
                unreadable.append((file, error))
            }
        }
        self.path = path
        self.entries = entries
        self.unreadable = unreadable
    }

    /// What can be read of the files that lie beside this one; what cannot is no part of anything yet.
    ///
    /// Whoever drafts keeps notes beside the draft: they are in nobody's way until it is to be packed under or activated.
    static func documents(beside file: String) throws(CommandError) -> [PolicyDocument] {
        let path = URL(fileURLWithPath: file).deletingLastPathComponent().path
        let own = URL(fileURLWithPath: file).lastPathComponent
        guard let folder = SignedFolder(reading: path) else { throw unreadable(path) }
        return folder.files.filter { $0 != own }.compactMap { name in
            try? PolicyDocument(reading: InputFile.read("\(path)/\(name)", limit: limit), file: "\(path)/\(name)")
        }
    }

    private static func unreadable(_ path: String) -> CommandError {
        CommandError(
            .commandFileUnreadable, "The folder of agreements “\(path.shownInMessage)” may not be read by you.",
            next: "Ask its owner for the right to read it, or use a copy of your own.")
    }

    /// The agreement with its members, where these stand in a file of their own.
    func complete(_ agreement: Agreement) throws(PolicyError) -> Agreement {
        guard let terms = agreement.annex else { return agreement }
        for case .roster(let roster) in entries.map(\.document) where roster.id == terms.annex {
            return try agreement.joined(with: roster)
        }
        throw PolicyError(
            .policyMissing, "\(agreement.id) takes its members from the roster \(terms.annex), which is not here.",
            next: "Put the signed roster into the folder.")
    }

    /// The agreement of that name, as its own file has it.
    ///
    /// - Throws: `command.agreement.unknown` with the nearest name, or what is wrong with the files.
    func agreement(_ id: AgreementID) throws -> Agreement {
        let found = entries.filter { $0.document.id == id }
        if found.count > 1 {
            throw CommandError(
                .commandAgreementTwice, "The folder “\(path.shownInMessage)” holds \(id) more than once.",
                next: "Keep the version that is in force.")
        }
        if case .agreement(let agreement)? = found.first?.document { return agreement }
        // Most likely the file that is named like it.
        if found.isEmpty, let own = unreadable.first(where: { $0.path.contains(id.text) }) { throw own.error }
        let known = entries.map(\.document.id.text)
        throw CommandError(
            .commandAgreementUnknown,
            found.isEmpty
                ? "There is no agreement \(id) in “\(path.shownInMessage)”."
                : "\(id) is no agreement under which evidence is shared, but a law or a roster.",
            next: Spelling.nearest(to: id.text, among: known).map { "Did you mean \($0)?" }
                ?? "Check the name and the folder: the file lies in the folder itself, and its name ends in .yaml. "
                + "Get the signed file from your central authority.")
    }
}

extension ErrorCode {
    static let commandAgreementUnknown = ErrorCode("command.agreement.unknown", .usage)
    static let commandAgreementFolder = ErrorCode("command.agreement.folder", .usage)
    static let commandAgreementTwice = ErrorCode("command.agreement.twice", .usage)
    static let commandAgreementChannel = ErrorCode("command.agreement.channel", .usage)
    static let commandAgreementSigner = ErrorCode("command.agreement.signer", .usage)
}

extension Session {
    /// The folder that the option names, else that of the profile; nil if neither names one.
    func knownAgreements(_ option: String?) throws -> AgreementFolder? {
        try option ?? profile().agreements == nil ? nil : agreements(option)
    }

    /// The folder that the option names, else that of the profile.
    func agreements(_ option: String?) throws -> AgreementFolder {
        let profile = try profile()
        return try AgreementFolder(
            reading: try profile.needed(
                option ?? profile.agreements, setting: "agreements", option: "--agreements DIR"))
    }
}
