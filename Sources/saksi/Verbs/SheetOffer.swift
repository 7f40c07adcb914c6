import EvidenceBundle
import Foundation
import Vocabulary

/// A sheet to fill in, written where the investigator works because none was given.
struct SheetOffer {
    private let folder: String
    private let sheet: String

    /// - Parameter out: where the bundle would go; the sheet is put beside it, else into the present folder. Where that
    ///   is the folder of exhibits or lies in it, the sheet goes beside that folder: inside it would become an exhibit.
    init(folder: String, beside out: String?) {
        self.folder = folder
        let resolved = URL(fileURLWithPath: folder).resolvingSymlinksInPath().standardizedFileURL
        let name = resolved.lastPathComponent + "-sheet.csv"
        let parent = out.map { out in out.utf8.lastIndex(of: 0x2F).map { String(out[...$0]) } ?? "" } ?? ""
        let place = URL(fileURLWithPath: parent.isEmpty ? "." : parent).resolvingSymlinksInPath().standardizedFileURL
        let isInside = (place.path + "/").utf8.starts(with: (resolved.path == "/" ? "/" : resolved.path + "/").utf8)
        sheet = isInside ? resolved.deletingLastPathComponent().path + "/" + name : parent + name
    }

    /// Writes the sheet, and says what is missing.
    ///
    /// - Parameter error: what packing found missing.
    func failure(_ error: BundleError? = nil) throws -> BundleError {
        let shown = sheet.shownInMessage
        let reason =
            error.map { Self.shortened($0.reason) }
            ?? "Nothing says yet what the exhibits are: category, handling, flags and victim-identity are missing."
        let again = "run the same command with --sheet \(sheet.shellWord)"
        if FileManager.default.fileExists(atPath: sheet) {
            return BundleError(
                .sheetMissingValue, reason, next: "Fill in the sheet “\(shown)”, which is there already, then \(again)."
            )
        }
        try OutputFile.write(try SheetTemplate.text(for: folder), to: sheet)
        return BundleError(
            .sheetMissingValue,
            "\(reason) A sheet with one row for each file was written: “\(shown)”.",
            next: "Open it in a spreadsheet, fill in those columns, save it as CSV UTF-8, then \(again). "
                + "A folder of one kind needs no sheet: give each of the four with --default, such as "
                + "--default category=document.")
    }

    /// A folder of thousands says the same of each of its files: the first few are enough.
    private static func shortened(_ reason: String) -> String {
        let lines = reason.split(separator: "\n")
        guard lines.count > 5 else { return reason }
        return lines.prefix(4).joined(separator: "\n") + "\n… and the same of \(lines.count - 4) more."
    }
}
