import ArgumentParser
import Custody
import EvidenceBundle
import Seal
import Vocabulary

/// `saksi custody verify`: a certificate of custody, from its files alone.
struct CustodyVerify: Verb {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check a certificate of custody from its files alone, without a network.",
        discussion: """
            Checks every file, every proof, every signature and certificate, and that the pages say what is proved. \
            Answers 0 only if all of it holds, 1 if something was changed or does not fit, 6 if a signer is not \
            established. The trust list is yours; nothing in the folder says whom to trust.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The folder of the certificate.", valueName: "folder"), completion: .directory)
    var folder: String
    @Option(help: ArgumentHelp("The trust list; else that of the profile.", valueName: "file"), completion: .file())
    var trust: String?
    @Option(
        help: ArgumentHelp(
            "The folder of the agreements, which say how many cosigners are needed and what the clauses are; else that of the profile.",
            valueName: "folder"),
        completion: .directory)
    var agreements: String?
    @Option(
        help: ArgumentHelp("A copy of the bundle, to check together with it.", valueName: "file"),
        completion: .file(extensions: ["asice"]))
    var copy: String?
    @Option(
        help: ArgumentHelp("The nine groups of digits, as heard on the telephone, in quotes.", valueName: "digits"))
    var digits: String?

    func perform(_ session: Session) async throws -> any Answer {
        let heard = try digits.map { try PhoneDigits(parsing: $0) }
        let trust = try session.trust(trust)
        var check = CertificateCheck(
            try CertificateFolder(reading: folder), named: folder, trust: trust,
            agreements: try session.knownAgreements(agreements), now: session.now)
        check.run()
        guard let record = check.record else { return VerifyAnswer(report: check.report) }
        if let heard {
            if heard == record.phone {
                check.passed("digits", "those that were heard are those of this bundle")
            } else {
                check.failed(
                    "digits", .certificateDigits,
                    "What was heard fits together, and is of another bundle than this one.")
            }
        }
        if let copy { await checkCopy(copy, record, trust, session, &check) }
        return VerifyAnswer(report: check.report)
    }

    private func checkCopy(
        _ path: String, _ record: ProvenCustody, _ trust: TrustStore, _ session: Session,
        _ check: inout CertificateCheck
    ) async {
        do {
            let copy = try await ProvenCustody.Copy.checked(path, of: record.bundle, trust: trust, session)
            let what = copy.isExtract ? "an extract of this bundle" : "this bundle"
            check.passed("copy", "\(path.lastName) is \(what), to the last bit")
            if let said = record.copy, said != copy {
                check.remark("copy", "it is another file than the one that was checked when the certificate was made")
            }
        } catch {
            check.failed("copy", error)
        }
    }
}

extension ErrorCode {
    static let certificateDigits = ErrorCode("command.certificate.digits", .evidence)
}
