import Seal
import Vocabulary

extension Verifier {
    typealias ReadRecord = (record: BundleRecord, exhibits: [ExhibitRecord], commitments: [Digest])

    /// The record must tell of exactly the exhibits that are there, with the digests that are signed.
    mutating func checkRecord(_ manifest: SignedManifest?) -> ReadRecord? {
        let read: ReadRecord
        do throws(BundleError) {
            read = try RecordFile.decode(try bundle.contents(RecordFile.path, limit: RecordFile.limit))
        } catch {
            failed("record", error)
            return nil
        }
        let before = report.failures.count
        var recorded: Set<EntryPath> = []
        var numbers: Set<ExhibitNumber> = []
        for exhibit in read.exhibits where report.failures.count < before + 20 {
            let name = "Exhibit \(exhibit.number)"
            if !numbers.insert(exhibit.number).inserted { failed("record", .recordForm, "\(name) is recorded twice.") }
            if !recorded.insert(exhibit.path).inserted {
                failed("record", .recordForm, "“\(exhibit.path.text.shownInMessage)” is recorded twice.")
            }
            guard exhibit.path.text.hasPrefix("data/"), let entry = bundle.entry(exhibit.path.text) else {
                failed(
                    "record", .recordWithoutEntry,
                    "\(name), “\(exhibit.path.text.shownInMessage)”, is not in the bundle.")
                continue
            }
            if entry.size != exhibit.size {
                failed("record", .recordDisagrees, "\(name) has \(entry.size) bytes; its record says \(exhibit.size).")
            }
        }
        let digests = Dictionary(uniqueKeysWithValues: read.exhibits.isEmpty ? [] : signedDigests(manifest))
        for exhibit in read.exhibits where digests[exhibit.path].map({ $0 != exhibit.sha256 }) ?? false {
            guard report.failures.count < before + 20 else { break }
            failed(
                "record", .recordDisagrees,
                "The record of exhibit \(exhibit.number) has another digest than the manifest.")
        }
        for entry in bundle.entries where entry.path.text.hasPrefix("data/") && !recorded.contains(entry.path) {
            guard report.failures.count < before + 20 else { break }
            failed(
                "record", .entryWithoutRecord, "“\(entry.path.text.shownInMessage)” is in the bundle without a record.")
        }
        if report.failures.count == before {
            passed(
                "record",
                "bundle \(read.record.bundle), case \(read.record.case.number), \(read.exhibits.count) exhibits")
        }
        return read
    }

    func signedDigests(_ manifest: SignedManifest?) -> [(EntryPath, Digest)] {
        manifest?.references.map { ($0.path, $0.digest) } ?? []
    }

    /// The bag's manifests must say the same as the signed one.
    mutating func checkBag(_ manifest: SignedManifest?, _ record: ReadRecord?) {
        let signed = Dictionary(uniqueKeysWithValues: signedDigests(manifest))
        let before = report.failures.count
        do throws(BundleError) {
            guard try bundle.contents(TagFiles.declarationPath, limit: 1024) == TagFiles.declaration else {
                throw BundleError(
                    .bagDeclaration, "bagit.txt does not declare BagIt 1.0 in UTF-8.", next: ContainerReader.askAgain)
            }
            if let record {
                let info = TagFiles.info(
                    record.record, payloadBytes: record.exhibits.reduce(0) { $0 &+ $1.size },
                    payloadFiles: record.exhibits.count)
                guard try bundle.contents(TagFiles.infoPath, limit: 1 << 16) == info else {
                    throw BundleError(
                        .bagTagFile, "bag-info.txt does not say what the record says.", next: ContainerReader.askAgain)
                }
            }
            try compare(TagFiles.manifestPath, signed) { $0.hasPrefix("data/") }
            try compare(TagFiles.tagManifestPath, signed) { TagFiles.isTagFile($0) }
        } catch {
            failed("bag", error)
        }
        if report.failures.count == before { passed("bag", "unpacks to a BagIt 1.0 bag that says the same") }
    }

    private mutating func compare(
        _ path: String, _ signed: [EntryPath: Digest], belongs: (String) -> Bool
    ) throws(BundleError) {
        let bytes = try bundle.contents(path, limit: Self.manifestLimit)
        var missing = Set(signed.keys.filter { belongs($0.text) })
        for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().enumerated() {
            guard line.count > 66, line.dropFirst(64).starts(with: [0x20, 0x20]),
                let digest = try? Digest(hexadecimal: String(decoding: line.prefix(64), as: UTF8.self)),
                let entry = try? EntryPath(bytes: Array(line.dropFirst(66))), missing.remove(entry) != nil
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
            let bytes = try bundle.contents(Disclosure.path, limit: Self.manifestLimit)
            let disclosure = try Disclosure(parsing: bytes)
            guard let signer = check(Disclosure.signaturePath, over: bytes, step: "disclosure") else { return nil }
            let packer = record.extractOf?.packer ?? record.packer
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
            passed("disclosure", "all \(read.exhibits.count) records are those that \(packer) signed for\(part)")
            return signer.trusted
        } catch {
            failed("disclosure", error)
            return nil
        }
    }
}
