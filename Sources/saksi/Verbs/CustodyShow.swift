import ArgumentParser
import Custody
import EvidenceBundle
import Seal
import Vocabulary

/// `saksi custody show`: every step in the custody of a bundle, proved.
struct CustodyShow: Verb {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show every hand a bundle passed through, and check the proof of each step.",
        discussion: """
            Nothing is taken from the node on trust: the checkpoint is checked with the log key of the pinned trust \
            list, each step against the checkpoint, and each signature with its certificate.
            """)

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The bundle, as “saksi list” shows it.", valueName: "bundle"))
    var bundle: String
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        let bundle = try BundleID(parsing: bundle)
        return try await session.online { node in
            CustodyAnswer(try await node.custody(of: bundle, under: id), offset: node.offset)
        }
    }
}

/// The custody of a bundle, with what was proved about it.
struct CustodyAnswer: Answer {
    struct Step: Encodable, Sendable {
        let index: Int
        let event: CustodyEvent
        let digest: Digest
        let remark: String?
        let certificate: CertificateStanding?
    }

    let bundle: BundleID
    let log: LogOrigin
    let size: Int
    let cosigners: [Identity]
    let steps: [Step]
    private let offset: UTCOffset

    private enum CodingKeys: String, CodingKey { case bundle, log, size, cosigners, steps }

    init(_ line: CustodyLine, offset: UTCOffset) {
        bundle = line.bundle
        log = line.log
        size = line.size
        cosigners = line.cosigners
        steps = line.steps.map {
            Step(index: $0.index, event: $0.event, digest: $0.digest, remark: $0.remark, certificate: $0.standing)
        }
        self.offset = offset
    }

    /// Steps that whoever had a revoked key could have signed.
    private var doubtful: Int { steps.count { $0.certificate == .revoked } }

    var failure: FailureReport? {
        guard doubtful > 0 else { return nil }
        return FailureReport(
            SealError(
                .revoked,
                "\(doubtful.counted("step")) of \(steps.count) \(doubtful == 1 ? "is" : "are") signed with a certificate that was revoked since.",
                next: "Show by a receipt of that time that the step was there before."))
    }
    var exit: ExitStatus { doubtful > 0 ? .trust : .done }

    func write(to page: inout Page) {
        page.line("Custody of bundle \(bundle), in the order of the log:")
        for step in steps {
            let event = step.event
            page.line()
            page.line("  \(StatedInstant(at: event.at, offset: offset).text)  \(EventText.sentence(event))")
            for detail in EventText.details(event) { page.line("      \(detail)") }
            page.line("      entry \(step.index), event \(event.event)")
            if let remark = step.remark { page.state("    note", .unsure, remark) }
        }
        page.line()
        if doubtful > 0 {
            page.verdict(
                "Each step stands in the log; who signed is not established for \(doubtful) of \(steps.count).", .unsure
            )
        } else {
            page.verdict(steps.count == 1 ? "The one step is proved." : "All \(steps.count) steps are proved.", .good)
        }
        page.line(
            "  Checked: the checkpoint over \(size.counted("entry", "entries")) of \(log), with the key in your trust list;"
        )
        page.line("  that each step stands in that log; the signature of each step, and the certificate of who signed.")
        page.line("  A step that tells of an exhibit which you may not list is not among them.")
        page.line(
            cosigners.isEmpty
                ? "  Not there yet: a cosigner of another party, who would show that nobody is given another log."
                : "  Cosigned by \(cosigners.map(\.text).joined(separator: ", ")).")
        page.line("  Times are what each signer said; the order is that of the log.")
    }
}

/// Custody events in words.
enum EventText {
    /// “kh/ahtjpp/0101 submitted → kh/node/phnom-penh”
    static func sentence(_ event: CustodyEvent) -> String {
        let arrow = event.counterpart.map { " \(isReceiving(event.type) ? "←" : "→") \($0)" } ?? ""
        return "\(event.actor)  \(event.type)\(arrow)"
    }

    private static func isReceiving(_ type: EventType) -> Bool {
        [.accepted, .received, .receivedFromOutside, .rejected].contains(type)
    }

    static func details(_ event: CustodyEvent) -> [String] {
        var lines: [String] = []
        if let purpose = event.purpose { lines.append("for \(purpose)") }
        if let place = event.place { lines.append("takes place in \(place), as declared") }
        if let forum = event.forum { lines.append("for a court or authority of \(forum), as declared") }
        if let exhibits = event.exhibits {
            lines.append("exhibits \(ExhibitNumbers.text(exhibits.map(\.number)))")
        }
        if let clauses = event.clauses {
            lines.append("under " + clauses.map { "\($0.of) \($0.clause)" }.joined(separator: ", "))
        }
        if let override = event.override {
            let clauses = override.clauses.map { "\($0.of) \($0.clause)" }.joined(separator: ", ")
            lines.append(
                "to lift \(clauses) for \(override.action), \(override.purposes.map(\.rawValue).joined(separator: ", ")), "
                    + "until \(override.expires)")
            lines.append("reasons: kept beside the log, \(override.reasons)")
        }
        if let order = event.courtOrder { lines.append("a court of \(order.party), on \(order.date)") }
        if let session = event.session { lines.append("hearing \(session)") }
        if let location = event.location { lines.append("at \(location)") }
        if let seal = event.seal { lines.append("seal \(seal)") }
        if let medium = event.medium, medium != .network { lines.append("by \(medium)") }
        for (name, digest) in [
            ("note", event.note), ("condition", event.condition), ("authority", event.authorization),
        ] {
            if let digest { lines.append("\(name): kept beside the log, \(digest)") }
        }
        if let attested = event.attested { lines.append("weaker: attested (\(attested)), not signed by who acted") }
        return lines
    }
}
