import Policy
import Seal
import Vocabulary

/// Who signed an agreement, and whether those whom it needs did.
enum SignatureFindings {
    /// - Parameter path: of the file; the signatures lie beside it.
    static func of(
        _ path: String, _ document: PolicyDocument, trust: TrustStore, now: Instant, replacing older: String? = nil
    ) -> [Finding] {
        do {
            let needed = try SignersNeeded(of: document, at: path, replacing: older)
            return try of(SignedFile(reading: path), at: path, needed, trust: trust, now: now)
        } catch {
            return [.wrong("signatures", error)]
        }
    }

    private static func of(
        _ file: SignedFile, at path: String, _ needed: SignersNeeded, trust: TrustStore, now: Instant
    ) -> [Finding] {
        var findings: [Finding] = []
        var signed: Set<Party> = []
        for signature in file.signatures {
            let claimed = signature.claimedIdentity?.text ?? signature.chain.leaf.subject
            do {
                try signature.verify(over: file.contents)
                let trusted = try trust.validate(signature, for: .agreement, at: now)
                let signer = trusted.signer
                signed.insert(signer.identity.party)
                findings.append(
                    .good(
                        "signature of \(signer.identity)",
                        "fits the file; a signatory of \(signer.identity.party), who says on \(signature.claimedSigningTime)"
                            + (trusted.timestamp.map { "; stamped by \($0.authority.identity) on \($0.time)" } ?? "")
                    ))
            } catch {
                findings.append(.wrong("signature of \(claimed.shownInMessage)", error))
            }
        }
        for party in needed.parties where !signed.contains(party) {
            // Somebody has to sign in any case.
            if needed.perhaps.contains(party), !signed.isEmpty {
                findings.append(
                    .notChecked(
                        "signature of \(party)",
                        "no signatory of \(party) has signed; that is enough if this version touches nobody of \(party)",
                        next: "Compare with the version before: "
                            + "saksi agreement check-signatures \(path.shownInMessage) --replaces OLD"))
                continue
            }
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
