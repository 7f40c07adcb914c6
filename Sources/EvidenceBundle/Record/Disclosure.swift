package import Vocabulary

/// `metadata/disclosure.json`: a salted digest for each exhibit's record, signed by the packer.
///
/// With it a part of a bundle can be released: who holds a record can show that it is the packer's, and learns nothing
/// of the others but how many there are. See docs/spec/bundle.md, “Releasing part”.
package struct Disclosure: Hashable, Sendable, Codable {
    static let path = "metadata/disclosure.json"
    static let signaturePath = "metadata/disclosure.p7s"
    static let currentFormat = "saksi-disclosure/1"

    package let agreement: BundleRecord.AgreementReference
    package let bundle: BundleID
    package let `case`: CaseNumber
    package let channel: Channel
    package let created: StatedInstant
    package let exhibits: [Line]
    package let format: String
    package let packer: Identity

    package struct Line: Hashable, Sendable, Codable {
        package let digest: Digest
        package let number: ExhibitNumber
    }

    init(of record: BundleRecord, lines: [Line]) {
        agreement = record.agreement
        bundle = record.bundle
        `case` = record.case.number
        channel = record.channel
        created = record.created
        exhibits = lines
        format = Self.currentFormat
        packer = record.packer
    }

    /// The bytes that stand in the bundle of such a record, if it is no extract.
    static func written(
        for read: (record: BundleRecord, exhibits: [ExhibitRecord], commitments: [Digest])
    ) throws(BundleError) -> [UInt8] {
        let empty = try RecordFile.encode(Disclosure(of: read.record, lines: []))
        guard let position = RecordScanner.exhibits(in: empty) else { return [] }
        var bytes = Array(empty[..<position])
        bytes.reserveCapacity(empty.count + read.exhibits.count * 110)
        for (index, (exhibit, digest)) in zip(read.exhibits, read.commitments).enumerated() {
            if index > 0 { bytes.append(0x2C) }
            bytes += #"{"digest":""#.utf8
            bytes += digest.text.utf8
            bytes += #"","number":"#.utf8
            bytes += String(exhibit.number.value).utf8
            bytes.append(0x7D)
        }
        return bytes + empty[position...]
    }

    init(parsing bytes: [UInt8]) throws(BundleError) {
        do {
            self = try CanonicalJSON.decode(Disclosure.self, from: bytes, noun: Self.path, limit: 256 << 20)
        } catch {
            throw BundleError(.disclosureForm, error.reason, next: ContainerReader.askAgain)
        }
        guard format == Self.currentFormat else {
            throw BundleError(
                .disclosureForm, "\(Self.path) has the format “\(format.shownInMessage)”, which is not known here.",
                next: "Use a newer version of saksi.")
        }
    }
}
