import Seal
import Vocabulary

/// A signature whose mathematics hold; `trusted` if its signer is, too.
struct Signer {
    let claimed: Identity?
    let trusted: TrustedIdentity?
    /// By what time the signer was judged.
    let time: TrustedTime
}

/// Checks one signature and its signer, wherever the signed bytes come from.
struct SignatureJudge {
    typealias Check = VerificationReport.Check
    let asked: VerificationRequest

    /// - Returns: all there is to report, and the signer if the signature fits the content.
    func judge(_ der: [UInt8], over content: [UInt8], at path: String, step: String) -> (checks: [Check], Signer?) {
        let signature: DetachedSignature
        do throws(SealError) {
            signature = try DetachedSignature(der: der)
            try signature.verify(over: content)
        } catch {
            return ([Check(failed: step, BundleError(error).at(path))], nil)
        }
        let claimed = signature.chain.leaf.identity
        let name = claimed?.text ?? signature.chain.leaf.subject.shownInMessage
        var checks = [
            Check(
                passed: step,
                "\(path) is \(name)'s signature, who says to have signed at \(signature.claimedSigningTime)")
        ]
        guard let trust = asked.trust else {
            if let token = signature.timestamp {
                checks.append(
                    Check(
                        notChecked: "time-stamp",
                        "\(path) was stamped at \(token.time), by an authority that nobody vouches for here"))
            }
            return (checks, Signer(claimed: claimed, trusted: nil, time: asked.time))
        }
        let (stamped, time) = judgingTime(of: signature, by: trust, at: path)
        checks += stamped
        do throws(SealError) {
            let trusted = try trust.validate(signature.chain, for: .evidence, at: time.instant)
            let warnings = trusted.warnings.map { "; \($0.reason)" }.joined()
            checks.append(
                Check(
                    passed: "trust",
                    "\(path): \(trusted.identity) is trusted by list \(trust.list.version), not revoked\(warnings)"))
            return (checks, Signer(claimed: claimed, trusted: trusted, time: time))
        } catch {
            checks.append(Check(failed: "trust", BundleError(error).at("\(path): \(name)")))
            return (checks, Signer(claimed: claimed, trusted: nil, time: time))
        }
    }

    /// By what time a signature's signer is judged: a time-stamp of another party, else what was asked.
    private func judgingTime(
        of signature: DetachedSignature, by trust: TrustStore, at path: String
    ) -> (checks: [Check], TrustedTime) {
        guard let token = signature.timestamp else { return ([], asked.time) }
        do throws(SealError) {
            let stamp = try trust.validate(token, over: signature.valueDigest, now: asked.now)
            let seen = "\(path) was stamped by \(stamp.authority.identity) at \(stamp.time)"
            if let party = signature.claimedIdentity?.party, stamp.counts(against: party) {
                return ([Check(passed: "time-stamp", "\(seen); its signer is judged at that time")], .stamp(stamp))
            }
            return (
                [
                    Check(
                        passed: "time-stamp",
                        "\(seen); that is the signer's own party, whose word does not count as trusted time")
                ], asked.time
            )
        } catch {
            return ([Check(failed: "time-stamp", BundleError(error).at(path))], asked.time)
        }
    }

    /// What there is to say of the trust list itself.
    var trustList: [Check] {
        if let fault = asked.trustFault { return [Check(failed: "trust", fault)] }
        guard let trust = asked.trust else {
            return [
                Check(
                    notChecked: "trust", "there is no trust list, so nobody knows whose signature this is",
                    code: .noTrustList, next: "Give the trust list that your authority pinned: --trust trust.yaml.")
            ]
        }
        return trust.unjudged.map { Check(notChecked: "trust", $0.reason) }
    }
}

extension Verifier {
    mutating func checkSignatures(_ manifests: [ReadManifest]) -> [Signer] {
        var signers: [Signer] = []
        for (number, bytes, _) in manifests {
            let path = SignedManifest.signaturePath(number)
            guard files.has(path) else {
                failed("signature", .signatureMissing, "\(SignedManifest.manifestPath(number)) has no signature.")
                continue
            }
            if let signer = check(path, over: bytes, step: "signature") { signers.append(signer) }
        }
        for check in SignatureJudge(asked: asked).trustList { report.add(check) }
        if asked.trust != nil, let first = signers.first { report.trustedTime = first.time.words }
        return signers
    }

    /// Checks one signature and its signer.
    mutating func check(_ path: String, over content: [UInt8], step: String) -> Signer? {
        do throws(BundleError) {
            let der = try files.contents(path, limit: Self.signatureLimit)
            let (checks, signer) = SignatureJudge(asked: asked).judge(der, over: content, at: path, step: step)
            for check in checks { report.add(check) }
            return signer
        } catch {
            failed(step, error)
            return nil
        }
    }

    /// Who signed must be who the record says, and whoever else is asked for.
    mutating func checkSigners(_ record: BundleRecord, _ signers: [Signer]) {
        let packer = record.packer
        if signers.first.map({ $0.claimed != packer }) ?? false {
            failed(
                "signers", .signerNotPacker,
                "The record says that \(packer) packed this, but the first signature is \(signers[0].claimed?.text ?? "somebody else")'s."
            )
        }
        let isExtract = record.extractOf != nil
        if isExtract != (packer.kind == .node) {
            failed(
                "signers", .signerNotPacker,
                isExtract
                    ? "An extract is signed by a node, not by \(packer)."
                    : "A bundle is packed by a member, not by \(packer).")
        }
        for required in asked.requiredSigners where !signers.contains(where: { $0.claimed == required }) {
            failed(
                "signers",
                BundleError(
                    .requiredSignerMissing, "\(required) has not signed, but must have.",
                    next: "Have \(required) sign it: " + howToSign))
        }
        if let recipient = asked.recipient { checkRecipient(recipient, of: record) }
    }

    private var howToSign: String {
        files is ExportedBag
            ? "saksi sign FILE --out G.asice, with the bundle that this bag was exported from."
            : "saksi sign \(files.path.shellWord) --out G.asice"
    }

    /// Signing whom a bundle is for stops it from being passed on as if it had been meant for somebody else.
    private mutating func checkRecipient(_ recipient: MemberID, of record: BundleRecord) {
        let meant = record.recipients.map(\.text)
        let shown = meant.joined(separator: ", ")
        if meant.contains(recipient.text) || meant.contains(recipient.authority.text) {
            passed("recipient", "the bundle is meant for \(shown)")
        } else if meant.isEmpty, !asked.mustNameRecipient {
            report.add(.init(notChecked: "recipient", "the bundle names nobody for whom it is meant"))
        } else if meant.isEmpty {
            failed(
                "recipient",
                BundleError(
                    .recipientNotNamed,
                    "The bundle names nobody for whom it is meant, so it does not name \(recipient).",
                    next:
                        "Ask who packed it to pack it again for you (saksi pack --recipient), or leave --recipient out."
                ))
        } else {
            failed(
                "recipient",
                BundleError(
                    .recipientNotNamed, "The bundle is meant for \(shown), not for \(recipient).",
                    next: "Tell who packed it that it reached you, and do not use it before they answer."))
        }
    }
}
