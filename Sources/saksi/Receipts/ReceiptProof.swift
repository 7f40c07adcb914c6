import Custody
import EvidenceBundle
import Policy
import Seal
import Vocabulary

/// A receipt as part of a verification: what it proves, or why it proves nothing.
struct ReceiptProof {
    private let outcome: Result<ReceiptCheck.Proven, ReceiptFault>
    private let now: Instant
    /// Whether it is known how many cosigners the agreement asks for.
    private var knowsQuorum = false

    /// Errors of several modules, as one type.
    private struct ReceiptFault: Failure {
        let code: ErrorCode
        let reason: String
        let nextStep: String

        init(_ error: any Error) {
            let failure = (error as? any Failure) ?? CommandError.bug
            code = failure.code
            reason = failure.reason
            nextStep = failure.nextStep
        }
    }

    /// - Parameter agreements: the folder of the signed agreements; else that of the profile.
    /// - Throws: only if the receipt's file, or a folder that was named, cannot be read.
    init(reading path: String, trust: TrustStore?, agreements: String? = nil, _ session: Session) throws {
        now = session.now
        let folder = try agreements ?? session.profile().agreements == nil ? nil : session.agreements(agreements)
        do {
            let check = try ReceiptCheck(reading: path)
            let agreement = try check.agreement.flatMap { try Self.agreement($0, in: folder) }
            knowsQuorum = agreement != nil
            guard let trust else {
                throw CommandError(
                    .receiptNoTrust, "There is no trust list to judge the receipt by.",
                    next: "Give --trust FILE, or name the trust list in the profile.")
            }
            outcome = .success(
                try check.prove(trust: trust, terms: agreement?.receiptTerms ?? ReceiptTerms.unknown, now: now))
        } catch let error as CommandError where error.code.exit == .usage {
            throw error
        } catch {
            outcome = .failure(ReceiptFault(error))
        }
    }

    /// Nil only if the agreement is not there: one that cannot be read is an error with its place.
    private static func agreement(_ id: AgreementID, in folder: AgreementFolder?) throws -> Agreement? {
        do {
            return try folder?.agreement(id)
        } catch let error as CommandError where error.code == .commandAgreementUnknown {
            return nil
        } catch let error as PolicyError {
            throw CommandError(error.code, error.reason, next: error.nextStep)
        }
    }

    /// The time that an authority of another party stamped, else the one that the receipt vouches for, if cosigners of
    /// another party have seen it; else the present.
    ///
    /// Only for the very file that was accepted: a signature that was added or exchanged since was not there then, though
    /// the signed contents are the same.
    /// - Parameter file: the digest of the file at hand.
    func trustedTime(of file: Digest) -> TrustedTime {
        guard case .success(let proven) = outcome, proven.mention.file == file else { return .now(now) }
        if let stamp = proven.trustedTime { return .stamp(stamp) }
        return proven.seenAt.map { .receipt($0) } ?? .now(now)
    }

    /// - Parameters:
    ///   - bundle: the digest of the bundle at hand; nil if it has none.
    ///   - file: the digest of the file at hand.
    func checks(bundle: Digest?, file: Digest) -> [VerificationReport.Check] {
        switch outcome {
        case .failure(let fault): return [.init(failed: "receipt", fault)]
        case .success(let proven):
            guard proven.mention.digest == bundle else {
                return [
                    .init(
                        failed: "receipt",
                        CommandError(
                            .receiptOtherBundle, "The receipt is for another bundle: \(proven.mention.digest).",
                            next: "Find the receipt of this bundle; it was given when the bundle was submitted."))
                ]
            }
            return [.init(passed: "receipt", sentence(proven))] + stamp(proven) + remarks(proven, file: file)
        }
    }

    private func sentence(_ proven: ReceiptCheck.Proven) -> String {
        let accepted =
            "accepted by \(proven.node) on \(proven.acceptedAt), entry \(proven.index) of the log \(proven.log)"
        let signed =
            proven.cosigners.isEmpty
            ? "no cosigner has signed yet" : "cosigned by \(proven.cosigners.map(\.text).joined(separator: ", "))"
        guard knowsQuorum else {
            return accepted + "; \(signed); how many the agreement asks for is not known here"
        }
        return proven.isComplete
            ? accepted
                + (proven.cosigners.isEmpty ? "; complete, as the agreement asks for no cosigner" : "; \(signed)")
            : accepted + "; provisional: \(lacking(proven, signed))"
    }

    private func lacking(_ proven: ReceiptCheck.Proven, _ signed: String) -> String {
        let stamp = "another party's time-stamp, which the agreement asks for, is missing"
        guard proven.missingCosigners > 0 else { return "\(signed); \(stamp)" }
        return "\(signed), and \(proven.missingCosigners) more of other parties must"
            + (proven.lacksTimestamp ? "; \(stamp)" : "")
    }

    private func stamp(_ proven: ReceiptCheck.Proven) -> [VerificationReport.Check] {
        guard let stamp = proven.timestamp else { return [] }
        let seen = "the receipt's checkpoint was stamped by \(stamp.authority.identity) at \(stamp.time)"
        let counts = proven.trustedTime != nil
        return [
            .init(
                passed: "time-stamp",
                counts
                    ? seen : "\(seen); that is the node's own party, whose word does not count as trusted time")
        ]
    }

    private func remarks(_ proven: ReceiptCheck.Proven, file: Digest) -> [VerificationReport.Check] {
        var checks: [VerificationReport.Check] = []
        if !knowsQuorum {
            checks.append(
                VerificationReport.Check(
                    notChecked: "receipt",
                    "whether enough cosigners have signed: the agreement is not here; name its folder with --agreements"
                ))
        }
        checks += proven.uncountedCosigners.map { cosigner in
            VerificationReport.Check(
                passed: "cosigner",
                "\(cosigner) has signed too, and does not count: \(cosigner.party) \(cosigner.party == proven.node.party ? "runs the node" : "does not belong to the agreement")"
            )
        }
        checks += proven.unknownSignatures.map { name in
            VerificationReport.Check(
                notChecked: "receipt",
                "a signature line of “\(name.shownInMessage)”, a key that the trust list does not name; it proves nothing"
            )
        }
        if proven.mention.file != file {
            checks.append(
                VerificationReport.Check(
                    notChecked: "receipt",
                    "the file was sent with other signatures or time-stamps than it has now; the signed contents are the same. So the signatures are judged as of now, not at the receipt's time"
                ))
        }
        return checks
    }
}

extension ErrorCode {
    static let receiptNoTrust = ErrorCode("command.receipt.no-trust-list", .trust)
}
