import Custody
import EvidenceBundle
import Seal
import Vocabulary

/// Checks a certificate of custody from its files alone, and names each thing that does not hold.
///
/// The order is that of docs/spec/custody-log.md, “To verify a certificate”.
struct CertificateCheck {
    let folder: CertificateFolder
    let trust: TrustStore
    let agreements: AgreementFolder?
    let now: Instant
    var report: VerificationReport
    /// What was read of the proofs, whether or not it holds.
    var proofs: CustodyProofs?
    var record: ProvenCustody?
    /// Somebody whom the trust list vouches for has signed the list of files.
    private var isSigned = false

    /// - Parameter agreements: the signed files of whoever checks; nil if they have none.
    init(
        _ folder: CertificateFolder, named path: String, trust: TrustStore, agreements: AgreementFolder? = nil,
        now: Instant
    ) {
        self.folder = folder
        self.trust = trust
        self.agreements = agreements
        self.now = now
        report = VerificationReport(subject: path)
        report.trustedTime = "at \(now), the time of this check"
    }

    mutating func run() {
        checkList()
        let record: ProvenCustody
        do {
            record = try ProvenCustody(parsing: folder.files[CertificateFile.record] ?? [])
        } catch {
            return failed("custody.json", error)
        }
        self.record = record
        report.digest = record.bundle.digest
        checkSignatures(record)
        checkFiles(record)
        checkTrust(record)
        proofs = checkProofs(record)
        checkPages(record)
        checkClauses(record)
    }

    mutating func failed(_ name: String, _ error: any Error) {
        report.add(.init(failed: name, (error as? any Failure) ?? CommandError.bug))
    }

    mutating func failed(_ name: String, _ code: ErrorCode, _ reason: String) {
        failed(name, CommandError(code, reason, next: Self.askAgain))
    }

    mutating func passed(_ name: String, _ message: String) { report.add(.init(passed: name, message)) }

    mutating func remark(_ name: String, _ message: String) { report.add(.init(notChecked: name, message)) }

    static let askAgain = "Keep the folder as it is, and ask whoever made the certificate for the whole folder again."

    // MARK: the list of files

    private mutating func checkList() {
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

    // MARK: signatures under the list

    private mutating func checkSignatures(_ record: ProvenCustody) {
        let names = folder.files.keys.filter(ListSignature.isSignature).sorted()
        if let signer = record.signer, !names.contains(ListSignature.path(by: signer)) {
            failed(
                "signature", .certificateUnsigned, "\(signer) signed the list of files, and the signature is not here.")
        }
        if record.signer == nil, names.isEmpty {
            report.add(
                .init(
                    notChecked: "signer",
                    "nobody has signed the list of files: that this folder is the one that was made, the paper shows, by the digest of custody.json"
                ))
        }
        for name in names {
            do {
                passed("signature", try signature(name, record))
                isSigned = true
            } catch {
                failed("signature", error)
            }
        }
    }

    private func signature(_ name: String, _ record: ProvenCustody) throws -> String {
        let signature = try DetachedSignature(der: folder.files[name] ?? [])
        guard let identity = signature.claimedIdentity, ListSignature.path(by: identity) == name else {
            throw CommandError(
                .certificateUnsigned, "“\(name.shownInMessage)” is not the signature of whom its name says.",
                next: Self.askAgain)
        }
        try signature.verify(over: folder.files[CertificateFile.list] ?? [])
        do {
            try validate(signature.chain, at: now)
            return "\(identity) has signed the list of files"
        } catch {
            try validate(signature.chain, at: record.made)
            return
                "\(identity) has signed the list of files; their certificate is no longer good, and was when the certificate was made, at \(record.made), as it says"
        }
    }

    private func validate(_ chain: CertificateChain, at instant: Instant) throws(SealError) {
        _ = try trust.list.validate(
            chain, for: .evidence, at: instant, revocation: .required(trust.revocationLists + lists))
    }

    /// The revocation lists of the folder, as far as they can be read; the files are checked by themselves.
    var lists: [RevocationList] {
        folder.files.filter { $0.key.hasPrefix("revocation/") }.sorted { $0.key < $1.key }
            .compactMap { try? RevocationList(contents: $0.value) }
    }

    // MARK: the record's own list

    private mutating func checkFiles(_ record: ProvenCustody) {
        let own = [CertificateFile.record, CertificateFile.printed, CertificateFile.plain, CertificateFile.list]
        var present: [String: Digest] = [:]
        for (path, bytes) in folder.files where !own.contains(path) && !ListSignature.isSignature(path) {
            present[path] = Digest(of: bytes)
        }
        let said = Dictionary(record.files.map { ($0.path, $0.digest) }) { first, _ in first }
        let wrong = Set(present.keys).union(said.keys).filter { present[$0] != said[$0] }.sorted()
        guard !wrong.isEmpty else { return passed("custody.json", "it names all \(said.count) files of proofs") }
        for path in wrong {
            failed(
                "custody.json", .certificateFile,
                said[path] == nil
                    ? "“\(path.shownInMessage)” is not among the files of proofs."
                    : present[path] == nil
                        ? "“\(path.shownInMessage)” is not there." : "“\(path.shownInMessage)” is another file.")
        }
    }

    private mutating func checkTrust(_ record: ProvenCustody) {
        let (made, here) = (record.trust, trust.list)
        if made.digest == here.digest {
            passed("trust list", "version \(here.version), the one that the certificate was made with")
        } else {
            report.add(
                .init(
                    notChecked: "trust list",
                    "the certificate was made with version \(made.version); here it is judged by version \(here.version)"
                ))
        }
    }

    private mutating func checkPages(_ record: ProvenCustody) {
        guard record.writer == CertificateMaking.writer else {
            // Then the signature under the list vouches for them, or nothing that lies here.
            report.add(
                .init(
                    notChecked: "pages",
                    "whether they say what custody.json says: \(record.writer.shownInMessage) wrote them, and this is \(CertificateMaking.writer)",
                    code: isSigned ? nil : .certificatePageUnknown,
                    next: isSigned
                        ? nil : "Check it with \(record.writer.shownInMessage), or rely on custody.json alone."))
            return
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
}

extension CertificateCheck {
    /// The words of clauses are held against the files here, where they are here in that version.
    private mutating func checkClauses(_ record: ProvenCustody) {
        guard let quoted = record.clauses else { return }
        let found = quoted.map { agreements?.says($0) }
        for (clause, isRight) in zip(quoted, found) where isRight == false {
            failed(
                "clauses", .certificateClause,
                "Clause \(clause.clause) of \(clause.of) does not say what the certificate quotes.")
        }
        if found.contains(nil) {
            remark(
                "clauses",
                "whether all that are quoted say so: their files are not here in that version; name their folder with --agreements"
            )
        } else if !found.contains(false) {
            passed("clauses", "\(quoted.count.counted("quotation")) from the files that lie here too")
        }
    }
}

extension ErrorCode {
    static let certificateClause = ErrorCode("command.certificate.clause", .evidence)
    static let certificateFile = ErrorCode("command.certificate.file", .evidence)
    static let certificateUnsigned = ErrorCode("command.certificate.unsigned", .evidence)
    static let certificatePageUnknown = ErrorCode("command.certificate.page-unknown", .trust)
    static let certificatePage = ErrorCode("command.certificate.page", .evidence)
    static let certificateStep = ErrorCode("command.certificate.step", .evidence)
}
