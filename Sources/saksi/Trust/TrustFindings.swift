import Seal
import Vocabulary

/// A trust report as findings: what is signed, how long everything is still good, and what stands in the way.
enum TrustFindings {
    /// - Parameter store: the trust list itself, if it could be loaded.
    static func of(_ report: TrustReport, _ store: TrustStore?, path: String, now: Instant) -> [Finding] {
        var findings: [Finding] = []
        if let store {
            let signers = store.signers.map(\.identity.text).sorted().joined(separator: ", ")
            findings.append(.good("trust list", "version \(store.list.version), signed by \(signers)"))
            findings += LogKeyFindings.of(store, now: now)
        }
        findings += report.certificates.map { certificate($0, now: now) }
        findings += report.lists.map { list($0, now: now) }
        for told in report.findings {
            findings.append(
                told.isBlocking
                    ? .wrong("trust", blocking(told, path))
                    : .attention("trust", told.reason, next: told.nextStep))
        }
        return findings
    }

    private static func certificate(_ line: TrustReport.CertificateLine, now: Instant) -> Finding {
        let subject = line.identity.map { "\(line.role), \($0)" } ?? "\(line.role), “\(line.subject)”"
        let remaining = Remaining.text(until: line.notAfter, now: now)
        guard line.notAfter > now else {
            return .wrong(
                subject,
                SealError(.certificateExpired, remaining, next: "Ask the issuing authority for a new one."))
        }
        return .good(subject, remaining)
    }

    private static func list(_ line: TrustReport.ListLine, now: Instant) -> Finding {
        let subject = "revocation list of “\(line.issuer)”"
        let remaining = Remaining.text(until: line.nextUpdate, now: now)
        guard line.nextUpdate > now else {
            return .wrong(
                subject,
                SealError(
                    .revocationStale, remaining + ": nobody can know what was revoked since",
                    next: "Fetch the current list from that authority and put it where the trust list names it."))
        }
        return .good(subject, remaining)
    }

    private static func blocking(_ told: TrustReport.Finding, _ path: String) -> any Failure {
        let exit: ExitStatus = told.code.hasPrefix("seal.signature.") ? .evidence : .trust
        return TrustListFault.of(SealError(ErrorCode(told.code, exit), told.reason, next: told.nextStep), path)
    }
}
