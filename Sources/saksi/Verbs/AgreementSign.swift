import ArgumentParser
import Policy
import Seal
import Vocabulary

/// `saksi agreement sign`: a signatory's detached signature over the exact bytes of the file.
struct AgreementSign: Verb {
    static let configuration = CommandConfiguration(
        commandName: "sign", abstract: "Sign an agreement or law, for those whom the trust list names as signatories.",
        discussion: "The file is read as a node reads it first: what a node would refuse is not signed.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The agreement or law.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var path: String
    @OptionGroup var signer: IdentityOptions

    func perform(_ session: Session) async throws -> any Answer {
        let bytes = try InputFile.read(path)
        let document = try PolicyDocument(reading: bytes, file: path)
        let credential = try session.credential(signer)
        try check(credential.identity, for: document)
        let signature = SignedFile.signaturePath(of: path, by: credential.identity)
        try OutputFile.write(try credential.cms(over: bytes, claimedAt: session.now), to: signature)
        let signed = Set(try SignedFile(reading: path).signatures.compactMap { $0.claimedIdentity?.party })
        let others = document.requiredSigners.filter { !signed.contains($0) }
        return Signed(
            file: path, agreement: document.id, version: document.version, digest: document.digest,
            signer: credential.identity,
            signature: signature, otherSignersNeeded: others)
    }

    private func check(_ signer: Identity, for document: PolicyDocument) throws {
        let parties = document.requiredSigners
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

        func write(to page: inout Page) {
            page.line("\(signer) signed \(agreement), version \(version).")
            page.field("digest", digest.text)
            page.field("signature", signature.shownInMessage)
            if otherSignersNeeded.isEmpty {
                page.line("A signature for every party that has to sign lies beside the file now.")
            } else {
                page.line("Also needed: a signature for \(otherSignersNeeded.map(\.text).joined(separator: ", ")).")
            }
            page.line(
                "Next: keep the signature beside the file, then: saksi agreement check-signatures \(file.shownInMessage)"
            )
        }
    }
}
