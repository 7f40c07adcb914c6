import ArgumentParser
import EvidenceBundle
import Vocabulary
import Wire

/// `saksi list`: what there is under an agreement, as far as one may see it.
struct ListVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the bundles that the node holds under an agreement and that you may see.",
        discussion: """
            Exhibits of a bundle that are alike in all that protects them are counted together; --bundle lists them \
            one by one. Names and descriptions of exhibits are inside the bundles and never shown here.
            """)

    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(name: .customLong("case"), help: ArgumentHelp("Only this case.", valueName: "number"))
    var caseNumber: String?
    @Option(help: ArgumentHelp("Only this bundle, with each of its exhibits.", valueName: "bundle"))
    var bundle: String?

    func validate() throws {
        guard bundle == nil || caseNumber == nil else {
            throw ValidationError("Give --case or --bundle, not both.")
        }
    }

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        let number = try caseNumber.map { try CaseNumber(parsing: $0) }
        let wanted = try bundle.map { try BundleID(parsing: $0) }
        return try await session.online { node in
            _ = try node.agreement(id)
            let more = session.command("override", "--list", "--agreement", id.text)
            if let wanted {
                return BundleAnswer(
                    agreement: id, bundle: try await node.listed(wanted, under: id),
                    exhibits: try await node.exhibits(of: wanted, under: id), offset: node.offset,
                    moreOverrides: more,
                    next: session.command(
                        "why", "retrieve", wanted.text, "--agreement", id.text, "--purpose", "investigation"))
            }
            let bundles = try await node.list(under: id, case: number)
            return ListAnswer(
                agreement: id, bundles: bundles, offset: node.offset, moreOverrides: more,
                next: bundles.first.map {
                    session.command("list", "--agreement", id.text, "--bundle", $0.bundle.text)
                })
        }
    }
}

/// The register as one member sees it.
struct ListAnswer: Answer {
    let agreement: AgreementID
    let bundles: [BundleSummary]
    private let offset: UTCOffset
    private let moreOverrides: String
    private let next: String?

    private enum CodingKeys: String, CodingKey { case agreement, bundles }

    init(agreement: AgreementID, bundles: [BundleSummary], offset: UTCOffset, moreOverrides: String, next: String?) {
        self.moreOverrides = moreOverrides
        self.next = next
        self.agreement = agreement
        self.bundles = bundles
        self.offset = offset
    }

    func write(to page: inout Page) {
        guard !bundles.isEmpty else {
            page.line("Nothing under \(agreement) that you may see yet.")
            return
        }
        page.line("\(bundles.count.counted("bundle")) under \(agreement):")
        for bundle in bundles {
            bundle.write(to: &page, offset)
            for alike in bundle.classes { page.field("exhibits", alike.line) }
            bundle.writeOverrides(to: &page, offset, more: moreOverrides)
        }
        if let next {
            page.line()
            page.line("Next: \(next)")
        }
    }
}

/// One bundle with its exhibits.
struct BundleAnswer: Answer {
    let agreement: AgreementID
    let bundle: BundleSummary
    let exhibits: [ExhibitSummary]
    private let offset: UTCOffset
    private let moreOverrides: String
    private let next: String

    private enum CodingKeys: String, CodingKey { case agreement, bundle, exhibits }

    init(
        agreement: AgreementID, bundle: BundleSummary, exhibits: [ExhibitSummary], offset: UTCOffset,
        moreOverrides: String, next: String
    ) {
        self.moreOverrides = moreOverrides
        self.next = next
        self.agreement = agreement
        self.bundle = bundle
        self.exhibits = exhibits
        self.offset = offset
    }

    func write(to page: inout Page) {
        bundle.write(to: &page, offset)
        for exhibit in exhibits { page.field("exhibit \(exhibit.number)", exhibit.line) }
        bundle.writeOverrides(to: &page, offset, more: moreOverrides)
        page.line()
        page.line("Next: \(next)")
    }
}

extension BundleSummary {
    fileprivate func write(to page: inout Page, _ offset: UTCOffset) {
        page.heading(bundle.text)
        page.field("case", caseNumber.text)
        page.field("from", "\(submitter), accepted \(StatedInstant(at: acceptedAt, offset: offset).text)")
        page.field("digest", bundleDigest.text)
    }
}
