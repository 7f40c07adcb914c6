import Custody
import EvidenceBundle
import Seal
import Vocabulary

extension CertificateCheck {
    mutating func checkPages(_ record: ProvenCustody) {
        guard record.writer == CertificateMaking.writer else {
            let isTaken = acceptsPages && isSigned
            let word = isTaken ? "; that they do is the word of \(record.signer?.text ?? "nobody")" : ""
            return report.add(
                .init(
                    notChecked: "pages",
                    "whether they say what custody.json says: \(record.writer) wrote them, and this is \(CertificateMaking.writer)\(word)",
                    code: isTaken ? nil : .certificatePageUnknown,
                    next: isTaken
                        ? nil
                        : "Check it with \(record.writer), or rely on custody.json alone; --accept-pages takes them on the word of who signed the list of files."
                ))
        }
        do {
            let digest = Digest(of: folder.files[CertificateFile.record] ?? [])
            let pages = try CertificatePages(record, digest: digest)
            var areRight = true
            for (path, page) in [(CertificateFile.printed, pages.html), (CertificateFile.plain, pages.text)]
            where folder.files[path] != page {
                areRight = false
                failed("pages", .certificatePage, "“\(path)” does not say what custody.json says.")
            }
            if areRight { passed("pages", "both say what custody.json says, and nothing else") }
        } catch {
            failed("pages", error)
        }
    }

    /// What the maker's clock says is nobody else's word; what cannot be is said.
    mutating func checkTimes(_ record: ProvenCustody) {
        if record.made > now.adding(seconds: 300) {
            remark("made", "it says that it was made at \(record.made), which is still to come")
        }
        if let last = record.steps.map(\.event.at).max(), last > record.made.adding(seconds: 300) {
            remark("made", "it says that it was made at \(record.made), before a step that states \(last)")
        }
    }

    /// What the record says of a copy is its maker's word: whoever has the copy holds it against that.
    ///
    /// - Parameter copy: what a copy turned out to be; nil if none was given.
    mutating func checkCopy(_ copy: ProvenCustody.Copy?, named name: String = "") {
        guard let copy else {
            if record?.copy != nil {
                remark(
                    "copy",
                    "the certificate speaks of a copy that was verified, which is its maker's word: name the copy with --copy"
                )
            }
            return
        }
        guard let said = record?.copy, said != copy else {
            return passed(
                "copy", "\(name) is \(copy.isExtract ? "an extract of this bundle" : "this bundle"), to the last bit")
        }
        failed(
            "copy", .certificateCopy,
            "\(name) verifies, and is another file than the one that the certificate speaks of (SHA-256 \(said.file.hexadecimal))."
        )
    }
}
