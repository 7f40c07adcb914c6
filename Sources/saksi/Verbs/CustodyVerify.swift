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
            Answers 0 only if nothing of it was found wrong, 1 if something was changed or does not fit, 6 if a signer is \
            not established, or if another version wrote the pages, so that nothing here can say whether they fit. \
            What could not be checked stands in the answer. The trust list is yours; nothing in the folder says whom to \
            trust.
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
    @Flag(
        help:
            "Take pages that another version wrote on the word of who signed the list of files, if their certificate is good."
    )
    var acceptPages = false
    @Option(
        help: ArgumentHelp("The nine groups of digits, as heard on the telephone, in quotes.", valueName: "digits"))
    var digits: String?

    func perform(_ session: Session) async throws -> any Answer {
        let heard = try digits.map { try PhoneDigits(parsing: $0) }
        let trust = try session.trust(trust)
        var check = CertificateCheck(
            try CertificateFolder(reading: folder), named: folder, trust: trust,
            agreements: try session.knownAgreements(agreements), acceptsPages: acceptPages, now: session.now)
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
        await checkCopy(record, trust, session, &check)
        return VerifyAnswer(report: check.report)
    }

    private func checkCopy(
        _ record: ProvenCustody, _ trust: TrustStore, _ session: Session, _ check: inout CertificateCheck
    ) async {
        guard let copy else { return check.checkCopy(nil) }
        do {
            let checked = try await ProvenCustody.Copy.checked(copy, of: record.bundle, trust: trust, session)
            check.checkCopy(checked, named: copy.lastName)
        } catch {
            check.failed("copy", error)
        }
    }
}

extension ErrorCode {
    static let certificateDigits = ErrorCode("command.certificate.digits", .evidence)
}
