import Foundation
import Policy
import Seal
import Vocabulary

/// A folder of agreement, instrument and law files, each with its signatures beside it.
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

    /// Reads every `.yaml` file in the folder and the folders below it.
    init(reading path: String) throws(CommandError) {
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
            throw CommandError(
                .commandFileMissing, "The folder of agreements “\(path.shownInMessage)” is not there.",
                next: "Name the folder with --agreements DIR, or as “agreements” in the profile.")
        }
        let names = (FileManager.default.enumerator(atPath: path)?.compactMap { $0 as? String } ?? [])
            .filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }
            .sorted()
        var entries: [Entry] = []
        var unreadable: [(path: String, error: PolicyError)] = []
        for name in names {
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
    static func documents(beside file: String) throws -> [PolicyDocument] {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
        let own = URL(fileURLWithPath: file).lastPathComponent
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
            .filter { ($0.hasSuffix(".yaml") || $0.hasSuffix(".yml")) && $0 != own }
            .compactMap { name in
                let path = "\(folder)/\(name)"
                return try? PolicyDocument(reading: try InputFile.read(path, limit: limit), file: path)
            }
    }

    /// The agreement of that name.
    ///
    /// - Throws: `command.agreement.unknown` with the nearest name, or what is wrong with the files.
    func agreement(_ id: AgreementID) throws -> Agreement {
        let found = entries.filter { $0.document.id == id }
        if found.count > 1 {
            throw CommandError(
                .commandAgreementUnknown, "The folder “\(path.shownInMessage)” holds \(id) more than once.",
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
                : "\(id) is a law, not an agreement under which evidence is shared.",
            next: Spelling.nearest(to: id.text, among: known).map { "Did you mean \($0)?" }
                ?? "Check the name and the folder; get the signed file from your central authority.")
    }
}

extension ErrorCode {
    static let commandAgreementUnknown = ErrorCode("command.agreement.unknown", .usage)
    static let commandAgreementChannel = ErrorCode("command.agreement.channel", .usage)
    static let commandAgreementSigner = ErrorCode("command.agreement.signer", .usage)
}

extension Session {
    /// The folder that the option names, else that of the profile.
    func agreements(_ option: String?) throws -> AgreementFolder {
        let profile = try profile()
        return try AgreementFolder(
            reading: try profile.needed(
                option ?? profile.agreements, setting: "agreements", option: "--agreements DIR"))
    }
}
