import Custody
import EvidenceBundle
import Seal
import Vocabulary

extension CertificateCheck {
    // MARK: the list of files

    mutating func checkList() {
        var digests: [String: Digest] = [:]
        for (path, bytes) in folder.files where path != CertificateFile.list && !ListSignature.isSignature(path) {
            digests[path] = Digest(of: bytes)
        }
        for stranger in folder.strangers {
            failed("files", .certificateFile, "“\(stranger.shownInMessage)” is no file: a link, or something else.")
        }
        guard let list = folder.files[CertificateFile.list] else {
            return failed("files", .certificateFile, "The list of files, \(CertificateFile.list), is not there.")
        }
        let text = String(decoding: list, as: UTF8.self)
        guard Array(ListSignature.text(digests).utf8) != list else {
            return passed("files", "all \(digests.count) are there and are those of \(CertificateFile.list)")
        }
        let faults = Self.faults(digests, text)
        for fault in faults { failed("files", .certificateFile, fault) }
        if faults.isEmpty {
            failed("files", .certificateFile, "\(CertificateFile.list) is not written in its one form.")
        }
    }

    /// What differs between the files and the list, each thing once.
    private static func faults(_ digests: [String: Digest], _ text: String) -> [String] {
        var listed: [String: String] = [:]
        var faults: [String] = []
        for line in text.split(separator: "\n") {
            let digest = String(line.prefix(64))
            let path = String(line.dropFirst(66))
            listed[path] = digest
            if digests[path] == nil { faults.append("“\(path.shownInMessage)” is in the list and not in the folder.") }
        }
        for (path, digest) in digests.sorted(by: { $0.key < $1.key }) {
            guard let said = listed[path] else {
                faults.append("“\(path.shownInMessage)” is in the folder and not in the list.")
                continue
            }
            if said != digest.hexadecimal { faults.append("“\(path.shownInMessage)” is not the file that was listed.") }
        }
        return faults
    }

    // MARK: the record's own list

    mutating func checkFiles(_ record: ProvenCustody) {
        let own = [CertificateFile.record, CertificateFile.printed, CertificateFile.plain, CertificateFile.list]
        var present: [String: Digest] = [:]
        for (path, bytes) in folder.files where !own.contains(path) && !ListSignature.isSignature(path) {
            present[path] = Digest(of: bytes)
        }
        let said = Dictionary(record.files.map { ($0.path, $0.digest) }) { first, _ in first }
        let steps = Set(record.steps.map(\.path))
        var faults: [String] = []
        for path in Set(present.keys).union(said.keys).sorted() {
            let fault: String? =
                if said[path] == nil {
                    "is not among the files of proofs"
                } else if present[path] == nil {
                    "is not there"
                } else if present[path] != said[path] {
                    "is another file"
                } else if !isProof(path, steps) {
                    "proves nothing that is shown, and does not belong to a certificate"
                } else {
                    nil
                }
            if let fault { faults.append("“\(path.shownInMessage)” \(fault).") }
        }
        for path in steps.union([CertificateFile.checkpoint]).subtracting(said.keys).sorted() {
            faults.append("“\(path)” is not among the files of proofs.")
        }
        for fault in faults { failed("custody.json", .certificateFile, fault) }
        if faults.isEmpty { passed("custody.json", "it names all \(said.count) files of proofs") }
    }

    /// Whether a file is what its name says: a step that is shown, or a certificate or list by its own digest, and no more.
    private func isProof(_ path: String, _ steps: Set<String>) -> Bool {
        guard let bytes = folder.files[path] else { return false }
        if path.hasPrefix(CertificateFile.certificates) {
            let read = try? Certificate.list(pem: bytes)
            return read?.first.map { CertificateFile.certificate($0.digest) == path && Array($0.pem.utf8) == bytes }
                ?? false
        }
        if path.hasPrefix(CertificateFile.revocations) {
            let read = try? RevocationList(contents: bytes)
            return read.map { CertificateFile.revocation($0.digest) == path && Array($0.pem.utf8) == bytes } ?? false
        }
        return path == CertificateFile.checkpoint || steps.contains(path)
    }
}
