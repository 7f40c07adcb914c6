import Custody
import Foundation
import Policy
import Vocabulary

/// The text of a certificate of custody in one language, made from its record and from nothing else.
struct CertificateText {
    let record: ProvenCustody
    /// SHA-256 of `custody.json`, by which the paper names all the files beside it.
    let recordDigest: Digest
    let catalogue: MessageCatalogue
    private let steps: StepText

    init(record: ProvenCustody, recordDigest: Digest, catalogue: MessageCatalogue) {
        self.record = record
        self.recordDigest = recordDigest
        self.catalogue = catalogue
        steps = StepText(catalogue: catalogue, record: record)
    }

    static let blank = "…………………………………………………………………………"

    var blocks: [CertificateBlock] {
        opening + identity + custody + clauses + checked + limits + statement + expert
    }

    private func say(_ id: CertificateMessageID, _ values: KeyValuePairs<String, String> = [:]) -> String {
        catalogue.text(id, values)
    }

    private func all(_ ids: [CertificateMessageID]) -> [String] { ids.map { say($0) } }

    // MARK: What it is about

    private var opening: [CertificateBlock] {
        let agreement = record.log.agreement?.text ?? record.log.text
        return [
            .title(say(.title), under: say(.subtitle, ["agreement": agreement])), .notice(say(.forTheCourt)),
            .heading(say(.about)), .fields(about(agreement)),
            .text(
                ([say(.aboutNames), say(.aboutTimes, ["offset": record.offset.text])] + buddhist).joined(separator: " ")
            ),
        ]
    }

    private func about(_ agreement: String) -> [CertificateBlock.Field] {
        let times = record.steps.map(\.event.at).sorted()
        let first = times.first.map(steps.time) ?? ""
        let last = times.last.map(steps.time) ?? ""
        let cases = Set(record.steps.compactMap(\.event.case)).sorted().map(\.text)
        let shown =
            record.steps.count == 1
            ? say(.aboutOneStep, ["first": first])
            : say(.aboutStepsValue, ["count": "\(record.steps.count)", "first": first, "last": last])
        let signed = record.signer.map { say(.aboutSigned, ["signer": $0.text]) } ?? say(.aboutNobody)
        let fields: [(CertificateMessageID, String)] = [
            (.aboutBundle, record.bundle.id.text), (.aboutCase, cases.joined(separator: ", ")),
            (.aboutAgreement, agreement), (.aboutNode, record.log.node.text), (.aboutSteps, shown),
            (.aboutMade, steps.time(record.made)), (.aboutMadeBy, signed),
            (.aboutRecord, recordDigest.hexadecimal),
        ]
        return fields.filter { !$0.1.isEmpty }.map { CertificateBlock.Field(name: say($0.0), value: $0.1) }
    }

    /// Where somebody of Thailand has to do with it.
    private var buddhist: [String] {
        let parties = record.steps.flatMap { [$0.event.actor.party.text, $0.event.counterpart?.party.text] }
        guard parties.contains("TH") || [record.language, record.beside].contains("th") else { return [] }
        let year = record.made.day(at: record.offset).year
        return [say(.aboutBuddhist, ["year": "\(year)", "other": "\(year + 543)"])]
    }

    private var identity: [CertificateBlock] {
        [
            .heading(say(.digest)), .text(say(.digestText)),
            .digest(
                record.bundle.digest, record.phone, code: record.code, phoneTitle: say(.digestPhone),
                phoneText: say(.digestPhoneText), codeTitle: say(.digestCode)),
        ]
    }

    private var custody: [CertificateBlock] {
        [
            .heading(say(.steps)), .text(say(.stepsText)),
            .steps(
                columns: all([.columnNumber, .columnWhen, .columnWhat, .columnProof]),
                record.steps.indices.map(steps.row)),
        ]
    }

    private var clauses: [CertificateBlock] {
        let cited = Set(record.steps.flatMap { $0.event.clauses ?? [] })
        guard !cited.isEmpty else { return [] }
        let quoted = record.clauses ?? []
        let missing = cited.filter { citation in
            !quoted.contains { $0.of == citation.of && $0.clause == citation.clause }
        }
        var blocks: [CertificateBlock] = [.heading(say(.clauses))]
        if !quoted.isEmpty { blocks += [.text(say(.clausesText)), .items(quoted.map(said))] }
        if !missing.isEmpty {
            let sorted = missing.sorted { ($0.of, $0.clause) < ($1.of, $1.clause) }
            blocks.append(.text(say(.clausesMissing, ["clauses": steps.clauses(sorted)])))
        }
        return blocks
    }

