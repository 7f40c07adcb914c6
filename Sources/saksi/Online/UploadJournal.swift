import Foundation
import Vocabulary

/// Remembers where an upload goes on, so that the same command continues it after whatever ended the first one.
///
/// One small file for each file, agreement, node and person, under `$XDG_STATE_HOME/saksi/uploads`
/// (else `~/.local/state/saksi/uploads`). It holds the address of the upload, which is worthless to anybody else.
struct UploadJournal: Sendable {
    private struct Entry: Codable {
        let location: String
    }

    private let path: String

    init(file: Digest, agreement: AgreementID, node: Identity, member: MemberID, in folder: String) {
        let key = Digest(of: Array("\(file)\n\(agreement)\n\(node)\n\(member)".utf8))
        path = "\(folder)/uploads/\(key.hexadecimal).json"
    }

    /// The path of the upload on the node; nil if there is none, or if the note about it is damaged.
    var location: String? {
        guard let bytes = try? InputFile.read(path, limit: 4096),
            let entry = try? CanonicalJSON.decode(Entry.self, from: bytes, noun: "note of an upload")
        else { return nil }
        return entry.location.hasPrefix("/v1/uploads/") ? entry.location : nil
    }

    func remember(_ location: String) throws {
        forget()
        try OutputFile.write(
            try CanonicalJSON.encode(Entry(location: location)), to: path, mode: 0o600, makingFolders: true)
    }

    func forget() {
        try? FileManager.default.removeItem(atPath: path)
    }
}
