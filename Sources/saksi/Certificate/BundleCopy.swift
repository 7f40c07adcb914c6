import Custody
import EvidenceBundle
import Seal
import Vocabulary

extension ProvenCustody.Copy {
    /// Verifies a copy of a bundle, or an extract of it, to the last bit.
    ///
    /// - Throws: what does not hold of it; `command.certificate.copy` if it is another bundle.
    static func checked(
        _ path: String, of bundle: BundleMention, trust: TrustStore, _ session: Session
    ) async throws -> ProvenCustody.Copy {
        let verification = try await session.following("Verifying \(path.lastName)") { meter in
            await (try UnverifiedBundle(path: path)).verify(
                VerificationRequest(trust: trust, time: .now(session.now)), progress: meter.follow)
        }
        try Task.checkCancellation()
        guard let verified = verification.bundle else {
            let failed = verification.report.checks.first { $0.code != nil }
            throw CommandError(
                failed?.code ?? .certificateCopy, "The copy does not verify: \(failed?.message ?? "")",
                next: failed?.next ?? "See all that is wrong: saksi verify FILE")
        }
        let origin = verified.record.extractOf
        let isExtract = verified.digest != bundle.digest
        guard !isExtract || (origin?.bundle == bundle.id && origin?.digest == bundle.digest) else {
            throw CommandError(
                .certificateCopy, "The copy is of another bundle: its digest is \(verified.digest).",
                next: "Name a copy of the bundle \(bundle.id), or an extract of it.")
        }
        let file = try await session.following("Reading \(path.lastName)") { meter in
            try await FileDigest.of(path, meter)
        }
        return ProvenCustody.Copy(
            bundle: verified.digest, file: file, isExtract: isExtract,
            size: Int(try EvidenceBundle.OpenFile(reading: path).facts().size))
    }
}

extension ErrorCode {
    static let certificateCopy = ErrorCode("command.certificate.copy", .evidence)
}
