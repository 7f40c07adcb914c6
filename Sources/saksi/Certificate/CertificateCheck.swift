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
    let agreements: SignedAgreements?
    /// The revocation lists of the folder, as far as they can be read; the files are checked by themselves.
    let lists: [RevocationList]
    let now: Instant
    /// Pages of another version are taken on the word of who signed the list of files.
    let acceptsPages: Bool
    var report: VerificationReport
    /// What was read of the proofs, whether or not it holds.
    var proofs: CustodyProofs?
    var record: ProvenCustody?
    /// Whom the record names has signed the list of files, with a certificate that is good now.
    var isSigned = false

    /// - Parameter agreements: the signed files of whoever checks; nil if they have none.
    init(
        _ folder: CertificateFolder, named path: String, trust: TrustStore, agreements: AgreementFolder? = nil,
        acceptsPages: Bool = false, now: Instant
    ) {
        self.folder = folder
        self.trust = trust
        self.agreements = agreements.map { SignedAgreements($0, trust: trust, now: now) }
        self.acceptsPages = acceptsPages
        self.now = now
        lists = folder.files.filter { $0.key.hasPrefix(CertificateFile.revocations) }.sorted { $0.key < $1.key }
            .compactMap { try? RevocationList(contents: $0.value) }
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
        checkTimes(record)
        proofs = checkProofs(record)
        checkPages(record)
        checkClauses(record)
    }

    /// Nothing is wrong with the proofs. Who signed a step may be uncertain, which each page says of it; of the pages nothing
    /// is used.
    var isProved: Bool {
        report.failures.isEmpty
            && report.checks.allSatisfy { [nil, .revoked, .certificatePageUnknown].contains($0.code) }
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
                "whether all that are quoted say so: their files are not here, signed, in that version; name their folder with --agreements"
            )
        } else if !found.contains(false) {
            passed("clauses", "\(quoted.count.counted("quotation")) from the signed files that lie here too")
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
