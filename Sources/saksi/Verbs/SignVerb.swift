import ArgumentParser
import EvidenceBundle
import Seal
import Vocabulary

/// `saksi sign`: one more person's signature over a bundle that verifies.
struct SignVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Verify a bundle, and write a copy that you have signed, too.",
        discussion: """
            Nothing that was signed changes, and the digest of the bundle stays. The copy has one more manifest of the \
            same contents and your signature over it; “saksi verify --signed-by” asks for it.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The bundle.", valueName: "bundle"), completion: .file(extensions: ["asice"]))
    var path: String
    @Option(help: ArgumentHelp("The trust list; else that of the profile.", valueName: "file"), completion: .file())
    var trust: String?
    @OptionGroup var signer: IdentityOptions
    @OptionGroup var stamps: TimestampOptions
    @Option(help: ArgumentHelp("The bundle to write.", valueName: "file"), completion: .file(extensions: ["asice"]))
    var out: String

    func perform(_ session: Session) async throws -> any Answer {
        guard !path.isFolder else { throw OpenVerb.folder(path) }
        let trustList = try session.trust(trust)
        let credential = try session.credential(signer)
        guard credential.identity.kind == .member else {
            throw CommandError(
                .commandUsage, "Bundles are signed by members, not by \(credential.identity).",
                next: "Give the certificate of a member with --identity.")
        }
        // Who could not sign evidence today would only spoil the copy.
        _ = try trustList.validate(credential.chain, for: .evidence, at: session.now)
        let judging = try await Judging(path, trust: trust, session)
        let verification = try await judging.verify(path, session)
        guard let verified = verification.bundle else { return VerifyAnswer(report: verification.report) }
        let source = try session.timestamps(stamps, for: credential, trust: trustList)
        let made = try await session.following("Signing \(path.lastName)") { meter in
            try await verified.sign(with: credential, stampedBy: source, to: out, progress: meter.follow)
        }
        return Signed(
            file: made.path, digest: made.digest, signer: credential.identity, signatures: made.signatures,
            next: session.command("verify", out, "--signed-by", credential.identity.text, trust: trust))
    }

    struct Signed: Answer {
        let file: String
        let digest: Digest
        let signer: Identity
        let signatures: Int
        let next: String

        private enum CodingKeys: String, CodingKey { case file, digest, signer, signatures }

        func write(to page: inout Page) {
            page.line("Wrote \(file.shownInMessage), signed by \(signer), too: \(signatures.counted("signature")) now.")
            page.field("digest", "\(digest.text) (as before)")
            page.line("Next: \(next)")
        }
    }
}
