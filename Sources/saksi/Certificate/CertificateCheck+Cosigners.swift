import Custody
import Seal
import Vocabulary

extension CertificateCheck {
    /// Who has cosigned the head of the log, and whether it is as many as the agreement asks for.
    mutating func checkCosigners(
        _ signatures: CheckpointSignatures, _ checkpoint: SignedCheckpoint, _ log: PinnedLog, _ record: ProvenCustody
    ) {
        let own = log.cosigners(in: signatures)
        let isSameList = record.trust.digest == trust.list.digest
        let claimed = record.checkpoint.cosigners
        // A trust list of another day may know more cosigners, or fewer; what it knows must be signed.
        // What it does not know must be signed with the key that is named.
        let named = (try? checkpoint.verify(log: log.keys, cosigners: claimed))?.cosignatures.map(\.cosigner) ?? []
        let invented = claimed.filter { cosigner in
            !own.contains(cosigner) && (isSameList || log.knows(cosigner) || !named.contains(cosigner))
        }
        guard invented.isEmpty, !isSameList || own == claimed else {
            return failed(
                "cosigners", .certificateStep,
                "custody.json does not name the cosigners who have signed the checkpoint.")
        }
        for cosigner in claimed where !own.contains(cosigner) {
            remark(
                "cosigners",
                "a signature of \(cosigner.identity), whose key your trust list does not name: here it proves nothing")
        }
        do {
            try checkQuorum(try agreements?.quorum(of: signatures, in: log), own, record, isSameList)
        } catch {
            failed("cosigners", error)
        }
    }

    private mutating func checkQuorum(
        _ own: ProvenCustody.Quorum?, _ cosigners: [Cosigner], _ record: ProvenCustody, _ isSameList: Bool
    ) throws {
        let names = Set(cosigners.map(\.identity)).sorted().map(\.text)
        let seen =
            names.isEmpty ? "no cosigner of another party has signed" : "cosigned by \(names.joined(separator: ", "))"
        guard let own else {
            let said = record.checkpoint.quorum.map { " (the page says \($0.needed))" } ?? ""
            return remark(
                "cosigners",
                "\(seen); how many must is for the agreement to say\(said): name its folder with --agreements")
        }
        if let said = record.checkpoint.quorum, said.digest != own.digest {
            remark(
                "cosigners",
                "the page counts by version \(said.version) of the agreement; here it is judged by the file at hand, version \(own.version)"
            )
        } else if let said = record.checkpoint.quorum {
            guard said.version == own.version, said.needed == own.needed, !isSameList || said.missing == own.missing
            else {
                return failed(
                    "cosigners", .certificateStep, "custody.json does not say what the agreement asks of cosigners.")
            }
        }
        let asked = "\(record.log.agreement?.text ?? "the agreement"), version \(own.version), asks for"
        if own.needed == 0 {
            passed("cosigners", "\(seen); \(asked) none")
        } else if own.missing == 0 {
            passed("cosigners", "\(seen); \(asked) \(own.needed), and none is missing")
        } else {
            remark(
                "cosigners",
                "provisional: \(seen); \(asked) \(own.needed) of other parties, and \(own.missing) must still sign")
        }
    }
}
