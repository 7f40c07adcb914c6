import Seal
import Vocabulary

/// Verifies one bundle, step by step, and keeps going after a fault as far as there is anything to check.
struct Verifier {
    static let manifestLimit: Int64 = 512 << 20
    static let signatureLimit: Int64 = 1 << 20

    let bundle: UnverifiedBundle
    let asked: VerificationRequest
    var report: VerificationReport
    /// What the first manifest lists.
    var signed: [EntryPath: Digest] = [:]

    init(_ bundle: UnverifiedBundle, _ asked: VerificationRequest) {
        self.bundle = bundle
        self.asked = asked
        report = VerificationReport(subject: bundle.path)
        report.trustedTime = asked.trust == nil ? nil : asked.time.words
    }

    mutating func run(_ progress: Progress.Callback?) async -> Verification {
        checkContainer()
        let signers = checkSigned()
        let contents = await checkContents(progress)
        let record = checkRecord()
        checkBag(record)
        checkCase(record)
        let discloser = record.flatMap { checkDisclosure($0) }
        if let record { checkSigners(record, signers, discloser) }
        var verified: VerifiedBundle?
        if report.isGood, contents, let record, let digest = report.digest, let discloser {
            verified = VerifiedBundle(
                source: bundle, digest: digest, record: record.record, exhibits: record.exhibits,
                signers: signers.compactMap(\.trusted), discloser: discloser)
        }
        return Verification(report: report, bundle: verified)
    }

    /// The manifests and their signatures, whose bytes are not needed afterwards.
    private mutating func checkSigned() -> [Signer] {
        let manifests = checkManifests()
        report.digest = manifests.first?.digest
        return checkSignatures(manifests)
    }

    mutating func failed(_ name: String, _ failure: any Failure) {
        report.add(VerificationReport.Check(failed: name, failure))
    }

    mutating func failed(_ name: String, _ code: ErrorCode, _ reason: String) {
        failed(name, BundleError(code, reason, next: ContainerReader.askAgain))
    }

    mutating func passed(_ name: String, _ message: String) {
        report.add(VerificationReport.Check(passed: name, message))
    }

    // MARK: container

    private mutating func checkContainer() {
        for fault in bundle.faults { failed("container", fault) }
        guard bundle.faults.isEmpty else { return }
        passed("container", "\(bundle.entries.count) entries, nothing between, beside or behind them")
    }
}
