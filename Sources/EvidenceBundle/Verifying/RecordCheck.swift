import Seal
import Vocabulary

extension Verifier {
    typealias ReadRecord = (record: BundleRecord, exhibits: [ExhibitRecord], commitments: [Digest])

    /// The record must tell of exactly the exhibits that are there, with the digests that are signed.
    mutating func checkRecord() -> ReadRecord? {
        let read: ReadRecord
        do throws(BundleError) {
            read = try RecordFile.decode(try files.contents(RecordFile.path, limit: RecordFile.limit))
        } catch {
            failed("record", error)
            return nil
        }
        let before = report.failures.count
        var recorded: Set<EntryPath> = []
        var numbers: Set<ExhibitNumber> = []
        for exhibit in read.exhibits where report.failures.count < before + 20 {
            var name: String { "Exhibit \(exhibit.number)" }
            if !numbers.insert(exhibit.number).inserted { failed("record", .recordForm, "\(name) is recorded twice.") }
            if !recorded.insert(exhibit.path).inserted {
                failed("record", .recordForm, "“\(exhibit.path.text.shownInMessage)” is recorded twice.")
            }
            if !MediaType.isWellFormed(exhibit.mediaType) {
                failed(
                    "record", .recordForm,
                    "\(name) has the media type “\(exhibit.mediaType.shownInMessage)”, which is not of its form.")
            }
            guard PathSegments.isPayload(exhibit.path.text), let size = files.size(of: exhibit.path) else {
                failed(
                    "record", .recordWithoutEntry,
                    "\(name), “\(exhibit.path.text.shownInMessage)”, is not in the bundle.")
                continue
            }
            if size != exhibit.size {
                failed(
                    "record", .recordDisagrees, "\(name) has \(size.counted("byte")); its record says \(exhibit.size).")
            }
            if let digest = signed[exhibit.path], digest != exhibit.sha256 {
                failed("record", .recordDisagrees, "\(name): its record has another digest than the manifest.")
            }
        }
        for path in files.paths where PathSegments.isPayload(path.text) && !recorded.contains(path) {
            guard report.failures.count < before + 20 else { break }
            failed("record", .entryWithoutRecord, "“\(path.text.shownInMessage)” is in the bundle without a record.")
        }
        if report.failures.count == before {
            passed(
                "record",
                "bundle \(read.record.bundle), case \(read.record.case.number), "
                    + read.exhibits.count.counted("exhibit"))
        }
        return read
    }

    /// The bag's manifests must say the same as the signed one.
    mutating func checkBag(_ record: ReadRecord?) {
        let before = report.failures.count
        do throws(BundleError) {
            guard try files.contents(TagFiles.declarationPath, limit: 1024) == TagFiles.declaration else {
                throw BundleError(
                    .bagDeclaration, "bagit.txt does not declare BagIt 1.0 in UTF-8.", next: ContainerReader.askAgain)
            }
            if let record {
                let info = TagFiles.info(
                    record.record, payloadBytes: record.exhibits.reduce(0) { $0 &+ $1.size },
                    payloadFiles: record.exhibits.count)
                guard try files.contents(TagFiles.infoPath, limit: 1 << 16) == info else {
                    throw BundleError(
                        .bagTagFile, "bag-info.txt does not say what the record says.", next: ContainerReader.askAgain)
                }
            }
            if !isAsWritten(record) { try compare(TagFiles.manifestPath) { PathSegments.isPayload($0) } }
            try compare(TagFiles.tagManifestPath) { TagFiles.isTagFile($0) }
        } catch {
            failed("bag", error)
        }
        if report.failures.count == before { passed("bag", "unpacks to a BagIt 1.0 bag that says the same") }
    }

    /// Whether the payload manifest is, byte for byte, what is written for this record: then its lines need no reading.
    private func isAsWritten(_ record: ReadRecord?) -> Bool {
        guard let exhibits = record?.exhibits, let path = TagFiles.manifestEntry, let expected = signed[path],
            Set(exhibits.map(\.path)).count == exhibits.count,
            signed.keys.count(where: { PathSegments.isPayload($0.text) }) == exhibits.count
        else { return false }
        var stream = DigestStream()
        var block: [UInt8] = []
        for exhibit in exhibits {
            guard let digest = signed[exhibit.path] else { return false }
            block += TagFiles.line(digest, exhibit.path.text)
            if block.count > 1 << 16 {
                stream.update(block)
                block.removeAll(keepingCapacity: true)
            }
        }
        stream.update(block)
        return stream.finish() == expected
    }

