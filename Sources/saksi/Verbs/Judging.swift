import EvidenceBundle
import Seal
import Vocabulary

/// By which trust list and for what time a bundle is judged: that of its receipt, else now.
struct Judging {
    let trust: TrustStore?
    /// Why the trust list that was given cannot be relied on.
    let fault: BundleError?
    let time: TrustedTime
    private let proof: ReceiptProof?
    /// The digest of the file at hand, where there is a receipt.
    private let file: Digest?
    private let now: Instant
    /// What a person should know of the trust list of the profile.
    private let remark: String?

    /// - Parameter path: of the bundle.
    /// - Throws: if a file that was named cannot be read at all.
    init(
        _ path: String, trust option: String?, receipt: String? = nil, agreements: String? = nil, _ session: Session
    ) async throws {
        let offer = try session.trustOffer(option)
        let read = try? offer?.get()
        proof = try receipt.map {
            try ReceiptProof(reading: $0, trust: read?.unjudged, agreements: agreements, session)
        }
        now = session.now
        if let proof {
            let digest = try await session.following("Reading \(path.lastName) for its receipt") { meter in
                try await FileDigest.of(path, meter)
            }
            file = digest
            time = proof.trustedTime(of: digest)
        } else {
            file = nil
            time = .now(session.now)
        }
        let list = try offer == nil ? "" : session.trustPath(option)
        var told: String?
        do throws(SealError) {
            let store = try offer?.get().store(at: time.instant, now: session.now)
            if let store, option == nil { told = try session.remember(store.list, at: list) }
            trust = store
            fault = nil
        } catch {
            trust = nil
            fault = BundleError(TrustListFault.of(error, list))
        }
        remark = told
    }

    func request(requiredSigners: [Identity] = [], recipient: MemberID? = nil) -> VerificationRequest {
        var request = VerificationRequest(
            trust: trust, time: time, now: now, requiredSigners: requiredSigners, recipient: recipient)
        request.trustFault = fault
        request.mustNameRecipient = recipient != nil
        return request
    }

    /// Verifies a bundle and its receipt.
    /// - Returns: the bundle only if everything holds, the receipt included.
    func verify(
        _ path: String, requiredSigners: [Identity] = [], recipient: MemberID? = nil, _ session: Session
    ) async throws -> Verification {
        let bundle: UnverifiedBundle
        do throws(BundleError) {
            bundle = try UnverifiedBundle(path: path)
        } catch {
            guard error.code.exit == .evidence else { throw error }
            return Verification(unreadable: path, error)
        }
        let request = request(requiredSigners: requiredSigners, recipient: recipient)
        let verification = try await session.following("Verifying \(path.lastName)") { meter in
            await bundle.verify(request, progress: meter.follow)
        }
        try Task.checkCancellation()
        guard let proof, let file else { return verification.adding(remarks) }
        return verification.adding(remarks + proof.checks(bundle: verification.report.digest, file: file))
    }

    /// To stand in the report.
    var remarks: [VerificationReport.Check] { remark.map { [.init(notChecked: "trust list", $0)] } ?? [] }

    /// To be said where no report is shown.
    func note(_ session: Session) {
        if let remark { session.output.note("Note: \(remark).") }
    }
}

extension Session {
    /// The trust list that the option or the profile names, as it was read; nil if there is neither.
    fileprivate func trustOffer(_ option: String?) throws -> Result<TrustOffer, SealError>? {
        guard try option ?? profile().trust != nil else { return nil }
        let path = try trustPath(option)
        do throws(SealError) { return .success(try TrustOffer(reading: path)) } catch { return .failure(error) }
    }
}
