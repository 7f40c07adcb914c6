import ArgumentParser
import Custody
import EvidenceBundle
import Policy
import Seal
import Vocabulary

/// `saksi custody certificate`: the custody of a bundle on paper, with the files that prove it.
struct CustodyCertificate: Verb {
    static let configuration = CommandConfiguration(
        commandName: "certificate",
        abstract: "Write a certificate of custody for a court: pages to print, and the files that prove them.",
        discussion: """
            Makes a folder: certificate.html for print, certificate.txt, custody.json for programs, and beside them the \
            signed steps with their proofs, certificates and revocation lists. Everything is checked before it is \
            written. The list of files is signed by whom the profile or --identity names. Print the page, have the \
            qualified person complete and sign it, and give paper and folder together. With --from FOLDER a new one is \
            made out of an earlier one, with no network.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The bundle, as “saksi list” shows it.", valueName: "bundle"))
    var bundle: String?
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String?
    @Option(
        help: ArgumentHelp("The folder of an earlier certificate, instead of a bundle.", valueName: "folder"),
        completion: .directory)
    var from: String?
    @Option(
        help: ArgumentHelp("The folder to make; else custody- and the bundle.", valueName: "folder"),
        completion: .directory)
    var out: String?
    @Option(
        help: ArgumentHelp("A copy of the bundle, or an extract, to check and to name.", valueName: "file"),
        completion: .file(extensions: ["asice"]))
    var copy: String?
    @Option(help: ArgumentHelp("The language of the pages.", valueName: "code"))
    var language = "en"
    @Option(
        help: ArgumentHelp(
            "A language to stand beside it; where there are no sentences in it yet, room for a translation.",
            valueName: "code"))
    var beside: String?
    @Option(
        help: ArgumentHelp(
            "The folder of the agreements, whose clauses are quoted and counted; else that of the profile.",
            valueName: "folder"),
        completion: .directory)
    var agreements: String?
    @OptionGroup var signer: IdentityOptions
    @Option(help: ArgumentHelp("With --from: the trust list; else that of the profile.", valueName: "file"))
    var trust: String?

    func perform(_ session: Session) async throws -> any Answer {
        let language = try TextLanguage(parsing: language)
        guard MessageCatalogue(language) != nil else { throw CertificatePages.noSentences(language) }
        let beside = try beside.map { try TextLanguage(parsing: $0) }
        switch (bundle, agreement, from) {
        case (let bundle?, let agreement?, nil):
            guard trust == nil else { throw usage("--trust goes with --from; from a node the profile's list counts.") }
            let id = try AgreementID(parsing: agreement)
            let bundle = try BundleID(parsing: bundle)
            return try await session.online(as: signer) { node in
                let line = try await node.custody(of: bundle, under: id)
                return try await write(
                    line, node.trust, node.credential, language, beside, offset: node.offset, session)
            }
        case (nil, nil, let from?):
            let trust = try session.trust(trust)
            var check = CertificateCheck(
                try CertificateFolder(reading: from), named: from, trust: trust,
                agreements: try session.knownAgreements(agreements), now: session.now)
            check.run()
            guard check.isProved, let earlier = check.record, let proofs = check.proofs else {
                return VerifyAnswer(report: check.report)
            }
            let line = try CustodyLine(
                proofs, of: earlier.bundle.id, in: try PinnedLog(earlier.log, trust: trust), trust: trust,
                now: session.now)
            let profile = try session.profile()
            let isKnown = signer.identity != nil || profile.identity != nil
            return try await write(
                line, trust, isKnown ? try session.credential(signer) : nil, language, beside,
                offset: profile.offset ?? earlier.offset, session)
        default:
            throw usage("A bundle with its --agreement is needed, or --from FOLDER, and not both.")
        }
    }

    private func usage(_ reason: String) -> CommandError {
        CommandError(
            .commandUsage, reason,
            next: "Write: saksi custody certificate BUNDLE --agreement ID, or: saksi custody certificate --from FOLDER")
    }

    private func write(
        _ line: CustodyLine, _ trust: TrustStore, _ signer: Credential?, _ language: TextLanguage,
        _ beside: TextLanguage?, offset: UTCOffset, _ session: Session
    ) async throws -> any Answer {
        let mention = try CertificateMaking.bundle(of: line)
        let out = out ?? "custody-\(mention.id)"
        guard !out.isFolder else { throw CertificateFolder.exists(out) }
        var checked: ProvenCustody.Copy?
        if let copy {
            checked = try await ProvenCustody.Copy.checked(copy, of: mention, trust: trust, session)
        }
        let made = session.now
        let agreements = try session.knownAgreements(agreements).map {
            SignedAgreements($0, trust: trust, now: made)
        }
        let log = try PinnedLog(line.log, trust: trust)
        let making = CertificateMaking(
            line: line, log: log, trust: trust, copy: checked,
            quorum: try agreements?.quorum(of: line.signatures, in: log),
            clauses: agreements.map { $0.clauses(citedIn: line) } ?? [], signer: signer, language: language,
            beside: beside, made: made, offset: offset)
        let files = try making.run()
        try CertificateFolder.write(files.files, to: out)
        return Made(folder: out, record: files.record, recordDigest: files.recordDigest, files: files.files.count)
    }

    struct Made: Answer {
        let folder: String
        let bundle: BundleID
        let digest: Digest
        let phone: PhoneDigits
        let steps: Int
        let files: Int
        let recordDigest: Digest
        let signer: Identity?
        let cosigners: [Identity]
        /// Absent where the agreement was not at hand.
        let missingCosigners: Int?
        /// Steps by a certificate that was revoked since.
        let doubtful: Int

        init(folder: String, record: ProvenCustody, recordDigest: Digest, files: Int) {
            self.folder = folder
            bundle = record.bundle.id
            digest = record.bundle.digest
            phone = record.phone
            steps = record.steps.count
            self.files = files
            self.recordDigest = recordDigest
            signer = record.signer
            cosigners = Set(record.checkpoint.cosigners.map(\.identity)).sorted()
            missingCosigners = record.checkpoint.quorum?.missing
            doubtful = record.steps.count { $0.certificate == .revoked }
        }

        func write(to page: inout Page) {
            let proved =
                doubtful == 0
                ? "all proved" : "of which who signed is not established for \(doubtful): a certificate was revoked"
            page.verdict(
                "The certificate of custody is in \(folder.shownInMessage): \(steps.counted("step")), \(proved).",
                doubtful == 0 ? .good : .unsure)
            page.field("digest", digest.text)
            for (place, line) in phone.lines.enumerated() { page.field(place == 0 ? "by telephone" : "", line) }
            page.field("custody.json", recordDigest.text)
            page.field("signed by", signer?.text ?? "nobody; it is not signed")
            if !cosigners.isEmpty { page.field("cosigned by", cosigners.map(\.text).joined(separator: ", ")) }
            if let missingCosigners, missingCosigners > 0 {
                let missing = missingCosigners.counted(
                    "cosigner of another party has", "cosigners of other parties have")
                page.line("  It is provisional: \(missing) not signed yet. The page says so; make it again later.")
            } else if missingCosigners == nil {
                page.line("  How many cosigners the agreement asks for is not known here; the page says so.")
            }
            page.line(
                "Next: print \(folder.shownInMessage)/certificate.html; the qualified person completes and signs it.")
            page.line("  Whoever gets it checks it with: saksi custody verify \(folder.shownInMessage)")
        }
    }
}
