import Seal
import Vocabulary

/// Verifies one bundle, step by step, and keeps going after a fault as far as there is anything to check.
///
/// Most steps are the same for a bundle in its container and for one that was exported as a bag.
struct Verifier {
    static let manifestLimit: Int64 = 512 << 20
    static let signatureLimit: Int64 = 1 << 20

    let files: any BundleFiles
    let asked: VerificationRequest
    var report: VerificationReport
    /// What the first manifest lists.
    var signed: [EntryPath: Digest] = [:]

    init(_ files: any BundleFiles, _ asked: VerificationRequest) {
        self.files = files
        self.asked = asked
        report = VerificationReport(subject: files.path)
        report.trustedTime = asked.trust == nil ? nil : asked.time.words
    }

    static func run(
        _ bundle: UnverifiedBundle, _ asked: VerificationRequest, _ progress: Progress.Callback?
    ) async -> Verification {
        var verifier = Verifier(bundle, asked)
        verifier.checkContainer(bundle)
        let signers = verifier.checkSigned()
        let contents = await verifier.checkContents(of: bundle, progress)
        let told = verifier.checkRecords(signers)
        var verified: VerifiedBundle?
        let report = verifier.report
        if report.isGood, contents, let told, let digest = report.digest {
            verified = VerifiedBundle(
                source: bundle, digest: digest, record: told.read.record, exhibits: told.read.exhibits,
                signers: signers.compactMap(\.trusted), discloser: told.discloser)
        }
        return Verification(report: report, bundle: verified)
    }

    /// The manifests and their signatures, whose bytes are not needed afterwards.
    mutating func checkSigned() -> [Signer] {
        let manifests = checkManifests()
        report.digest = manifests.first?.digest
        return checkSignatures(manifests)
    }

    /// What the bundle says of itself, and whether its signers may say it.
    mutating func checkRecords(_ signers: [Signer]) -> (read: ReadRecord, discloser: TrustedIdentity)? {
        let read = checkRecord()
        checkBag(read)
        checkCase(read)
        guard let read else { return nil }
        let discloser = checkDisclosure(read)
        checkSigners(read.record, signers)
        return discloser.map { (read, $0) }
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

    private mutating func checkContainer(_ bundle: UnverifiedBundle) {
        for fault in bundle.faults { failed("container", fault) }
        guard bundle.faults.isEmpty else { return }
        passed(
            "container",
            "\(bundle.entries.count.counted("entry", "entries")), nothing between, beside or behind them")
    }
}
