import Custody
import Policy
import Seal
import Vocabulary

/// Makes the files of a certificate of custody out of a custody that was checked.
struct CertificateMaking {
    let line: CustodyLine
    let log: PinnedLog
    let trust: TrustStore
    /// What a copy of the bundle turned out to be; nil if none was checked.
    let copy: ProvenCustody.Copy?
    /// What the agreement asks of cosigners; nil where its file is not at hand.
    let quorum: ProvenCustody.Quorum?
    /// The clauses that the steps cite, as far as their files are at hand.
    let clauses: [ProvenCustody.Clause]
    /// Who signs the list of files; nil for nobody.
    let signer: Credential?
    let language: TextLanguage
    let beside: TextLanguage?
    let made: Instant
    let offset: UTCOffset

    struct Made {
        let record: ProvenCustody
        let recordDigest: Digest
        /// By their paths in the folder.
        let files: [String: [UInt8]]
    }

    func run() throws -> Made {
        let lists = self.lists
        let proofs = try self.proofs(lists)
        var judge = SignerJudge(trust.list, at: made, certificates: line.proofs.certificates, lists: lists)
        let steps = try line.steps.map { step in
            ProvenCustody.Step(
                index: step.index, event: step.verified, certificate: try judge.standing(of: step.verified))
        }
        let record = try self.record(proofs, steps)
        let bytes = try record.bytes
        let digest = Digest(of: bytes)
        let pages = try CertificatePages(record, digest: digest)
        var files = proofs
        files[CertificateFile.record] = bytes
        files[CertificateFile.printed] = pages.html
        files[CertificateFile.plain] = pages.text
        let list = Array(ListSignature.text(files.mapValues { Digest(of: $0) }).utf8)
        files[CertificateFile.list] = list
        if let signer {
            _ = try trust.validate(signer.chain, for: .evidence, at: made)
            files[ListSignature.path(by: signer.identity)] = try signer.cms(over: list, claimedAt: made)
        }
        return Made(record: record, recordDigest: digest, files: files)
    }

    /// The lists of those who issued any of these certificates, so that revocation can be judged years later.
    private var lists: [RevocationList] {
        let issuers = Set((line.proofs.certificates + (signer?.chain.all ?? [])).map(\.issuer))
        return (trust.revocationLists + line.proofs.lists).filter { issuers.contains($0.issuer) }
    }

    private func proofs(_ lists: [RevocationList]) throws -> [String: [UInt8]] {
        var files = [CertificateFile.checkpoint: line.proofs.checkpoint.bytes]
        for step in line.steps {
            files[ProvenCustody.Step.path(at: step.index)] =
                try Receipt(event: step.verified, proof: step.proof, checkpoint: line.proofs.checkpoint).bytes
        }
        for certificate in line.proofs.certificates {
            files[CertificateFile.certificate(certificate.digest)] = Array(certificate.pem.utf8)
        }
        for list in lists {
            files[CertificateFile.revocation(list.digest)] = Array(list.pem.utf8)
        }
        return files
    }

    private func record(_ proofs: [String: [UInt8]], _ steps: [ProvenCustody.Step]) throws -> ProvenCustody {
        ProvenCustody(
            writer: Self.writer, made: made, offset: offset, language: language.rawValue, beside: beside?.rawValue,
            signer: signer?.identity, log: line.log, bundle: try Self.bundle(of: line), copy: copy,
            checkpoint: ProvenCustody.Head(
                line.proofs.checkpoint.checkpoint, key: try log.key(at: line.size),
                cosigners: log.cosigners(in: line.signatures), quorum: quorum),
            trust: ProvenCustody.Trust(trust.list), steps: steps,
            clauses: clauses,
            files: proofs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                .map { ProvenCustody.File(path: $0.key, digest: Digest(of: $0.value)) })
    }

    static var writer: String { "saksi \(Program.version)" }

    /// The bundle as its acceptance names it, else as the first step does.
    /// - Throws: `command.certificate.empty` without any step; `online.proof` if two steps name different digests.
    static func bundle(of line: CustodyLine) throws -> BundleMention {
        let mentions = line.steps.compactMap(\.event.bundle)
        let accepted = line.steps.first { $0.event.type == .accepted }?.event.bundle
        guard let bundle = accepted ?? mentions.first.map({ BundleMention(id: $0.id, digest: $0.digest) }) else {
            throw CommandError(
                .certificateEmpty, "There is no step of custody of this bundle that you may see.",
                next: "Ask a member who may see the bundle for the certificate.")
        }
        guard mentions.allSatisfy({ $0.digest == bundle.digest }) else {
            throw OnlineError(
                .onlineProof, "Steps of one bundle name different digests of it.",
                next: "Keep these steps, and tell the operators of both nodes and your central authority.")
        }
        return bundle
    }
}

extension ErrorCode {
    static let certificateEmpty = ErrorCode("command.certificate.empty", .refused)
}
