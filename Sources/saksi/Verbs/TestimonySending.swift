import ArgumentParser
import Cooperation
import Courier
import Custody
import EvidenceBundle
import Foundation
import Policy
import Vocabulary
import Wire

/// What record and account have in common on their way: read strictly, packed, submitted, and signed as a session.
struct TestimonySending: ParsableArguments {
    static let discussion = """
        The file is read strictly: what is missing, unknown or still to be filled in is told with line and column. \
        It is packed as a bundle of one court record, submitted, and recorded as signed. What protects is said here, \
        never guessed: --handling (H0 … H3 or none), --victim-identity (none, indirect, direct), --flags (or none).
        """

    @Argument(help: ArgumentHelp("The filled-in form.", valueName: "file"), completion: .file(extensions: ["yaml"]))
    var file: String
    @Option(help: ArgumentHelp("Handling codes, or none.", valueName: "codes"))
    var handling: String
    @Option(help: ArgumentHelp("Whether it can reveal a victim: none, indirect or direct.", valueName: "word"))
    var victimIdentity: String
    @Option(help: ArgumentHelp("privileged, confidential, or none.", valueName: "flags"))
    var flags: String
    @Option(help: ArgumentHelp("Where the receipt shall lie.", valueName: "file"), completion: .file())
    var receipt: String
    @Option(help: ArgumentHelp("Where the signed bundle shall lie; else beside the receipt.", valueName: "file"))
    var out: String?
    @OptionGroup var declared: DeclaredPlace

    func send(
        _ session: Session, _ check: (HearingDocument) throws(OnlineError) -> Void
    ) async throws -> any Answer {
        let document = try HearingDocument(
            yaml: try InputFile.read(file, limit: HearingDocument.limit), file: file.lastName)
        try check(document)
        return try await session.online { node in
            let agreement = try node.agreement(document.agreement)
            let bundle = try await bundle(of: document, under: agreement, node)
            let (place, forum) = try declared.parties
            let submitted = try await Submitting(node: node, bundle: bundle, place: place, forum: forum)
                .run(receipt: receipt)
            let index = try await sign(document, submitted, node)
            return TestimonyAnswer(
                document, submitted, signedAt: index, node: node.node,
                next: session.showing(document.session, under: document.agreement))
        }
    }

    /// Packs the canonical form. A bundle of an earlier try of this command is taken up again, never made twice.
    // The optimiser of Swift 6.3.1 crashes on this function (CoroSplit, typed errors across suspensions).
    @_optimize(none)
    private func bundle(
        of document: HearingDocument, under agreement: AgreementSummary, _ node: NodeSession
    ) async throws -> ReadyBundle {
        let path = out ?? receipt + ".asice"
        let content = try document.canonical
        if FileManager.default.fileExists(atPath: path) {
            let ready = try await ReadyBundle(checking: path, trust: node.trust, node.session)
            guard try await HearingReader.holds(content, in: path, node) else {
                throw CommandError(
                    .commandOutputExists, "“\(path.shownInMessage)” is there already, and holds something else.",
                    next: "Choose another name for the receipt or the bundle.")
            }
            return ready
        }
        let folder =
            FileManager.default.temporaryDirectory.path
            + "/saksi-hearing-\(Hexadecimal.encode(node.session.randomness.bytes(8)))"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try OutputFile.write(content, to: "\(folder)/\(document.fileName)", mode: 0o600, makingFolders: true)
        var order = PackOrder(
            folder: folder, agreement: try reference(agreement, node), channel: agreement.channel,
            case: BundleRecord.CaseReference(number: document.caseNumber))
        for value in [
            "category=court-record", "media-type=\(HearingDocument.mediaType)", "handling=\(handling)",
            "victim-identity=\(victimIdentity)", "flags=\(flags)",
        ] { try order.defaults.add(value) }
        _ = try await Packer(
            credential: node.credential, tool: BundleRecord.Tool(name: "saksi", version: Program.version),
            offset: node.offset, timekeeper: node.session.time, randomness: node.session.randomness
        ).pack(order, to: path)
        return try await ReadyBundle(checking: path, trust: node.trust, node.session)
    }

