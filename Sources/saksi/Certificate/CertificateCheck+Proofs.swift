import Custody
import EvidenceBundle
import Seal
import Vocabulary

extension CertificateCheck {
    /// The head of the log, every step, and what the record says of both.
    ///
    /// - Returns: what was read, whether or not it holds; nil if it could not be read.
    mutating func checkProofs(_ record: ProvenCustody) -> CustodyProofs? {
        do {
            let checkpoint = try SignedCheckpoint(parsing: folder.files[CertificateFile.checkpoint] ?? [])
            let log = try PinnedLog(record.log, trust: trust)
            let signatures = try log.check(checkpoint)
            passed("checkpoint", try said(checkpoint, log, record))
            checkCosigners(signatures, checkpoint, log, record)
            let proofs = CustodyProofs(
                checkpoint: checkpoint, entries: entries(record), certificates: try certificates(), lists: lists)
            checkSteps(record, proofs)
            return proofs
        } catch {
            failed("checkpoint", error)
            return nil
        }
    }

    /// The key that is named may be the one before or the one after: both sign while a trust list is on its way, and whoever
    /// made the certificate may have had another one.
    private func said(_ signed: SignedCheckpoint, _ log: PinnedLog, _ record: ProvenCustody) throws -> String {
        let (head, said) = (signed.checkpoint, record.checkpoint)
        let isKnown = log.knows(said.key)
        guard head.size == said.size, head.root == said.root, said.key.name == record.log.text,
            !signed.keeping(signedBy: [said.key]).note.signatures.isEmpty,
            isKnown || record.trust.digest != trust.list.digest
        else {
            throw differs("custody.json does not say what the checkpoint says.")
        }
        let also = isKnown ? "" : "; the page names another key that signed too, which this list does not give"
        return
            "\(head.size.counted("entry", "entries")) of \(record.log), signed with the key of the trust list\(also)"
    }

    private func certificates() throws -> [Certificate] {
        var certificates: [Certificate] = []
        for (path, bytes) in folder.files.sorted(by: { $0.key < $1.key })
        where path.hasPrefix(CertificateFile.certificates) {
            let read = try Certificate.list(pem: bytes)
            guard let certificate = read.first, read.count == 1,
                path == CertificateFile.certificate(certificate.digest)
            else { throw differs("“\(path.shownInMessage)” is not the certificate that its name says.") }
            certificates.append(certificate)
        }
        return certificates
    }

    /// Those that can be read; the others are found missing when the steps are checked.
    private func entries(_ record: ProvenCustody) -> [CustodyProofs.Entry] {
        record.steps.compactMap { step in
            (try? Receipt(parsing: folder.files[step.path] ?? [])).map {
                CustodyProofs.Entry(bytes: $0.envelope.bytes, proof: $0.proof)
            }
        }
    }

    private mutating func checkSteps(_ record: ProvenCustody, _ proofs: CustodyProofs) {
        var check = StepCheck(log: record.log, bundle: record.bundle.id, proofs: proofs, trust: trust, now: now)
        // What the page says of certificates is by the lists that lie with it, and by no later ones.
        var then = SignerJudge(
            trust.list, at: record.made, certificates: proofs.certificates, lists: proofs.lists)
        let places = Dictionary(record.steps.map { ($0.event.event, $0) }) { first, _ in first }
        var isProved = 0
        for (place, step) in record.steps.enumerated() {
            do {
                let proved = try self.step(step, &check, &then, proofs, record, places)
                tell(proved, place, shown: places)
                isProved += 1
            } catch {
                failed("step \(place + 1), entry \(step.index)", error)
            }
        }
        guard isProved == record.steps.count else { return }
        passed(
            "steps",
            "\(isProved == 1 ? "the one step" : "all \(isProved) steps") stand in the log, signed by whom they name, and say what custody.json says"
        )
    }

    private func step(
        _ step: ProvenCustody.Step, _ check: inout StepCheck, _ then: inout SignerJudge, _ proofs: CustodyProofs,
        _ record: ProvenCustody,
        _ places: [EventID: ProvenCustody.Step]
    ) throws -> CustodyStep {
        let receipt = try Receipt(parsing: folder.files[step.path] ?? [])
        guard receipt.checkpoint == proofs.checkpoint else {
            throw differs("“\(step.path)” leads to another checkpoint than checkpoint.txt.")
        }
        let proved = try check.step(CustodyProofs.Entry(bytes: receipt.envelope.bytes, proof: receipt.proof))
        let own = ProvenCustody.Step(
            index: proved.index, event: proved.verified, certificate: try then.standing(of: proved.verified))
        guard own.certificate == step.certificate else {
            throw differs("custody.json does not say how the certificate of who signed stood when it was made.")
        }
        guard own == step else { throw differs("custody.json does not say what the signed step says.") }
        guard step.event.bundle?.digest == record.bundle.digest,
            step.event.type != .accepted || step.event.bundle == record.bundle
        else { throw differs("The step names another digest of the bundle than custody.json.") }
        for mention in step.event.previous ?? [] {
            guard places[mention.event].map({ $0.digest == mention.digest && $0.index < step.index }) ?? true else {
                throw differs("It answers step \(mention.event) with another content than is shown here.")
            }
        }
        return proved
    }

    /// What a reader has to know of a step that is proved.
    private mutating func tell(_ step: CustodyStep, _ place: Int, shown: [EventID: ProvenCustody.Step]) {
        let name = "step \(place + 1)"
        if let remark = step.remark {
            let isRevoked = step.standing == .revoked
            report.add(
                .init(
                    notChecked: name, remark, code: isRevoked ? .revoked : nil,
                    next: isRevoked ? "Show by a receipt of that time that the step was there before." : nil))
        }
        for mention in step.event.previous ?? [] where shown[mention.event] == nil {
            remark(name, "it answers event \(mention.event), which is not shown")
        }
    }

    private func differs(_ reason: String) -> CommandError {
        CommandError(.certificateStep, reason, next: Self.askAgain)
    }
}