    /// `case.jsonld` is made from the record anew: whatever else it said would be signed and compared with nothing.
    mutating func checkCase(_ record: ReadRecord?) {
        guard let record, let path = try? EntryPath(parsing: CaseDocument.path) else { return }
        let document = CaseDocument(record: record.record)
        var stream = DigestStream()
        stream.update(document.head(exhibits: record.exhibits.count))
        for exhibit in record.exhibits { stream.update(document.objects(of: exhibit)) }
        stream.update(document.tail)
        guard stream.finish() == signed[path] else {
            failed("case", .caseDisagrees, "\(CaseDocument.path) does not say in CASE/UCO what the record says.")
            return
        }
        passed("case", "\(CaseDocument.path) is the translation of this record")
    }

    private mutating func compare(_ path: String, belongs: (String) -> Bool) throws(BundleError) {
        let bytes = try files.contents(path, limit: Self.manifestLimit)
        var missing = Set(signed.keys.filter { belongs($0.text) })
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().enumerated() {
            guard line.count > 66, line.dropFirst(64).starts(with: [0x20, 0x20]),
                let digest = try? Digest(hexadecimal: String(decoding: line.prefix(64), as: UTF8.self)),
                let entry = try? EntryPath(bytes: line.dropFirst(66)), missing.remove(entry) != nil
            else {
                throw BundleError(
                    .bagManifestForm, "\(path), line \(index + 1), is not of its form, or lists what it should not.",
                    next: ContainerReader.askAgain)
            }
            if signed[entry] != digest {
                failed(
                    "bag", .bagChecksum,
                    "\(path) has another digest for “\(entry.text.shownInMessage)” than the signed manifest.")
            }
        }
        guard missing.isEmpty, bytes.last == 0x0A || bytes.isEmpty else {
            throw BundleError(
                .bagMissingFile, "\(path) does not list “\(missing.sorted().first?.text.shownInMessage ?? "")”.",
                next: ContainerReader.askAgain)
        }
    }

    /// Every record must be the one that the packer committed to in `disclosure.json`.
    /// - Returns: whose signature covers it, if it is trusted.
    mutating func checkDisclosure(_ read: ReadRecord) -> TrustedIdentity? {
        let record = read.record
        do throws(BundleError) {
            let bytes = try files.contents(Disclosure.path, limit: Self.manifestLimit)
            guard let signer = check(Disclosure.signaturePath, over: bytes, step: "disclosure") else { return nil }
            let packer = record.extractOf?.packer ?? record.packer
            if record.extractOf == nil, signer.claimed == packer, try Disclosure.written(for: read) == bytes {
                passed("disclosure", Self.disclosed(read.exhibits.count, packer))
                return signer.trusted
            }
            let disclosure = try Disclosure(parsing: bytes)
            guard signer.claimed == packer, disclosure.packer == packer,
                disclosure.bundle == record.extractOf?.bundle ?? record.bundle,
                disclosure.agreement == record.agreement, disclosure.case == record.case.number,
                disclosure.channel == record.channel,
                record.extractOf != nil || disclosure.created == record.created
            else {
                throw BundleError(
                    .disclosureDisagrees,
                    "disclosure.json was signed for another bundle, agreement, case or channel, or by somebody else.",
                    next: ContainerReader.askAgain)
            }
            let lines = Dictionary(
                disclosure.exhibits.map { ($0.number, $0.digest) }, uniquingKeysWith: { first, _ in first })
            for (exhibit, commitment) in zip(read.exhibits, read.commitments) where lines[exhibit.number] != commitment
            {
                throw BundleError(
                    .disclosureDisagrees,
                    "The record of exhibit \(exhibit.number) is not the one that \(packer) signed for.",
                    next: ContainerReader.askAgain)
            }
            guard record.extractOf != nil || disclosure.exhibits.count == read.exhibits.count,
                lines.count == disclosure.exhibits.count
            else {
                throw BundleError(
                    .disclosureDisagrees, "disclosure.json lists other exhibits than the record.",
                    next: ContainerReader.askAgain)
            }
            let part = record.extractOf == nil ? "" : "; this is a part of bundle \(disclosure.bundle)"
            passed("disclosure", Self.disclosed(read.exhibits.count, packer) + part)
            return signer.trusted
        } catch {
            failed("disclosure", error)
            return nil
        }
    }

    private static func disclosed(_ records: Int, _ packer: Identity) -> String {
        (records == 1 ? "the one record is the one" : "all \(records) records are those") + " that \(packer) signed for"
    }
}