    /// The agreement as the signed file here says, if there is one; the node's word must agree with it.
    private func reference(
        _ agreement: AgreementSummary, _ node: NodeSession
    ) throws -> BundleRecord.AgreementReference {
        let reference = BundleRecord.AgreementReference(
            id: agreement.agreement, version: agreement.version, digest: agreement.digest)
        guard try node.session.profile().agreements != nil else { return reference }
        let own = try node.session.agreements(nil).agreement(agreement.agreement)
        guard own.digest == agreement.digest else {
            throw OnlineError(
                .onlineAgreement,
                "\(own.id) here is version \(own.version); the node has version \(agreement.version) in force.",
                next: "Get the signed file that is in force, and compare its digest.")
        }
        return reference
    }

    private func sign(_ document: HearingDocument, _ submitted: Submitted, _ node: NodeSession) async throws -> Int {
        let log = try PinnedLog(submitted.proven.log, trust: node.trust)
        let bundle = submitted.bundle
        let line = try await node.custody(of: bundle.record.bundle, under: document.agreement)
        if let earlier = line.steps.first(where: {
            $0.event.type == .sessionSigned && $0.event.session == document.session
                && $0.event.actor == node.member.identity
        }) {
            return earlier.index
        }
        let act = try node.act(.sessionSigned, in: log.origin) { event in
            event.case = document.caseNumber
            event.bundle = BundleMention(id: bundle.record.bundle, digest: bundle.digest)
            event.session = document.session
            (event.place, event.forum) = try declared.parties
            event.previous = line.steps.last { $0.event.type == .accepted }.map { [$0.mention] }
        }
        return try await node.commit(act, at: Routes.events.path(document.agreement), in: log).index
    }
}

extension HearingDocument {
    var fileName: String {
        switch self {
        case .record: "hearing-record.json"
        case .account: "hearing-account.json"
        }
    }

    var kind: String {
        switch self {
        case .record: "record"
        case .account: "account"
        }
    }
}

/// What became of a record or an account.
struct TestimonyAnswer: Answer {
    let kind: String
    let session: SessionID
    let side: HearingSide
    let agreement: AgreementID
    let caseNumber: CaseNumber
    let bundle: BundleID
    let bundleDigest: Digest
    let node: Identity
    let acceptedAt: Instant
    let missingCosigners: Int
    let missingTimestamp: Bool
    let receipt: String
    let file: String
    /// The place of the signature of the session in the log.
    let signedAt: Int
    private let lacking: String?
    private let next: String

    private enum CodingKeys: String, CodingKey {
        case kind, session, side, agreement, caseNumber, bundle, bundleDigest, node, acceptedAt, missingCosigners,
            missingTimestamp, receipt, file, signedAt
    }

    init(_ document: HearingDocument, _ submitted: Submitted, signedAt: Int, node: Identity, next: String) {
        self.next = next
        kind = document.kind
        session = document.session
        side = document.side
        agreement = document.agreement
        caseNumber = document.caseNumber
        bundle = submitted.bundle.record.bundle
        bundleDigest = submitted.bundle.digest
        self.node = node
        acceptedAt = submitted.proven.acceptedAt
        missingCosigners = submitted.proven.missingCosigners
        missingTimestamp = submitted.proven.lacksTimestamp
        lacking = submitted.proven.lacking
        receipt = submitted.receiptPath
        file = submitted.bundle.path
        self.signedAt = signedAt
    }

    func write(to page: inout Page) {
        page.verdict(
            "\(node) accepted the \(kind) of the \(side) side, on \(acceptedAt). The receipt is verified.", .good)
        page.field("session", session.text)
        page.field("bundle", "\(bundle), in \(file.shownInMessage)")
        page.field("receipt", receipt.shownInMessage + (lacking.map { " (provisional: \($0))" } ?? ""))
        page.field("signed", "session-signed, entry \(signedAt) of the log")
        page.line("Next: \(next)")
    }
}
