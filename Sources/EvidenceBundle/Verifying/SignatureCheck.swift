import Seal
import Vocabulary

extension Verifier {
    /// A signature whose mathematics hold; `trusted` if its signer is, too.
    struct Signer {
        let claimed: Identity?
        let trusted: TrustedIdentity?
    }

    mutating func checkSignatures(_ manifests: [ReadManifest]) -> [Signer] {
        var signers: [Signer] = []
        for (manifest, bytes, _) in manifests {
            let path = SignedManifest.signaturePath(manifest.number)
            guard bundle.entry(path) != nil else {
                failed(
                    "signature", .signatureMissing, "\(SignedManifest.manifestPath(manifest.number)) has no signature.")
                continue
            }
            if let signer = check(path, over: bytes, step: "signature") { signers.append(signer) }
        }
        if asked.trust == nil {
            report.add(
                VerificationReport.Check(
                    notChecked: "trust", "there is no trust list, so nobody knows whose signature this is",
                    code: .noTrustList, next: "Give the trust list that your authority pinned: --trust trust.yaml."))
        }
        return signers
    }

    /// Checks one signature and its signer.
    mutating func check(_ path: String, over content: [UInt8], step: String) -> Signer? {
        let signature: DetachedSignature
        do throws(BundleError) {
            let der = try bundle.contents(path, limit: Self.signatureLimit)
            do throws(SealError) {
                signature = try DetachedSignature(der: der)
                try signature.verify(over: content)
            } catch { throw BundleError(error).at(path) }
        } catch {
            failed(step, error)
            return nil
        }
        let claimed = signature.chain.leaf.identity
        let name = claimed?.text ?? signature.chain.leaf.subject.shownInMessage
        passed(step, "\(path) is \(name)'s signature, who says to have signed at \(signature.claimedSigningTime)")
        guard let trust = asked.trust else { return Signer(claimed: claimed, trusted: nil) }
        do throws(SealError) {
            let trusted = try trust.validate(signature.chain, for: .evidence, at: asked.time.instant)
            let warnings = trusted.warnings.map { "; \($0.reason)" }.joined()
            passed("trust", "\(trusted.identity) is trusted by list \(trust.list.version), not revoked\(warnings)")
            return Signer(claimed: claimed, trusted: trusted)
        } catch {
            failed("trust", BundleError(error).at(name))
            return Signer(claimed: claimed, trusted: nil)
        }
    }

    /// Who signed must be who the record says, and whoever else is asked for.
    mutating func checkSigners(_ record: ReadRecord, _ signers: [Signer], _ discloser: TrustedIdentity?) {
        let packer = record.record.packer
        if signers.first.map({ $0.claimed != packer }) ?? false {
            failed(
                "signers", .signerNotPacker,
                "The record says that \(packer) packed this, but the first signature is \(signers[0].claimed?.text ?? "somebody else")'s."
            )
        }
        let isExtract = record.record.extractOf != nil
        if isExtract != (packer.kind == .node) {
            failed(
                "signers", .signerNotPacker,
                isExtract
                    ? "An extract is signed by a node, not by \(packer)."
                    : "A bundle is packed by a member, not by \(packer).")
        }
        for required in asked.requiredSigners where !signers.contains(where: { $0.claimed == required }) {
            failed("signers", .requiredSignerMissing, "\(required) has not signed, but must have.")
        }
        if let recipient = asked.recipient, !record.record.recipients.isEmpty {
            let meant = record.record.recipients.map(\.text)
            if !meant.contains(recipient.text), !meant.contains(recipient.authority.text) {
                failed(
                    "signers", .recordDisagrees,
                    "This bundle is meant for \(meant.joined(separator: ", ")), not for \(recipient).")
            }
        }
    }
}
