import ArgumentParser
import Policy
import Seal
import Vocabulary

/// `saksi agreement check-signatures`: is the file signed by everybody who has to, as a node asks before it loads it.
struct AgreementCheckSignatures: Verb {
    static let configuration = CommandConfiguration(
        commandName: "check-signatures", abstract: "Check that every party's signatory signed exactly this file.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The agreement or law.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var path: String
    @Option(help: ArgumentHelp("The trust list; else that of the profile.", valueName: "file"), completion: .file())
    var trust: String?
    @Option(
        help: ArgumentHelp("The version that this one takes the place of.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var replaces: String?

    func perform(_ session: Session) async throws -> any Answer {
        let document = try PolicyDocument(reading: try InputFile.read(path), file: path)
        let store = try session.trust(trust)
        let needed = try SignersNeeded(of: document, at: path, replacing: replaces)
        return Checked(
            agreement: document.id, version: document.version, digest: document.digest,
            signedFor: needed.parties,
            findings: SignatureFindings.of(path, document, trust: store, now: session.now, replacing: replaces))
    }

    struct Checked: Answer {
        let agreement: AgreementID
        let version: Int
        let digest: Digest
        let signedFor: [Party]
        let findings: [Finding]

        /// Of what could not be checked nobody may take it that it holds.
        private var open: (any Failure)? {
            findings.first { $0.state == .notChecked }.map { finding in
                CommandError(
                    .commandAgreementNotChecked, "\(finding.subject): \(finding.text)",
                    next: finding.next ?? "Complete what is missing, and check again.")
            }
        }
        var exit: ExitStatus {
            let found = Finding.exit(of: findings)
            return found == .done ? open?.code.exit ?? .done : found
        }
        var failure: FailureReport? { Finding.failure(of: findings) ?? open.map { FailureReport($0) } }

        func write(to page: inout Page) {
            page.line(
                "\(agreement), version \(version), to be signed for \(signedFor.map(\.text).joined(separator: ", "))")
            page.field("digest", digest.text)
            for finding in findings { finding.write(to: &page) }
            if Finding.exit(of: findings) == .done, open != nil {
                page.verdict("Whether everybody has signed who has to, the version before tells: --replaces.", .unsure)
            } else if exit == .done {
                page.verdict("Every party that has to sign has signed exactly this file.", .good)
            } else {
                page.verdict("A node refuses this file until all signatures are there and hold.", .bad)
            }
        }
    }
}

extension ErrorCode {
    static let commandAgreementNotChecked = ErrorCode("command.agreement.not-checked", .trust)
}
