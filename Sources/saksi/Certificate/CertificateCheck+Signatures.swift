import Custody
import EvidenceBundle
import Seal
import Vocabulary

extension CertificateCheck {
    // MARK: signatures under the list

    mutating func checkSignatures(_ record: ProvenCustody) {
        let names = folder.files.keys.filter(ListSignature.isSignature).sorted()
        if let signer = record.signer, !names.contains(ListSignature.path(by: signer)) {
            failed(
                "signature", .certificateUnsigned, "\(signer) signed the list of files, and the signature is not here.")
        }
        if record.signer == nil, names.isEmpty {
            report.add(
                .init(
                    notChecked: "signer",
                    "nobody has signed the list of files: that this folder is the one that was made, the paper shows, by the digest of custody.json"
                ))
        }
        for name in names {
            do {
                passed("signature", try signature(name, record))
            } catch {
                failed("signature", error)
            }
        }
    }

    private mutating func signature(_ name: String, _ record: ProvenCustody) throws -> String {
        let signature = try DetachedSignature(der: folder.files[name] ?? [])
        guard let identity = signature.claimedIdentity, ListSignature.path(by: identity) == name else {
            throw CommandError(
                .certificateUnsigned, "“\(name.shownInMessage)” is not the signature of whom its name says.",
                next: Self.askAgain)
        }
        try signature.verify(over: folder.files[CertificateFile.list] ?? [])
        let standing = try trust.list.standing(
            of: signature.chain, for: .evidence, at: now, stated: record.made, lists: trust.revocationLists + lists)
        let signed = "\(identity) has signed the list of files"
        let stated = "when the certificate was made, at \(record.made), as it says"
        switch standing {
        case nil:
            isSigned = isSigned || identity == record.signer
            return signed
        case .ended: return "\(signed); their certificate has ended, and was good \(stated)"
        case .replaced:
            return
                "\(signed); their certificate was revoked later, for a reason that leaves this standing, and was good \(stated)"
        case .unjudged:
            return
                "\(signed); whether their certificate is revoked is not known, as the lists at hand ran out; it was good \(stated)"
        case .revoked:
            throw SealError(
                .revoked,
                "The certificate of \(identity) was revoked: whoever had its key could have signed the list of files and stated any time.",
                next: Self.askAgain)
        }
    }
}
