import ArgumentParser
import Vocabulary
import Wire

/// `saksi list`: what there is under an agreement, as far as one may see it.
struct ListVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the bundles that the node holds under an agreement and that you may see.",
        discussion: "Names and descriptions of exhibits are inside the bundles and never shown here.")

    @OptionGroup var global: GlobalOptions
    @Option(help: ArgumentHelp("The agreement.", valueName: "id"))
    var agreement: String
    @Option(name: .customLong("case"), help: ArgumentHelp("Only this case.", valueName: "number"))
    var caseNumber: String?

    func perform(_ session: Session) async throws -> any Answer {
        let id = try AgreementID(parsing: agreement)
        let number = try caseNumber.map { try CaseNumber(parsing: $0) }
        return try await session.online { node in
            _ = try node.agreement(id)
            return ListAnswer(agreement: id, bundles: try await node.list(under: id, case: number), offset: node.offset)
        }
    }
}

/// The register as one member sees it.
struct ListAnswer: Answer {
    let agreement: AgreementID
    let bundles: [BundleSummary]
    private let offset: UTCOffset

    private enum CodingKeys: String, CodingKey { case agreement, bundles }

    init(agreement: AgreementID, bundles: [BundleSummary], offset: UTCOffset) {
        self.agreement = agreement
        self.bundles = bundles
        self.offset = offset
    }

    func write(to page: inout Page) {
        guard !bundles.isEmpty else {
            page.line("Nothing under \(agreement) that you may see yet.")
            return
        }
        page.line("\(bundles.count) \(bundles.count == 1 ? "bundle" : "bundles") under \(agreement):")
        for bundle in bundles {
            page.heading(bundle.bundle.text)
            page.field("case", bundle.caseNumber.text)
            page.field(
                "from", "\(bundle.submitter), accepted \(StatedInstant(at: bundle.acceptedAt, offset: offset).text)")
            page.field("digest", bundle.bundleDigest.text)
            for exhibit in bundle.exhibits { page.field("exhibit \(exhibit.number)", exhibit.line) }
        }
        if let first = bundles.first {
            page.line()
            page.line("Next: saksi why retrieve \(first.bundle) --agreement \(agreement) --purpose investigation")
        }
    }
}
