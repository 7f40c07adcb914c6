import Policy
import Seal
import Vocabulary

/// Who signed an agreement, and whether those whom it needs did.
enum SignatureFindings {
    /// - Parameter path: of the file; the signatures lie beside it.
    static func of(_ path: String, _ document: PolicyDocument, trust: TrustStore, now: Instant) -> [Finding] {
        let file: SignedFile
        do { file = try SignedFile(reading: path) } catch { return [.wrong("signatures", error)] }
        var findings: [Finding] = []
        var signed: Set<Party> = []
        for signature in file.signatures {
            let claimed = signature.claimedIdentity?.text ?? signature.chain.leaf.subject
            do {
                try signature.verify(over: file.contents)
                let signer = try trust.validate(signature.chain, for: .agreement, at: now)
                signed.insert(signer.identity.party)
                findings.append(
                    .good(
                        "signature of \(signer.identity)",
                        "fits the file; a signatory of \(signer.identity.party), who says on \(signature.claimedSigningTime)"
                    ))
            } catch {
                findings.append(.wrong("signature of \(claimed.shownInMessage)", error))
            }
        }
        for party in document.requiredSigners where !signed.contains(party) {
            findings.append(
                .wrong(
                    "signature of \(party)",
                    SealError(
                        .signedFileMissing, "no signatory of \(party) has signed this version",
                        next: "Have one sign it: saksi agreement sign FILE --identity FILE")))
        }
        return findings
    }
}
