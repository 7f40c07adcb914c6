import Vocabulary

/// Whether a bundle stays below what readers take, known before it is begun.
///
/// Records are first measured by a bound, the texts they are made of with every byte escaped; only what could be too
/// large by that is written out and counted.
struct RecordSizes {
    /// Room is left for further signatures.
    static let mostExhibits = ZIPForm.mostEntries - 64
    /// Keys, digests, numbers and words of one record, and the archive's ending in a path.
    private static let fixed = 4096
    private static let escaped = 6

    private var bound: Int64 = 0
    /// Of the manifests, which hold each path percent-encoded.
    private var manifest: Int64 = 0

    mutating func add(_ record: ExhibitRecord, _ row: SheetRow, original: [UInt8]) throws(BundleError) {
        let texts = row.cells.values.reduce(0) { $0 + $1.utf8.count } + original.count + record.path.text.utf8.count
        var size = texts * Self.escaped + Self.fixed
        if size > RecordFile.exhibitLimit {
            size = try RecordFile.encode(record).count
            guard size <= RecordFile.exhibitLimit else {
                throw row.failure(
                    .sourceTooLarge,
                    "the record of this exhibit would have \(size) bytes; the limit is \(RecordFile.exhibitLimit).",
                    next: "Put the long texts into a file of their own.")
            }
        }
        bound += Int64(size)
        manifest += Int64(record.path.text.utf8.count * 3 + 256)
    }

    func check(_ exhibits: [ExhibitRecord], _ record: BundleRecord) throws(BundleError) {
        guard exhibits.count <= Self.mostExhibits else {
            throw Self.tooLarge(
                "There are \(exhibits.count) exhibits; a bundle takes \(Self.mostExhibits).")
        }
        let (before, after) = try RecordFile.frame(record)
        guard before.count + after.count <= RecordFile.frameLimit else {
            throw Self.tooLarge(
                "What is said of the bundle itself has \(before.count + after.count) bytes; the limit is "
                    + "\(RecordFile.frameLimit). Most of it is the list of \(record.leftOut?.count ?? 0) things left out."
            )
        }
        var size = bound
        if size + Int64(RecordFile.frameLimit) > RecordFile.limit {
            size = 0
            for exhibit in exhibits { size += Int64(try RecordFile.encode(exhibit).count) + 1 }
        }
        guard size + Int64(before.count + after.count) <= RecordFile.limit, manifest + 4096 <= Verifier.manifestLimit
        else { throw Self.tooLarge("The \(exhibits.count) exhibits need a longer record than a bundle may have.") }
    }

    private static func tooLarge(_ reason: String) -> BundleError {
        BundleError(.sourceTooLarge, reason, next: "Divide the folder, and pack each part as a bundle of its own.")
    }
}
