import Policy
import Vocabulary

/// For whom a file has to be signed, as far as the files here tell.
struct SignersNeeded {
    let parties: [Party]
    /// Of these, who may be spared: a change of a roster in the simplified way, without the version that it changes.
    let perhaps: Set<Party>

    /// - Parameters:
    ///   - path: of the file; a roster's agreement lies beside it.
    ///   - older: of the version that this one takes the place of.
    init(of document: PolicyDocument, at path: String, replacing older: String? = nil) throws {
        let beside = try AgreementFolder.documents(beside: path)
        let before = try older.map { try Self.earlier($0, than: document) }
        parties = try document.requiredSigners(among: beside, replacing: before)
        perhaps = before == nil && Self.mayBeSimplified(document, among: beside) ? Set(parties) : []
    }

    private static func mayBeSimplified(_ document: PolicyDocument, among others: [PolicyDocument]) -> Bool {
        guard case .roster(let roster) = document, roster.supersedes != nil else { return false }
        for case .agreement(let agreement) in others where agreement.id == roster.agreement {
            return agreement.annex?.changesSignedBy == .ownParty
        }
        return false
    }

    private static func earlier(_ path: String, than document: PolicyDocument) throws -> PolicyDocument {
        let older = try PolicyDocument(reading: try InputFile.read(path), file: path)
        guard document.continues(older), older.id == document.id,
            document.supersedes == Supersession(version: older.version, digest: older.digest)
        else {
            throw CommandError(
                .commandAgreementReplaces,
                "\(document.id), version \(document.version), does not take the place of \(older.id), version "
                    + "\(older.version), in “\(path.shownInMessage)”.",
                next: "Name the version that stands under “supersedes”.")
        }
        return older
    }
}

extension ErrorCode {
    static let commandAgreementReplaces = ErrorCode("command.agreement.replaces", .usage)
}
