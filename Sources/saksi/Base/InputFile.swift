import Foundation
import Glibc
import Vocabulary

/// A small file that is read whole: a profile, a certificate, a receipt.
enum InputFile {
    /// - Parameter limit: bytes; what is larger is not what was meant.
    static func read(_ path: String, limit: Int = 1 << 20) throws(CommandError) -> [UInt8] {
        let shown = path.shownInMessage
        var isFolder: ObjCBool = false
        guard unsafe FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandError(
                .commandFileMissing, "The file “\(shown)” is not there.",
                next: "Check the spelling of the path, and the folder you are in.")
        }
        guard !isFolder.boolValue else {
            throw CommandError(
                .commandFileUnreadable, "“\(shown)” is a folder; a file is needed here.", next: "Name the file itself.")
        }
        guard let handle = FileHandle(forReadingAtPath: path), let data = try? handle.read(upToCount: limit + 1) else {
            // A file of no bytes reads as nil.
            if FileManager.default.isReadableFile(atPath: path) { return [] }
            throw CommandError(
                .commandFileUnreadable, "The file “\(shown)” may not be read by you.",
                next: "Ask its owner for the right to read it, or use a copy of your own.")
        }
        guard data.count <= limit else {
            throw CommandError(
                .commandFileTooLarge,
                "The file “\(shown)” has more than \(limit) bytes: it is not the kind of file that is needed.",
                next: "Check that you named the right file.")
        }
        return Array(data)
    }
}
