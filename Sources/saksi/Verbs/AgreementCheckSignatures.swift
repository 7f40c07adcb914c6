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

        var exit: ExitStatus { Finding.exit(of: findings) }
        var failure: FailureReport? { Finding.failure(of: findings) }

        func write(to page: inout Page) {
            page.line(
                "\(agreement), version \(version), to be signed for \(signedFor.map(\.text).joined(separator: ", "))")
            page.field("digest", digest.text)
            for finding in findings { finding.write(to: &page) }
            if exit == .done, findings.contains(where: { $0.state == .notChecked }) {
                page.verdict("Whether everybody has signed who has to, the version before tells: --replaces.", .unsure)
            } else if exit == .done {
                page.verdict("Every party that has to sign has signed exactly this file.", .good)
            } else {
                page.verdict("A node refuses this file until all signatures are there and hold.", .bad)
            }
        }
    }
}
