import Vocabulary

/// Makes the record of an exhibit from its row; size and digest are known only after packing.
struct ExhibitDescription {
    let row: SheetRow
    /// Where material comes from if the row does not say: the party of the packer.
    let origin: Party

    /// Everything that is wrong with the cells of the row; `record` tells the first thing only.
    func faults(size: Int64) -> [BundleError] {
        var faults: [BundleError] = []
        func note(_ check: () throws(BundleError) -> Void) {
            do throws(BundleError) { try check() } catch { faults.append(error) }
        }
        note { () throws(BundleError) in try checkNothingMissing() }
        for column in SheetColumn.allCases where row[column] != nil {
            note { () throws(BundleError) in try SheetValue.check(row, column) }
        }
        note { () throws(BundleError) in try checkSize(size) }
        if faults.isEmpty { note { () throws(BundleError) in _ = try rendition() } }
        return faults
    }

    func record(
        number: ExhibitNumber, path: EntryPath, original: [UInt8], size: Int64, salt: Salt
    ) throws(BundleError) -> ExhibitRecord {
        try checkNothingMissing()
        guard let category = try SheetValue.word(EvidenceCategory.self, row, .category),
            let handling = try SheetValue.words(HandlingCode.self, row, .handling),
            let flags = try SheetValue.flags(row),
            let victimIdentity = try SheetValue.word(VictimIdentity.self, row, .victimIdentity)
        else { throw Self.missing([], in: row) }
        try checkSize(size)
        let name = String(validating: original, as: UTF8.self)
        return ExhibitRecord(
            number: number, path: path, originalName: name,
            originalNameBytes: name == nil ? Hexadecimal.encode(original) : nil,
            size: size, sha256: Digest(of: []), mediaType: try SheetValue.mediaType(row) ?? MediaType.guess(path.text),
            category: category, handling: handling, conditions: try SheetValue.text(row, .conditions),
            evaluation: try SheetValue.parsed(Evaluation.self, row, .evaluation), victimIdentity: victimIdentity,
            origin: try SheetValue.parsed(Party.self, row, .origin) ?? origin,
            language: try SheetValue.text(row, .language), description: try SheetValue.text(row, .description),
            collected: try collection(), derivedFrom: try SheetValue.number(row, .derivedFrom),
            renditionOf: try rendition(), copy: try SheetValue.word(CopyKind.self, row, .copy),
            source: try SheetValue.text(row, .source), seizure: try SheetValue.text(row, .seizure),
            acquisition: try SheetValue.text(row, .acquisition),
            paperOriginal: try SheetValue.text(row, .paperOriginal), elements: try SheetValue.list(row, .elements),
            flags: flags, externalReferences: try SheetValue.list(row, .externalReferences), salt: salt)
    }

    private func checkNothingMissing() throws(BundleError) {
        let missing = SheetColumn.required.filter { row[$0] == nil }
        if !missing.isEmpty { throw Self.missing(missing, in: row) }
    }

    private func checkSize(_ size: Int64) throws(BundleError) {
        guard let stated = row[.size], stated != String(size) else { return }
        throw row.failure(
            .sheetValue, "size: the sheet says \(stated.shownInMessage), the file has \(size.counted("byte")).",
            next: "Check that this is the file that was described.")
    }

    private func collection() throws(BundleError) -> ExhibitRecord.Collection? {
        let collection = ExhibitRecord.Collection(
            by: try SheetValue.text(row, .collectedBy), at: try SheetValue.instant(row, .collectedAt),
            where: try SheetValue.text(row, .collectedWhere), method: try SheetValue.text(row, .collectedMethod),
            tool: try SheetValue.text(row, .collectedTool), authorization: try SheetValue.text(row, .authorization))
        return collection == ExhibitRecord.Collection() ? nil : collection
    }

    private func rendition() throws(BundleError) -> ExhibitRecord.Rendition? {
        let original = try SheetValue.number(row, .renditionOf)
        let kind = try SheetValue.word(RenditionKind.self, row, .renditionKind)
        let by = try SheetValue.text(row, .renditionBy)
        guard let original, let kind else {
            guard original == nil, kind == nil, by == nil else {
                throw row.failure(
                    .sheetMissingValue, "a rendition needs both rendition-of and rendition-kind.",
                    next: "Fill both: the number of the original, and what was done.")
            }
            return nil
        }
        return ExhibitRecord.Rendition(exhibit: original, kind: kind, by: by)
    }

    private static func missing(_ columns: [SheetColumn], in row: SheetRow) -> BundleError {
        let names = columns.map { "“\($0.rawValue)”" }.joined(separator: ", ")
        let examples = columns.map { column in
            switch column {
            case .category: "--default category=document"
            case .handling: "--default handling=none (or H0, H1, H2, H3)"
            case .flags: "--default flags=none (or privileged, confidential)"
            default: "--default victim-identity=none (or indirect, direct)"
            }
        }.joined(separator: " ")
        return row.failure(
            .sheetMissingValue, "nobody has said \(names); what protects is never guessed.",
            next: "Fill the column in the sheet, or say it for all: \(examples)")
    }
}
