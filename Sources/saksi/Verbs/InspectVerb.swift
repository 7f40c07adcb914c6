import ArgumentParser
import EvidenceBundle
import Vocabulary

/// `saksi inspect`: what a bundle says of itself.
struct InspectVerb: Verb {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Show what a bundle says of itself. Nothing is verified.")

    @OptionGroup var global: GlobalOptions
    @Argument(help: ArgumentHelp("The bundle.", valueName: "bundle"), completion: .file(extensions: ["asice"]))
    var path: String

    func perform(_ session: Session) async throws -> any Answer {
        guard !path.isFolder else { throw OpenVerb.folder(path) }
        return InspectAnswer(
            inspection: try UnverifiedBundle(path: path).inspect(), next: session.command("verify", path))
    }
}

struct InspectAnswer: Answer {
    let inspection: Inspection
    let next: String

    func encode(to encoder: any Encoder) throws {
        try inspection.encode(to: encoder)
    }

    func write(to page: inout Page) {
        let record = inspection.record
        page.line("\(inspection.path.shownInMessage), \(ProgressText.bytes(inspection.size))")
        page.field("bundle", record.bundle.text)
        page.field("digest", inspection.digest.text)
        page.field("agreement", "\(record.agreement.id), version \(record.agreement.version)")
        page.field("channel", record.channel.rawValue)
        page.field(
            "case",
            ([record.case.number.text] + (record.case.references ?? [])).map(\.shownInMessage).joined(separator: ", "))
        page.field("packed", "\(record.created.text) by \(record.packer)")
        page.field("with", "\(record.tool.name) \(record.tool.version)".shownInMessage)
        if !record.recipients.isEmpty {
            page.field("meant for", record.recipients.map(\.text).joined(separator: ", "))
        }
        if let origin = record.extractOf {
            page.field("extract of", "\(origin.bundle), packed by \(origin.packer)")
        }
        for signature in inspection.signatures {
            page.field("signed", "\(signature.signer.shownInMessage), who says on \(signature.time)")
        }
        page.heading(inspection.exhibits.count.counted("exhibit"))
        for exhibit in inspection.exhibits { ExhibitLine.write(exhibit, named: exhibit.shownName, to: &page) }
        for left in record.leftOut ?? [] {
            page.line("  left out: \(left.name.shownInMessage): \(left.reason.shownInMessage)")
        }
        page.line()
        for fault in inspection.faults { page.state("WRONG", .bad, "container: \(fault.reason) [\(fault.code)]") }
        if !inspection.faults.isEmpty {
            page.verdict("This file is not in order: another program may see other contents in it.", .bad)
        }
        page.verdict("Nothing of this has been verified.", .unsure)
        page.line("Next: \(next)")
    }
}

/// One exhibit on a line or two.
enum ExhibitLine {
    static func write(_ exhibit: ExhibitRecord, named name: String, to page: inout Page) {
        page.line("  \(exhibit.number)  \(name)")
        var facts = [exhibit.category.rawValue, exhibit.mediaType.shownInMessage, ProgressText.bytes(exhibit.size)]
        facts.append("victim identity: \(exhibit.victimIdentity)")
        facts.append(
            "handling: " + (exhibit.handling.isEmpty ? "none" : exhibit.handling.map(\.rawValue).joined(separator: " "))
        )
        if !exhibit.flags.isEmpty { facts.append("flags: " + exhibit.flags.map(\.rawValue).joined(separator: " ")) }
        page.line("        " + facts.joined(separator: "; "))
        if let conditions = exhibit.conditions { page.line("        condition of the giver: " + conditions) }
    }
}
