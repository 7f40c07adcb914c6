import ArgumentParser
import Policy
import Seal
import Vocabulary

/// `saksi agreement sign`: a signatory's detached signature over the exact bytes of the file.
struct AgreementSign: Verb {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign an agreement or law, for those whom the trust list names as signatories.",
        discussion: """
            The file is first read as a node reads it, together with the files in its folder that it rests on or names: \
            what does not fit together is not signed. With a trust list (--trust, or that of the profile) only a \
            signatory of it may sign. Read it before: saksi agreement show FILE.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The agreement or law.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var path: String
    @OptionGroup var signer: IdentityOptions
    @OptionGroup var stamps: TimestampOptions
    @Option(help: ArgumentHelp("The trust list; else that of the profile.", valueName: "file"), completion: .file())
    var trust: String?
    @Option(
        help: ArgumentHelp("The version that this one takes the place of.", valueName: "file"),
        completion: .file(extensions: ["yaml"]))
    var replaces: String?

    func perform(_ session: Session) async throws -> any Answer {
        let bytes = try InputFile.read(path)
        let document = try PolicyDocument(reading: bytes, file: path)
        let credential = try session.credential(signer)
        let needed = try SignersNeeded(of: document, at: path, replacing: replaces)
        try check(credential.identity, for: document, needed)
        _ = try PolicyLibrary(around: document, among: AgreementFolder.documents(beside: path))
        let store = try session.trustIfGiven(trust)
        _ = try store?.validate(credential.chain, for: .agreement, at: session.now)
        let signature = SignedFile.signaturePath(of: path, by: credential.identity)
        let source = try session.timestamps(stamps, for: credential, trust: store)
        try OutputFile.write(
            try await credential.cms(over: bytes, claimedAt: session.now, stampedBy: source), to: signature)
        let signed = Set(try SignedFile(reading: path).signatures.compactMap { $0.claimedIdentity?.party })
        let others = needed.parties.filter { !signed.contains($0) }
        return Signed(
            file: path, agreement: document.id, version: document.version, digest: document.digest,
            signer: credential.identity,
            signature: signature, otherSignersNeeded: others,
            mayBeSpared: !needed.perhaps.isEmpty, isKnownSignatory: store != nil)
    }

    private func check(_ signer: Identity, for document: PolicyDocument, _ needed: SignersNeeded) throws {
        let parties = needed.parties
        guard signer.kind == .member, parties.contains(signer.party) else {
            let names = parties.map(\.text).joined(separator: ", ")
            throw CommandError(
                .commandAgreementSigner, "\(signer) cannot sign \(document.id): it is signed for \(names).",
                next: "Sign with the identity of a signatory of \(names).")
        }
    }

    struct Signed: Answer {
        let file: String
        let agreement: AgreementID
        let version: Int
        let digest: Digest
        let signer: Identity
        let signature: String
        let otherSignersNeeded: [Party]
        /// Of a roster whose changes are signed in the simplified way, without the version before.
        let mayBeSpared: Bool
        /// Whether a trust list was there, and names the signer as a signatory.
        let isKnownSignatory: Bool

        func write(to page: inout Page) {
            page.line("\(signer) signed \(agreement), version \(version).")
            page.field("digest", digest.text)
            page.field("signature", signature.shownInMessage)
            if !isKnownSignatory {
                page.line(
                    "Not checked: there is no trust list, so whether \(signer) is a signatory of \(signer.party) is not known."
                )
            }
            if otherSignersNeeded.isEmpty {
                page.line("A signature for every party that has to sign lies beside the file now.")
            } else if mayBeSpared {
                page.line(
                    "Also needed: a signature for every party whose own people this version touches (--replaces).")
            } else {
                page.line("Also needed: a signature for \(otherSignersNeeded.map(\.text).joined(separator: ", ")).")
            }
            page.line(
                "Next: keep the signature beside the file, then: saksi agreement check-signatures \(file.shownInMessage)"
            )
        }
    }
}