    /// In the language of the page where the file has it, else in English, else in whatever there is.
    private func said(_ clause: ProvenCustody.Clause) -> String {
        let own = catalogue.language.rawValue
        let languages = [own, TextLanguage.english.rawValue] + clause.says.keys.sorted()
        let language = languages.first { clause.says[$0] != nil } ?? own
        return say(
            language == own ? .clauseSays : .clauseSaysIn,
            [
                "clause": clause.clause.text, "document": clause.of.text, "version": "\(clause.version)",
                "language": language, "says": clause.says[language] ?? "",
            ])
    }

    // MARK: What was checked

    private var checked: [CertificateBlock] {
        let head = record.checkpoint
        let items = [
            say(
                .checkedLog,
                [
                    "log": record.log.text, "size": "\(head.size)", "version": "\(record.trust.version)",
                    "node": record.log.node.text,
                ]),
            say(.checkedSteps, ["count": "\(record.steps.count)"]), say(.checkedSignatures),
        ]
        return [.heading(say(.checked)), .items(items + cosigners + copy)]
    }

    private var cosigners: [String] {
        let head = record.checkpoint
        let names = Set(head.cosigners.map(\.identity)).sorted().map(\.text)
        let seen =
            names.isEmpty
            ? say(.checkedNoCosigner, ["node": record.log.node.text])
            : say(.checkedCosigned, ["cosigners": catalogue.allOf(names)])
        guard let quorum = head.quorum else { return [seen, say(.checkedCosignersUnknown)] }
        let (version, count) = ("\(quorum.version)", "\(quorum.needed)")
        let asked =
            quorum.needed == 0
            ? say(.checkedCosignersNone, ["version": version])
            : quorum.missing == 0
                ? say(.checkedCosignersEnough, ["version": version, "count": count])
                : say(
                    .checkedCosignersMissing,
                    ["version": version, "count": count, "missing": "\(quorum.missing)"])
        return [seen, asked]
    }

    private var copy: [String] {
        guard let copy = record.copy else { return [say(.checkedNoCopy)] }
        let places = record.steps.indices.filter { record.steps[$0].event.bundle?.file == copy.file }
        let checked =
            copy.isExtract
            ? say(
                .checkedExtract,
                [
                    "bundle": copy.bundle.hexadecimal, "file": copy.file.hexadecimal, "size": "\(copy.size)",
                ])
            : say(.checkedCopy, ["file": copy.file.hexadecimal, "size": "\(copy.size)"])
        guard !places.isEmpty else { return [checked] }
        return [checked, say(.checkedCopyStep, ["steps": catalogue.allOf(places.map { "\($0 + 1)" })])]
    }

    private var limits: [CertificateBlock] {
        [
            .heading(say(.limits)),
            .items(all([.limitTimes, .limitComplete, .limitBefore, .limitTruth])),
        ]
    }

    // MARK: The statement

    private var statement: [CertificateBlock] {
        [
            .sheet, .heading(say(.statement)), .text(say(.statementText)),
            .numbered([
                say(.statementPerson, ["blank": Self.blank]),
                say(.statementProcess, ["node": record.log.node.text]),
                say(.statementMethod, ["writer": record.writer]), digests,
                say(.statementSystem, ["blank": Self.blank]), say(.statementDifferences, ["blank": Self.blank]),
            ]),
            .text(say(.statementTrue)),
            .signing(all([.fieldName, .fieldOffice, .fieldPlace, .fieldSignature, .fieldStamp])),
        ]
    }

    private var digests: String {
        let original = record.bundle.digest.hexadecimal
        guard let copy = record.copy else {
            return say(.statementDigestsBlank, ["original": original, "blank": Self.blank])
        }
        return say(
            copy.isExtract ? .statementDigestsExtract : .statementDigests,
            ["original": original, "copy": copy.bundle.hexadecimal])
    }

    private var expert: [CertificateBlock] {
        let lines = ExpertLines(record: record)
        let signer: [CertificateBlock] = lines.signer.map { [.text(say(.expertSigner)), .lines($0)] } ?? []
        let cosigners: [CertificateBlock] =
            lines.cosigners.isEmpty ? [] : [.text(say(.expertCosigners)), .lines(lines.cosigners)]
        return [
            .sheet, .heading(say(.expert)), .text(say(.expertText)), .text(say(.expertFiles)), .lines(lines.files),
            .text(say(.expertRoots)), .lines(lines.roots),
        ] + signer + [
            .text(say(.expertCheckpoint)), .lines(lines.checkpoint),
        ] + cosigners + [
            .text(say(.expertSteps)), .lines(lines.steps),
            .text(say(.expertCopy)), .lines(lines.copy),
            .text(say(.expertSaksi, ["command": "saksi custody verify FOLDER --trust trust.yaml"])),
        ]
    }
}
