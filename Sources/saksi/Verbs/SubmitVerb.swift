import ArgumentParser
import Courier
import Custody
import EvidenceBundle
import Vocabulary
import Wire

/// `saksi submit`: a bundle goes to the node, and its receipt comes back.
struct SubmitVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "submit", abstract: "Send a bundle to the node, and keep its receipt.",
        discussion: """
            The bundle is verified here first. If the link drops, the same command goes on where it stopped. It says \
            “accepted” only when the node's receipt is here and has been verified against the trust list. The receipt \
            is written to FILE, and the node's certificates to FILE.pem beside it: keep both.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The bundle.", valueName: "bundle"), completion: .file(extensions: ["asice"]))
    var path: String
    @Option(help: ArgumentHelp("Where the receipt shall lie.", valueName: "file"), completion: .file())
    var receipt: String
    @Option(help: ArgumentHelp("The conduct the case is about; else that of the profile.", valueName: "code"))
    var offence: String?
    @OptionGroup var declared: DeclaredPlace
    @Flag(help: "Check everything, ask the node, and send nothing.")
    var dryRun = false

    func perform(_ session: Session) async throws -> any Answer {
        let bundle = try await ReadyBundle(checking: path, trust: try session.trust(nil), session)
        let offence = try session.offence(offence)
        let (place, forum) = try declared.parties
        return try await session.online { node in
            if dryRun {
                let agreement = try node.agreement(bundle.record.agreement.id)
                return SubmitAnswer(planned: bundle, to: node, inForce: agreement.inForce)
            }
            return SubmitAnswer(
                try await Submitting(node: node, bundle: bundle, offence: offence, place: place, forum: forum)
                    .run(receipt: receipt), by: node,
                next: session.command("verify", path, "--receipt", receipt))
        }
    }
}

/// What a submission led to, or would.
struct SubmitAnswer: Answer {
    enum State: String, Encodable {
        case accepted
        /// Accepted by the node; cosigners of other parties have yet to see it, or an authority to stamp it.
        case provisional
        case notSent = "not-sent"
    }

    let state: State
    let bundle: BundleID
    let bundleDigest: Digest
    let fileDigest: Digest
    let agreement: AgreementID
    let caseNumber: CaseNumber
    let exhibits: Int
    let size: Int64
    let node: Identity
    let member: MemberID
    let acceptedAt: Instant?
    let log: String?
    let index: Int?
    let missingCosigners: Int?
    /// Whether the agreement asks for another party's time-stamp and none is there.
    let missingTimestamp: Bool?
    let receipt: String?
    let repeated: Bool
    private let lacking: String?
    private let inForce: Bool
    private let next: String?

    private enum CodingKeys: String, CodingKey {
        case state, bundle, bundleDigest, fileDigest, agreement, caseNumber, exhibits, size, node, member, acceptedAt,
            log, index, missingCosigners, missingTimestamp, receipt, repeated
    }

    init(_ submitted: Submitted, by node: NodeSession, next: String) {
        self.init(
            submitted.bundle, node, state: submitted.proven.isComplete ? .accepted : .provisional,
            proven: submitted.proven, receipt: submitted.receiptPath, repeated: submitted.isRepeated, inForce: true,
            next: next)
    }

    init(planned bundle: ReadyBundle, to node: NodeSession, inForce: Bool) {
        self.init(
            bundle, node, state: .notSent, proven: nil, receipt: nil, repeated: false, inForce: inForce, next: nil)
    }

    private init(
        _ ready: ReadyBundle, _ session: NodeSession, state: State, proven: ReceiptCheck.Proven?, receipt: String?,
        repeated: Bool, inForce: Bool, next: String?
    ) {
        self.state = state
        bundle = ready.record.bundle
        bundleDigest = ready.digest
        fileDigest = ready.file
        agreement = ready.record.agreement.id
        caseNumber = ready.record.case.number
        exhibits = ready.exhibits
        size = ready.size
        node = session.node
        member = session.member
        acceptedAt = proven?.acceptedAt
        log = proven?.log.text
        index = proven?.index
        missingCosigners = proven?.missingCosigners
        missingTimestamp = proven?.lacksTimestamp
        lacking = proven?.lacking
        self.receipt = receipt
        self.repeated = repeated
        self.inForce = inForce
        self.next = next
    }

    func write(to page: inout Page) {
        if let acceptedAt, let receipt, let next {
            let words = repeated ? "had accepted this file already" : "accepted the bundle"
            page.verdict("\(node) \(words), on \(acceptedAt). The receipt is verified.", .good)
            facts(&page)
            page.field("receipt", "\(receipt.shownInMessage) (with \(receipt.lastName).pem beside it)")
            if let index, let log { page.field("log", "entry \(index) of \(log)") }
            page.field("standing", lacking.map { "provisional: \($0)" } ?? "complete")
            page.line("Next: keep the receipt with the bundle. Check it at any time, without a network:")
            page.line("  \(next)")
        } else {
            page.line("Nothing was sent. This would go to \(node), as \(member):")
            facts(&page)
            if !inForce { page.field("but", "\(agreement) is not in force at this moment; the node would refuse it") }
            page.line("Next: run the same command without --dry-run.")
        }
    }

    private func facts(_ page: inout Page) {
        page.field("bundle", bundle.text)
        page.field("digest", bundleDigest.text)
        page.field("case", caseNumber.text)
        page.field("agreement", agreement.text)
        page.field("exhibits", "\(exhibits), \(ProgressText.bytes(size))")
    }
}
